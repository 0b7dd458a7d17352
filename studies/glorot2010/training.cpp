#include "studies/glorot2010/training.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <filesystem>
#include <vector>

#include "autograd/grad_mode.h"
#include "autograd/ops/cross_entropy.h"
#include "nn/checkpoint.h"
#include "nn/optim/sgd.h"
#include "studies/glorot2010/telemetry.h"
#include "studies/support/clock.h"
#include "studies/support/shapeset.h"
#include "tensor/error.h"

namespace glorot2010 {

namespace {

using gradflow::Variable;
using studies::shapeset::Batch;
using studies::shapeset::Shapeset;

constexpr std::int64_t kUpdatesPerReport = 10;

// Streams of a run's seed.
constexpr std::uint64_t kWeights = 0;
constexpr std::uint64_t kExamples = 1;

class Training {
 public:
  Training(const TrainingConfig& config, RunContext& context)
      : config_(config),
        context_(context),
        weights_(gradflow::Rng(context.seed).at(kWeights)),
        network_(config.network, weights_),
        sgd_(network_, {.learning_rate = config.learning_rate}),
        examples_(gradflow::Rng(context.seed).at(kExamples).key()),
        test_set_(Shapeset(kTestSeed).batch(0, config.test_examples)),
        telemetry_(network_, test_set_, config.statistics_examples),
        to_record_(updates_to_record(config.updates)),
        path_(context.folder.file(kCheckpointFile)) {
    checkpoint_.add(network_);
    checkpoint_.add(sgd_);
  }

  // The loop. False when it was asked to stop.
  bool run(double checkpoint_seconds) {
    if (std::filesystem::exists(path_)) load();
    double saved = studies::seconds_now();
    for (;; ++update_) {
      if (std::ranges::binary_search(to_record_, update_) && !telemetry_.recorded(update_))
        record();
      if (update_ == config_.updates) break;
      if (update_ % kUpdatesPerReport == 0) {
        const bool go_on = context_.progress(static_cast<std::uint64_t>(update_), status());
        if (!go_on || studies::seconds_now() - saved >= checkpoint_seconds) {
          save();
          saved = studies::seconds_now();
        }
        if (!go_on) return false;
      }
      step();
    }
    context_.progress(static_cast<std::uint64_t>(update_), status());
    telemetry_.write(context_.folder);
    return true;
  }

 private:
  Variable loss_of(const Batch& batch) {
    return cross_entropy(network_(batch.images), batch.labels);
  }

  Batch batch() const { return examples_.batch(config_.batch * update_, config_.batch); }

  void step() {
    const Variable loss = loss_of(batch());
    const double value = loss.value().item();
    gradflow::require<gradflow::Error>(
        std::isfinite(value),
        "train: the loss is {} at update {}, with learning rate {}: training diverged; a smaller "
        "rate may not",
        value, update_, config_.learning_rate);
    loss_sum_ += value;
    ++losses_;
    sgd_.backward(loss);
  }

  // The loss is the mean over the mini-batches since the last row, each before its update; in the
  // first row it is that of the first mini-batch.
  void record() {
    if (losses_ == 0) {
      const gradflow::NoGrad inference;
      loss_sum_ = loss_of(batch()).value().item();
      losses_ = 1;
    }
    telemetry_.record(update_, update_ * config_.batch, loss_sum_ / static_cast<double>(losses_));
    loss_sum_ = 0;
    losses_ = 0;
  }

  std::string status() const { return fmt::format("error {:.1f} %", telemetry_.test_error()); }

  void save() {
    checkpoint_.set("update", update_);
    checkpoint_.set("losses", losses_);
    checkpoint_.set("loss_sum_bits", std::bit_cast<std::int64_t>(loss_sum_));
    telemetry_.save(checkpoint_);
    checkpoint_.save(path_.string());
    telemetry_.write(context_.folder);
    context_.folder.record_time();
  }

  void load() {
    checkpoint_.load(path_.string());
    update_ = checkpoint_.number("update");
    losses_ = checkpoint_.number("losses");
    loss_sum_ = std::bit_cast<double>(checkpoint_.number("loss_sum_bits"));
    telemetry_.load(checkpoint_);
  }

  const TrainingConfig& config_;
  RunContext& context_;
  gradflow::Rng weights_;
  Network network_;
  gradflow::optim::Sgd sgd_;
  Shapeset examples_;
  Batch test_set_;
  Telemetry telemetry_;
  std::vector<std::int64_t> to_record_;
  std::filesystem::path path_;
  gradflow::nn::Checkpoint checkpoint_;
  std::int64_t update_ = 0;  // made so far
  double loss_sum_ = 0;      // of the mini-batches since the last row
  std::int64_t losses_ = 0;
};

}  // namespace

std::string TrainingConfig::text() const {
  return fmt::format(
      "{}; sgd, learning rate {}, {} updates of {} examples; Shapeset in [-1, 1]; test error on {} "
      "examples of seed {}, statistics on the first {}",
      network.text(), learning_rate, updates, batch, test_examples, kTestSeed, statistics_examples);
}

bool train(const TrainingConfig& config, RunContext& context, double checkpoint_seconds) {
  return Training(config, context).run(checkpoint_seconds);
}

}  // namespace glorot2010
