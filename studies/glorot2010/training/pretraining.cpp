#include "studies/glorot2010/training/pretraining.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <vector>

#include "autograd/grad_mode.h"
#include "nn/checkpoint.h"
#include "nn/optim/sgd.h"
#include "studies/glorot2010/model/denoising.h"
#include "studies/glorot2010/model/streams.h"
#include "studies/glorot2010/training/origin.h"
#include "studies/glorot2010/training/running_mean.h"
#include "studies/glorot2010/training/telemetry.h"
#include "studies/support/clock.h"
#include "tensor/arithmetic.h"
#include "tensor/error.h"

namespace glorot2010 {

namespace {

using gradflow::Tensor;
using studies::Table;

constexpr std::string_view kRows = "pretraining.csv";
constexpr std::string_view kPretrained = "pretraining.safetensors";
constexpr std::int64_t kUpdatesPerSign = 10;

class LayerByLayer {
 public:
  LayerByLayer(const PretrainingConfig& config, RunContext& context, Learner& learner)
      : config_(config),
        context_(context),
        learner_(learner),
        biases_(learner.network().config()),
        to_record_(updates_to_record(config.updates)),
        path_(context.folder.file(kPretrained)),
        noise_(stream(context.seed, Stream::noise)),
        rows_({"layer", "update", "reconstruction"}) {
    checkpoint_.add(learner.network());
    checkpoint_.add(biases_);
  }

  // False when it was asked to stop.
  bool run(double checkpoint_seconds) {
    if (std::filesystem::exists(path_)) load();
    tell_if_begun_anew(path_, context_.folder.file(kRows), context_.folder.run());
    saved_ = studies::seconds_now();
    const int depth = learner_.network().config().depth;
    if (layer_ > depth) return true;
    for (; layer_ <= depth; ++layer_, update_ = 0)
      if (!train_layer(checkpoint_seconds)) return false;
    save();
    return true;
  }

 private:
  bool train_layer(double checkpoint_seconds) {
    DenoisingAutoencoder layer(learner_.network(), biases_, layer_);
    gradflow::optim::Sgd sgd(layer, {.learning_rate = config_.learning_rate});
    for (;; ++update_) {
      if (!cost_.empty() && std::ranges::binary_search(to_record_, update_)) record();
      if (update_ == config_.updates) return true;
      if (update_ % kUpdatesPerSign == 0) {
        const bool go_on = context_.progress(done(), status());
        if (!go_on || studies::seconds_now() - saved_ >= checkpoint_seconds) save();
        if (!go_on) return false;
      }
      step(layer, sgd);
    }
  }

  void step(DenoisingAutoencoder& layer, gradflow::optim::Sgd& sgd) {
    const Tensor images = learner_.data().batch(update_).images;
    const Tensor input = seen_by_layer(images);
    const Tensor target = layer_ == 1 ? (images + 1) * 0.5 : input;
    const gradflow::Rng noise =
        noise_.at(static_cast<std::uint64_t>(layer_)).at(static_cast<std::uint64_t>(update_));
    const gradflow::Variable cost =
        layer.reconstruction_cost(masked(input, config_.masking, noise), target);
    const double value = cost.value().item();
    gradflow::require<Diverged>(
        std::isfinite(value),
        "pretraining: the reconstruction of layer {} costs {} at update {}, with learning rate {}: "
        "training diverged; a smaller rate may not",
        layer_, value, update_, config_.learning_rate);
    sgd.backward(cost);
    cost_.add(value);
  }

  // What the layers below, which are left as they are, make of the images.
  Tensor seen_by_layer(const Tensor& images) {
    const gradflow::NoGrad inference;
    gradflow::Variable z = images;
    for (int i = 1; i < layer_; ++i)
      z = learner_.network().activation(i)(learner_.network().linear(i)(z));
    return z.value();
  }

  void record() { rows_.add_row({layer_, update_, cost_.take()}); }

  std::uint64_t done() const {
    return static_cast<std::uint64_t>((layer_ - 1) * config_.updates + update_);
  }
  Origin origin() const { return {learner_.data().text(), config_.text(), context_.seed}; }
  std::string status() const { return fmt::format("pre-training layer {}", layer_); }

  void save() {
    set_origin(checkpoint_, origin());
    checkpoint_.set("layer", static_cast<std::int64_t>(layer_));
    checkpoint_.set("update", update_);
    cost_.save(checkpoint_, "costs", "cost_sum_bits");
    checkpoint_.set(kRows, studies::csv_text(rows_));
    checkpoint_.save(path_.string());
    context_.folder.write_csv(kRows, rows_);
    context_.folder.record_time();
    saved_ = studies::seconds_now();
  }

  void load() {
    load_same(checkpoint_, path_, origin(), "pretraining");
    layer_ = static_cast<int>(checkpoint_.number("layer"));
    update_ = checkpoint_.number("update");
    cost_.load(checkpoint_, "costs", "cost_sum_bits");
    rows_ = studies::parse_csv(checkpoint_.text(kRows), kRows);
    context_.folder.write_csv(kRows, rows_);
  }

  const PretrainingConfig& config_;
  RunContext& context_;
  Learner& learner_;
  DecoderBiases biases_;
  std::vector<std::int64_t> to_record_;
  std::filesystem::path path_;
  gradflow::Rng noise_;
  gradflow::nn::Checkpoint checkpoint_;
  Table rows_;
  double saved_ = 0;
  int layer_ = 1;
  std::int64_t update_ = 0;  // of that layer, made so far
  RunningMean cost_;         // of the mini-batches since the last row
};

}  // namespace

std::uint64_t PretrainingConfig::work_before() const {
  return static_cast<std::uint64_t>(fine_tuning.learner.network.depth * updates);
}

std::uint64_t PretrainingConfig::work() const {
  return work_before() + static_cast<std::uint64_t>(fine_tuning.updates);
}

std::string PretrainingConfig::text() const {
  return fmt::format(
      "{} updates of each layer as a denoising auto-encoder, masking {}, learning rate {}; then {}",
      updates, masking, learning_rate, fine_tuning.text());
}

bool pretrain_and_train(const PretrainingConfig& config, RunContext& context,
                        double checkpoint_seconds) {
  const LearnerConfig& learner_config = config.fine_tuning.learner;
  gradflow::require(learner_config.network.activation == Activation::sigmoid &&
                        learner_config.data.set == DataSet::shapeset,
                    "pretraining: given {} on {}; sigmoid units on Shapeset are expected",
                    name(learner_config.network.activation), title(learner_config.data.set));
  Learner learner(learner_config, context.seed, context.data_dir);
  if (!LayerByLayer(config, context, learner).run(checkpoint_seconds)) return false;
  const std::uint64_t before = config.work_before();
  RunContext fine_tuning{.folder = context.folder,
                         .seed = context.seed,
                         .data_dir = context.data_dir,
                         .watch = context.watch,
                         .progress = [&](std::uint64_t done, std::string_view status) {
                           return context.progress(before + done, status);
                         }};
  return train(config.fine_tuning, fine_tuning, learner, checkpoint_seconds);
}

}  // namespace glorot2010
