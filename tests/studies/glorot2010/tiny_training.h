#pragma once
// A training on a tiny network in a scratch folder, started, stopped and begun again.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "studies/glorot2010/training/training.h"
#include "tensor/error.h"
#include "tests/studies/scratch_folder.h"

namespace glorot2010 {

class TinyTraining : public ScratchFolder {
 protected:
  static TrainingConfig tiny() {
    return {.learner = {.network = {.depth = 2, .width = 12},
                        .learning_rate = 0.05,
                        .data = {.held_out = 40}},
            .updates = 60,
            .statistics_examples = 30};
  }

  // One start of the run in the folder of that name, until `progress` says stop or throws.
  bool start(const std::string& name, const TrainingConfig& config,
             const std::function<bool(std::uint64_t)>& progress, double checkpoint_seconds = 1e9) {
    studies::RunFolder folder(file(""), name);
    studies::Manifest manifest;
    manifest.run = name;
    manifest.configuration = config.text();
    const auto before = studies::read_manifest(folder.path());
    folder.begin(manifest, before && config.updates_in(before->manifest.configuration).has_value());
    RunContext context{.folder = folder,
                       .seed = seed_,
                       .data_dir = {},
                       .watch = false,
                       .progress = [&](std::uint64_t done, std::string_view text) {
                         status_ = text;
                         return progress(done);
                       }};
    const bool ended = train(config, context, checkpoint_seconds);
    if (ended) folder.finish();
    return ended;
  }
  bool start(const std::string& name, const TrainingConfig& config) {
    return start(name, config, [](std::uint64_t) { return true; });
  }

  // All tables of the run.
  std::map<std::string, std::string> tables(const std::string& name) const {
    std::map<std::string, std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(file(name)))
      if (entry.path().extension() == ".csv")
        found[entry.path().filename().string()] =
            get(name + "/" + entry.path().filename().string());
    return found;
  }

  // A start of it, stopped at update 30, with its checkpoint.
  void stop_in_the_middle(const std::string& name) {
    EXPECT_FALSE(start(name, tiny(), [](std::uint64_t done) { return done < 30; }));
  }
  // What a start is refused with.
  std::string refusal(const std::string& name, const TrainingConfig& config) {
    return text_of<gradflow::Error>([&] { start(name, config); });
  }

  std::string status_;
  std::uint64_t seed_ = 1;
};

}  // namespace glorot2010
