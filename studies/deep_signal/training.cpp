#include "studies/deep_signal/training.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "nn/gradflow.h"
#include "studies/deep_signal/signal.h"
#include "studies/support/answers.h"
#include "studies/support/checkpoint_text.h"
#include "studies/support/clock.h"
#include "studies/support/probe.h"
#include "studies/support/shapeset.h"

namespace deep_signal {

using gradflow::Error;
using gradflow::NoGrad;
using gradflow::require;
using gradflow::Rng;
using gradflow::Tensor;
using gradflow::Variable;
namespace nn = gradflow::nn;
namespace optim = gradflow::optim;
using studies::shapeset::Batch;
using studies::shapeset::Shapeset;

namespace {

constexpr double kCheckpointSeconds = 20;
constexpr std::int64_t kJudgedAtOnce = 500;
// Streams of a seed. All designs see the same examples.
constexpr std::uint64_t kWeights = 0, kExamples = 1, kFresh = 2;

// Each image with mean 0 and deviation 1: a dark object on bright ground is then as far from its
// ground as any other.
Batch examples_of(std::uint64_t seed, std::uint64_t stream, std::int64_t first,
                  std::int64_t count) {
  using studies::shapeset::kPixels;
  const NoGrad no_grad;
  Batch batch = Shapeset(Rng(seed).at(stream).key()).batch(first, count);
  batch.images =
      layer_norm(batch.images, Tensor::ones({kPixels}), Tensor::zeros({kPixels})).value();
  return batch;
}

optim::Schedule rate_of(const Recipe& recipe) {
  const std::int64_t warm = std::max<std::int64_t>(1, recipe.steps / 20);
  return optim::linear_warm_up(recipe.learning_rate, warm)
      .then(warm, optim::cosine_decay(recipe.learning_rate,
                                      std::max<std::int64_t>(1, recipe.steps - warm)));
}

std::unique_ptr<nn::Sequential> network_of(const Design& design, const Recipe& recipe) {
  Rng rng = Rng(recipe.seed).at(kWeights);
  auto net = std::make_unique<nn::Sequential>();
  build(*net, design, recipe.depth, studies::shapeset::kPixels, studies::shapeset::kClasses, rng);
  return net;
}

}  // namespace

struct Training::Model {
  Model(const Design& design, const Recipe& recipe)
      : net(network_of(design, recipe)),
        adam(*net, {.learning_rate = recipe.learning_rate}),
        rate(rate_of(recipe)),
        activations(studies::watch_outputs(*net, "l*_z")),
        gradients(studies::watch_output_gradients(*net, "l*_z")) {
    watch(false);
    checkpoint.add(*net);
    checkpoint.add(adam);
  }

  void watch(bool on) {
    for (studies::Probe* probe : {&activations, &gradients}) on ? probe->resume() : probe->pause();
  }

  std::unique_ptr<nn::Sequential> net;
  optim::Adam adam;
  optim::Schedule rate;
  studies::Probe activations, gradients;
  nn::Checkpoint checkpoint;
};

std::string Recipe::text() const {
  return fmt::format(
      "{} layers; {} steps of {} examples, rate {}; a row every {} steps, error on {} examples; "
      "seed {}",
      depth, steps, batch, learning_rate, report_every, watched_error, seed);
}

Training::Training(const Design& design, const Recipe& recipe, const std::filesystem::path& out)
    : design_(design),
      recipe_(recipe),
      configuration_(fmt::format("{}; {}", design.name, recipe.text())),
      file_(out / fmt::format("{}.safetensors", design.name)),
      model_(std::make_unique<Model>(design, recipe)),
      curve_({"step", "loss", "error"}),
      layers_({"step", "layer", "z", "dz"}) {
  if (std::filesystem::exists(file_)) resume();
}

Training::~Training() = default;

nn::Sequential& Training::net() { return *model_->net; }

void Training::resume() {
  if (studies::checkpoint_text(file_, "configuration") != configuration_) return;  // of another run
  nn::Checkpoint& checkpoint = model_->checkpoint;
  checkpoint.load(file_.string());
  step_ = checkpoint.number("step");
  curve_ = studies::parse_csv(checkpoint.text("curve"), "curve");
  layers_ = studies::parse_csv(checkpoint.text("layers"), "layers");
}

void Training::save() {
  nn::Checkpoint& checkpoint = model_->checkpoint;
  checkpoint.set("configuration", configuration_);
  checkpoint.set("step", step_);
  checkpoint.set("curve", studies::csv_text(curve_));
  checkpoint.set("layers", studies::csv_text(layers_));
  checkpoint.save(file_.string());
}

bool Training::run(const std::function<bool(std::int64_t step, double error)>& go_on) {
  double losses = 0, saved = studies::seconds_now();  // the losses of the steps since the last row
  while (!finished()) {
    losses += update();
    if (step_ % recipe_.report_every != 0 && !finished()) continue;
    // Between two rows the losses so far would be lost: this is where it may stop.
    record(std::exchange(losses, 0));
    const bool stopped = !go_on(step_, curve_.last("error"));
    if (stopped || finished() || studies::seconds_now() - saved > kCheckpointSeconds) {
      save();
      saved = studies::seconds_now();
    }
    if (stopped) return finished();
  }
  return true;
}

// One step; returns its loss.
double Training::update() {
  Model& model = *model_;
  const bool watched = step_ % recipe_.report_every == 0;
  const Batch batch = examples_of(recipe_.seed, kExamples, step_ * recipe_.batch, recipe_.batch);
  model.adam.set_learning_rate(model.rate(step_));
  model.watch(watched);
  const Variable loss = cross_entropy((*model.net)(batch.images), batch.labels);
  const double value = loss.value().item();
  require<Error>(std::isfinite(value), "deep_signal: the loss of {} is {} at step {}", design_.name,
                 value, step_);
  model.adam.backward(loss);
  if (watched) record_layers();
  model.watch(false);
  ++step_;
  return value;
}

void Training::record_layers() {
  const std::vector<double> z = sizes(model_->activations), dz = sizes(model_->gradients);
  for (std::size_t layer = 0; layer < z.size(); ++layer)
    layers_.add_row({step_, layer + 1, z[layer], dz[layer]});
}

void Training::record(double losses) {
  const std::int64_t since = (step_ - 1) % recipe_.report_every + 1;
  curve_.add_row({step_, losses / static_cast<double>(since), error_on(recipe_.watched_error)});
}

double Training::error_on(std::int64_t examples) {
  const NoGrad no_grad;
  net().eval();
  std::int64_t wrong = 0;
  for (std::int64_t first = 0; first < examples; first += kJudgedAtOnce) {
    const Batch batch =
        examples_of(recipe_.seed, kFresh, first, std::min(kJudgedAtOnce, examples - first));
    const Tensor answers = argmax(net()(batch.images).value(), 1);
    wrong += studies::wrong_answers(answers, batch.labels);
  }
  net().train();
  return 100 * static_cast<double>(wrong) / static_cast<double>(examples);
}

}  // namespace deep_signal
