#pragma once
// One training of the paper (section 2.3): plain stochastic gradient descent on mini-batches of ten
// Shapeset examples that are drawn as they are needed, so that update k sees examples 10 k … 10 k +
// 9 of the training seed and no example comes twice. What it records is in telemetry.h. It may be
// stopped, or killed, anywhere: the run that goes on from its checkpoint ends with the same bits as
// one left alone.

#include <cstdint>
#include <string>

#include "studies/glorot2010/experiment.h"
#include "studies/glorot2010/network.h"

namespace glorot2010 {

// Sets that no training stream meets, whatever the run's seed; one was used to choose the learning
// rates, the other is what errors are reported on.
inline constexpr std::uint64_t kTestSeed = 2010;
inline constexpr std::uint64_t kValidationSeed = 2011;

struct TrainingConfig {
  NetworkConfig network = {};
  double learning_rate = 0.01;
  std::int64_t updates = 0;
  std::int64_t batch = 10;                 // examples of an update
  std::int64_t test_examples = 1000;       // one standard error: at most 1.6 points
  std::int64_t statistics_examples = 300;  // the first of the test set

  std::string text() const;  // canonical: what a run's configuration says of it
};

// Writes the tables of telemetry.h into the run's folder. Saves "checkpoint.safetensors" there
// every `checkpoint_seconds` and when `context.progress` asks for a stop, goes on from it if it is
// there, and removes it at the end. Returns false when it was asked to stop. gradflow::Error,
// naming the update and the learning rate, when the loss is no longer a number.
bool train(const TrainingConfig& config, RunContext& context, double checkpoint_seconds = 10);

}  // namespace glorot2010
