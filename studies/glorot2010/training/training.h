#pragma once
// One training of the paper (section 2.3), recorded as it goes: what it records is in telemetry.h.
// It may be stopped, or killed, anywhere: the run that goes on from its checkpoint ends with the
// same bits as one left alone.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "studies/glorot2010/experiment.h"
#include "studies/glorot2010/model/learner.h"

namespace glorot2010 {

struct TrainingConfig {
  LearnerConfig learner = {};
  std::int64_t updates = 0;
  std::int64_t statistics_examples = 300;  // the first of the test set

  std::string text() const;  // canonical: what a run's configuration says of it
  // The updates in that text if it is one of this training, however long; fewer are a beginning
  // that this one can go on from.
  std::optional<std::uint64_t> updates_in(std::string_view text) const;
};

// Writes the tables of telemetry.h into the run's folder, and data.txt: which examples it saw.
// Saves "checkpoint.safetensors" there every `checkpoint_seconds`, at its end and when
// `context.progress` asks for a stop, and goes on from it if it is there: also from that of a
// shorter training which has come to its end. Returns false when it was asked to stop.
// Diverged, naming the update and the learning rate, when the loss is no longer a number;
// ArgumentError when the checkpoint comes from other data than those that are there now, from
// another configuration or seed (origin.h); nothing has been written then.
bool train(const TrainingConfig& config, RunContext& context, double checkpoint_seconds = 10);
// The same from the network of a learner of that configuration and seed, which may have been
// prepared: what a checkpoint holds takes its place.
bool train(const TrainingConfig& config, RunContext& context, Learner& learner,
           double checkpoint_seconds = 10);

// The update of the last row that a training has left in its folder; 0 when there is none.
// FileError when the table is damaged.
std::uint64_t updates_recorded(const std::filesystem::path& run_folder);

}  // namespace glorot2010
