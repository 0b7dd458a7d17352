#pragma once
// The table of runs: what can be computed, which item of the paper it belongs to, and the function
// that does it. A run writes its tables into its own folder and nothing else; figures, claims and
// the report are made from those.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "studies/support/run_folder.h"

namespace glorot2010 {

// Which runs there are, and how long the training runs are; what is drawn at initialisation is
// always at full size.
//   quick   Shapeset, the first 8,000 updates: minutes
//   desk    all data sets, 250,000 updates on the finite ones and 500,000 on Shapeset: hours
//   paper   the same with the paper's 2.5 million updates: days
enum class Profile { quick, desk, paper };

// What a run may keep in its folder to be resumed from. Removed when the run is recorded as
// finished, with whatever else ends on .safetensors, unless a longer one may go on from it.
inline constexpr std::string_view kCheckpointFile = "checkpoint.safetensors";

std::string_view name(Profile profile);
// ArgumentError, listing the profiles, for an unknown name.
Profile profile_from(std::string_view name);

// Where Figures 11 and 12 end: 25 million examples.
inline constexpr std::int64_t kPaperUpdates = 2'500'000;

// About what an update of the paper's network takes on one core.
inline constexpr double kSecondsAnUpdate = 0.0025;

struct RunContext {
  studies::RunFolder& folder;
  std::uint64_t seed = 1;
  std::filesystem::path data_dir;  // where finite data sets are looked for first; may be empty
  bool watch = false;              // show a training live in the terminal (live_view.h)
  // Called as the run goes on: units done of Run::work, and a few words ("error 71.3 %"). Returns
  // false when the run should stop at its next safe point and leave itself to be resumed.
  std::function<bool(std::uint64_t done, std::string_view status)> progress;
};

struct Run {
  std::string id;     // folder and argument of `run`: "fig06", "train-tanh"
  std::string item;   // of the paper: "Figure 6"
  std::string about;  // what is done, in a line
  std::string unit;   // of `work`: "updates", "images"
  std::uint64_t work = 0;
  // Everything the numbers depend on but seed and machine, as canonical text.
  std::string configuration;
  // Returns false when it stopped early because `progress` said so.
  std::function<bool(RunContext&)> run;
  // About how long it takes on one core: long runs start first, and the common bar weighs by it.
  double seconds = 1;
  // The work of a run of that configuration if that is this one's but for the work: of less, it is
  // the beginning of this run, of more, this run is the beginning of it. Empty: there are no such.
  std::function<std::optional<std::uint64_t>(std::string_view configuration)> work_in = {};
  bool may_be_lengthened = false;  // its checkpoint stays when it is finished
  // From how much of its work on it draws a picture when RunContext::watch is set; empty: never.
  std::optional<std::uint64_t> picture_from = {};
  // After a stop it goes on from what its folder holds, and says so by its first call of
  // `progress`.
  bool resumes = false;
};

// All runs of a profile, cheap ones first.
const std::vector<Run>& runs_of(Profile profile);
// ArgumentError, listing the ids, for one that the profile does not have.
const Run& find_run(Profile profile, std::string_view id);

// The parts of the table.
std::vector<Run> initialisation_runs();            // initialisation_runs.cpp
std::vector<Run> dataset_initialisation_runs();    // the same, of sets that come as files
std::vector<Run> rate_runs(Profile profile);       // rate_runs.cpp
std::vector<Run> training_runs(Profile profile);   // training_runs.cpp
std::vector<Run> variation_runs(Profile profile);  // variation_runs.cpp
std::vector<Run> svm_runs(Profile profile);        // svm_runs.cpp

}  // namespace glorot2010
