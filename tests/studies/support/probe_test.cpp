// The probe: what it reads, what it costs, and that watching changes nothing.

#include "studies/support/probe.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "autograd/backward.h"
#include "autograd/grad_mode.h"
#include "autograd/ops/activation.h"
#include "autograd/ops/cross_entropy.h"
#include "nn/init/initialiser.h"
#include "nn/linear.h"
#include "nn/optim/sgd.h"
#include "nn/sequential.h"
#include "tensor/error.h"
#include "tests/support/expect_error.h"
#include "tests/support/thread_count.h"

namespace studies {
namespace {

using gradflow::Rng;
using gradflow::Tensor;
using gradflow::Variable;
using gradflow::testing::expect_error;
using gradflow::testing::ThreadCount;

// Two hidden layers: h1, z1, h2, z2, output.

void fill(gradflow::nn::Sequential& model, std::int64_t width = 6) {
  Rng rng(7);
  const auto weights = gradflow::init::glorot_uniform();
  model.add<gradflow::nn::Linear>("h1", 4, width, weights, rng);
  model.add("z1", gradflow::tanh);
  model.add<gradflow::nn::Linear>("h2", width, width, weights, rng);
  model.add("z2", gradflow::tanh);
  model.add<gradflow::nn::Linear>("output", width, 3, weights, rng);
}

Variable loss_of(gradflow::nn::Sequential& model, Rng& rng, std::int64_t batch = 5) {
  const Tensor x = rng.normal({batch, 4}, 0, 1);
  const Tensor labels = rng.integers({batch}, 0, 2);
  return cross_entropy(model(x), labels);
}

std::vector<std::string> paths(const std::vector<Reading>& readings) {
  std::vector<std::string> found;
  for (const Reading& reading : readings) found.push_back(reading.path);
  return found;
}

TEST(Probe, ReadsTheOutputsOfTheModulesThatFit) {
  gradflow::nn::Sequential model;
  fill(model);
  const Probe probe = watch_outputs(model, "z*");
  Rng rng(1);
  const Tensor x = rng.normal({5, 4}, 0, 1);
  const gradflow::NoGrad inference;
  model(x);
  EXPECT_EQ(paths(probe.readings()), (std::vector<std::string>{"z1", "z2"}));
  const Variable z1 = gradflow::tanh(static_cast<gradflow::nn::Linear&>(model.at("h1"))(x));
  EXPECT_TRUE(identical(probe.reading("z1").values, z1.value()));
}

TEST(Probe, ReadsTheGradientsOfOutputsAndParameters) {
  gradflow::nn::Sequential model;
  fill(model);
  const Probe outputs = watch_output_gradients(model, "h1");
  const Probe weights = watch_gradients(model, "h*.weight");
  Variable h1;  // the node whose gradient the probe should read
  const auto hook =
      model.at("h1").on_forward([&](const gradflow::nn::Module&, std::span<const Variable>,
                                    std::span<const Variable> out) { h1 = out[0]; });
  Rng rng(1);
  const Variable loss = loss_of(model, rng);
  h1.keep_gradient();
  backward(loss);
  EXPECT_TRUE(identical(outputs.reading("h1").values, h1.gradient()));
  EXPECT_EQ(paths(weights.readings()), (std::vector<std::string>{"h1.weight", "h2.weight"}));
  auto& linear = static_cast<gradflow::nn::Linear&>(model.at("h2"));
  EXPECT_TRUE(identical(weights.reading("h2.weight").values, linear.weight().gradient()));
}

TEST(Probe, DescribesWhatItRead) {
  const Reading reading{"z", Tensor::from({4}, {-1, 1, 3, 5})};
  EXPECT_DOUBLE_EQ(reading.mean(), 2);
  EXPECT_DOUBLE_EQ(reading.deviation(), std::sqrt(5.0));
  EXPECT_DOUBLE_EQ(reading.percentile_of_magnitude(50), 2);
  EXPECT_EQ(reading.histogram(2, 0, 4).count(1), 1);
}

TEST(Probe, ReadsFloat64Rounded) {
  gradflow::nn::Sequential model;
  Rng rng(1);
  model.add<gradflow::nn::Linear>("h", 2, 2, gradflow::init::constant(0.5), rng,
                                  gradflow::nn::LinearOptions{.dtype = gradflow::DType::float64});
  const Probe probe = watch_outputs(model, "h");
  model(Tensor::ones({1, 2}, gradflow::DType::float64));
  EXPECT_DOUBLE_EQ(probe.reading("h").mean(), 1);
}

TEST(Probe, KeepsTheLastOfSeveralCalls) {
  gradflow::nn::Sequential model;
  fill(model);
  const Probe probe = watch_outputs(model, "output");
  model(Tensor::zeros({5, 4}));
  model(Tensor::zeros({2, 4}));
  EXPECT_EQ(probe.reading("output").values.extent(0), 2);
}

TEST(Probe, TakesPathsBelowTheModelItIsGiven) {
  gradflow::nn::Sequential model;
  auto& block = model.add<gradflow::nn::Sequential>("block");
  fill(block);
  model.set_name("net");
  const Probe inner = watch_outputs(block, "z1"), outer = watch_outputs(model, "block.*1");
  const Probe whole = watch_outputs(model, "");
  model(Tensor::zeros({5, 4}));
  EXPECT_EQ(paths(inner.readings()), (std::vector<std::string>{"z1"}));
  EXPECT_EQ(paths(outer.readings()), (std::vector<std::string>{"block.h1", "block.z1"}));
  EXPECT_EQ(paths(whole.readings()), (std::vector<std::string>{""}));
}

TEST(Probe, RefusesAPathThatNothingBears) {
  gradflow::nn::Sequential model;
  fill(model);
  expect_error<gradflow::ArgumentError>(
      [&] { (void)watch_outputs(model, "q*"); },
      "watch_outputs: nothing fits \"q*\"; there is h1, z1, h2, z2, output");
  expect_error<gradflow::ArgumentError>(
      [&] { (void)watch_gradients(model, "h1"); },
      "watch_gradients: nothing fits \"h1\"; there is h1.weight, h1.bias, h2.weight, h2.bias, "
      "output.weight, output.bias");
}

TEST(Probe, SaysWhyItHasNothingToRead) {
  gradflow::nn::Sequential model;
  fill(model);
  Probe probe = watch_gradients(model, "h1.weight");
  const std::string nothing =
      "Probe: nothing to read at \"h1.weight\" yet; outputs pass when the model is called, "
      "gradients in a backward pass, and a paused probe sees neither";
  expect_error<gradflow::ArgumentError>([&] { (void)probe.readings(); }, nothing);
  probe.pause();
  Rng rng(1);
  backward(loss_of(model, rng));
  expect_error<gradflow::ArgumentError>([&] { (void)probe.readings(); }, nothing);
  expect_error<gradflow::ArgumentError>(
      [&] { (void)probe.reading("h2.weight"); },
      "Probe: \"h2.weight\" is not watched; it watches h1.weight");
}

TEST(Probe, ThatIsPausedHasNoGradientFormed) {
  gradflow::nn::Sequential model;
  fill(model);
  Probe probe = watch_gradients(model, "h1.weight");
  // A sink sees whether the gradient it gets was formed.
  struct Look final : gradflow::Sink {
    bool formed = false;
    void settle(Variable leaf, gradflow::Gradient gradient) override {
      if (leaf.label() == "h1.weight") formed = gradient.formed();
    }
  };
  Rng rng(1);
  for (const bool paused : {false, true, false}) {
    paused ? probe.pause() : probe.resume();
    Look sink;
    backward(loss_of(model, rng), sink);
    EXPECT_EQ(sink.formed, !paused);
  }
}

TEST(Probe, StopsWatchingWhenItIsDropped) {
  gradflow::nn::Sequential model;
  fill(model);
  std::optional<Probe> probe = watch_outputs(model, "z1");
  model(Tensor::zeros({5, 4}));
  const Tensor kept = probe->reading("z1").values;
  probe.reset();
  model(Tensor::zeros({5, 4}));
  EXPECT_TRUE(kept.sole_owner());
}

// The weights after twenty steps of a network above the grain of the parallel loops.
std::vector<Tensor> trained(bool watched) {
  gradflow::nn::Sequential model;
  fill(model, 300);
  gradflow::optim::Sgd sgd(model, {.learning_rate = 0.1});
  std::vector<Probe> probes;
  if (watched) {
    probes.push_back(watch_outputs(model, "*"));
    probes.push_back(watch_output_gradients(model, "*"));
    probes.push_back(watch_gradients(model, "*"));
  }
  Rng rng(5);
  for (int step = 0; step < 20; ++step) {
    sgd.backward(loss_of(model, rng, 10));
    for (const Probe& probe : probes)
      for (const Reading& reading : probe.readings()) (void)reading.deviation();
  }
  std::vector<Tensor> weights;
  for (const gradflow::nn::Parameter* parameter : model.parameters())
    weights.push_back(parameter->value().clone());
  return weights;
}

TEST(Probe, OnEveryStepChangesNoBitForAnyNumberOfThreads) {
  const std::vector<Tensor> expected = [] {
    const ThreadCount alone(1);
    return trained(false);
  }();
  for (const int threads : {1, 2, 3}) {
    const ThreadCount team(threads);
    for (const bool watched : {false, true}) {
      const std::vector<Tensor> found = trained(watched);
      ASSERT_EQ(found.size(), expected.size());
      for (std::size_t i = 0; i < found.size(); ++i)
        EXPECT_TRUE(identical(found[i], expected[i]))
            << "parameter " << i << ", " << threads << " threads, watched " << watched;
    }
    EXPECT_EQ(gradflow::last_team_size(), threads);
  }
}

}  // namespace
}  // namespace studies
