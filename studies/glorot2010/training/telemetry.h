#pragma once
// What a training run records as it goes, one row for each point in time: statistics of every
// hidden layer on a fixed set of test examples, and the test error. It watches the network through
// probes, on examples that are not trained on, and changes no bit of the training.
//
//   activations.csv        of z: mean, standard deviation, 98th percentile of |z| of each layer
//   gradients.csv          of ∂C/∂s: mean, standard deviation, 98th percentile of the magnitude
//   weight_gradients.csv   of ∂C/∂W: the same
//   errors.csv             training loss, validation loss and error, test error
//   histograms.csv         of z as it stands: density over [-1, 1] in each layer
//
// C is the mean cross-entropy over the statistics set, so ∂C/∂s carries a factor of one over its
// size; the ratio of two layers does not.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "nn/checkpoint.h"
#include "studies/glorot2010/model/learner.h"
#include "studies/support/csv.h"
#include "studies/support/probe.h"
#include "studies/support/run_folder.h"

namespace glorot2010 {

// The updates after which rows are recorded: 0, the last, and round numbers between, dense at first
// (every 10), and later at most a twentieth of all apart, rounded down to 1, 2 or 5.
std::vector<std::int64_t> updates_to_record(std::int64_t updates);

inline constexpr std::string_view kErrorsFile = "errors.csv";

class Telemetry {
 public:
  // The statistics are taken on the first `statistics_examples` of the test set. Network and data
  // must outlive this.
  Telemetry(Network& network, const Data& data, std::int64_t statistics_examples);

  // `training_loss`: mean over the mini-batches since the row before.
  void record(std::int64_t update, std::int64_t examples, double training_loss);

  // Of each row, per cent of the test set.
  std::vector<double> test_errors() const { return errors_.column("test_error"); }
  // As of the last row: per cent of the test set.
  double test_error() const { return errors_.last("test_error"); }
  // Whether there is a row for that update or a later one.
  bool recorded(std::int64_t update) const;

  // The rows, and the histograms of the network as it is now.
  void write(const studies::RunFolder& folder);
  // Rows as part of a checkpoint, so that those recorded after it are gone when a run resumes.
  void save(gradflow::nn::Checkpoint& checkpoint) const;
  void load(const gradflow::nn::Checkpoint& checkpoint);

 private:
  struct Recorder {  // of one quantity, in every hidden layer
    std::string_view file;
    studies::Probe probe;
    studies::Table rows;
  };

  void record_statistics(std::int64_t update);
  studies::Table histograms();

  Network& network_;
  const Data& data_;
  studies::Examples statistics_set_;
  std::array<Recorder, 3> recorders_;
  studies::Table errors_;
};

}  // namespace glorot2010
