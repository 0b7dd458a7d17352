#pragma once
// The table of runs: what can be computed, which item of the paper it belongs to, and the function
// that does it. A run writes its tables into its own folder and nothing else; figures, claims and
// the report are made from those.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "studies/support/run_folder.h"

namespace glorot2010 {

// How long the training runs are; what is drawn at initialisation is always at full size.
enum class Profile { quick };

// What a run may keep in its folder to be resumed from. Removed when the run is recorded as
// finished.
inline constexpr std::string_view kCheckpointFile = "checkpoint.safetensors";

std::string_view name(Profile profile);
// ArgumentError, listing the profiles, for an unknown name.
Profile profile_from(std::string_view name);

struct RunContext {
  studies::RunFolder& folder;
  Profile profile = Profile::quick;
  std::uint64_t seed = 1;
  // Called as the run goes on: units done of Run::work, and a few words ("error 71.3 %"). Returns
  // false when the run should stop at its next safe point and leave itself to be resumed.
  std::function<bool(std::uint64_t done, std::string_view status)> progress;
};

struct Run {
  std::string id;     // folder and argument of `run`: "fig06", "train-tanh"
  std::string item;   // of the paper: "Figure 6"
  std::string about;  // what is done, in a line
  std::string unit;   // of `work`: "updates", "images"
  std::function<std::uint64_t(Profile)> work;
  // Everything the numbers depend on but seed and machine, as canonical text.
  std::function<std::string(Profile)> configuration;
  // Returns false when it stopped early because `progress` said so.
  std::function<bool(RunContext&)> run;
  // About how long it takes on one core: long runs start first, and the common bar weighs by it.
  double seconds = 1;
};

// All runs, cheap ones first.
const std::vector<Run>& all_runs();
// ArgumentError, listing the ids, for an unknown one.
const Run& find_run(std::string_view id);

// The two halves of the table.
std::vector<Run> initialisation_runs();  // initialisation_runs.cpp
std::vector<Run> training_runs();        // training_runs.cpp

}  // namespace glorot2010
