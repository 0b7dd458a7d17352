// Every layer beside its counterpart in libtorch, with the same weights: outputs, the gradients of
// inputs and parameters, and running moments, call after call.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "tensor/parallel.h"
#include "tests/differential/arrays.h"
#include "tests/differential/nn/nn_measured.h"
#include "tests/differential/nn/our_layer.h"
#include "tests/differential/nn/peer_layers.h"
#include "tests/differential/nn/statistics.h"

namespace gradflow::differential {
namespace {

constexpr std::uint64_t kSeedsOfLayers = 20;
constexpr int kTrainingSteps = 3;  // and one in evaluation

// In units of epsilon.
double layer_bound(Precision precision) { return precision == Precision::float32 ? 16 : 32; }

bool is_moment(const std::string& path) { return path.find("running_") != std::string::npos; }

LayerTrial drawn_trial(const LayerRow& row, OurLayer& ours, const LayerSizes& sizes, Rng& rng,
                       Precision precision) {
  LayerTrial trial{row.name, sizes, {}, {}, {}};
  for (const auto& [path, parameter] : ours.module->named_parameters()) {
    trial.parameters[path] = drawn_normal(parameter->shape(), rng, 0.4, precision);
    parameter->update([&, &at = path](Tensor& value) {
      value = to_tensor(trial.parameters[at], element_type(precision));
    });
  }
  for (const auto& [path, buffer] : ours.module->named_buffers())
    if (is_moment(path)) trial.buffers.push_back(path);
  for (int i = 0; i <= kTrainingSteps; ++i) {
    LayerStep& step = trial.steps.emplace_back();
    step.in_training = i < kTrainingSteps && !row.in_evaluation;
    for (const Shape& shape : row.inputs(sizes))
      step.inputs.push_back(
          {row.of_indices
               ? to_array(rng.integers(shape, 0, static_cast<std::int32_t>(sizes.rows - 1)))
               : drawn_normal(shape, rng, 1, precision),
           row.of_indices});
  }
  return trial;
}

Array gradient_or_zeros(const Variable& x) {
  return to_array(x.has_gradient() ? x.gradient() : Tensor::zeros(x.shape(), x.dtype()));
}

// Draws the upstream gradients, whose shapes are those of the outputs.
LayerOutcome our_outcome(OurLayer& ours, LayerStep& step, Rng& rng, Precision precision) {
  const DType dtype = element_type(precision);
  step.in_training ? ours.module->train() : ours.module->eval();
  ours.module->clear_gradients();
  std::vector<Variable> inputs;
  for (const LayerInput& input : step.inputs)
    inputs.emplace_back(to_tensor(input.array, input.of_indices ? DType::int32 : dtype),
                        input.of_indices ? RequiresGradient::no : RequiresGradient::yes);
  LayerOutcome outcome;
  Variable total = Tensor::zeros({}, dtype);
  for (const Variable& y : ours.call(inputs)) {
    step.upstream.push_back(drawn_normal(y.shape(), rng, 1, precision));
    total = total + sum(y * to_tensor(step.upstream.back(), dtype));
    outcome.outputs.push_back(to_array(y.value()));
  }
  backward(total);
  for (const Variable& x : inputs)
    outcome.input_gradients.push_back(x.dtype() == DType::int32
                                          ? to_array(Tensor::zeros(x.shape(), DType::float64))
                                          : gradient_or_zeros(x));
  for (const auto& [path, parameter] : ours.module->named_parameters())
    outcome.parameter_gradients[path] = gradient_or_zeros(*parameter);
  for (const auto& [path, buffer] : ours.module->named_buffers())
    if (is_moment(path)) outcome.buffers[path] = to_array(*buffer);
  return outcome;
}

// Calls see(what, error) for every array of two outcomes.
template <class See>
void compare_outcomes(const LayerOutcome& ours, const LayerOutcome& theirs, Precision unit,
                      See see) {
  const auto each = [&](std::string_view what, const auto& a, const auto& b) {
    ASSERT_EQ(a.size(), b.size()) << what;
    for (std::size_t i = 0; i < a.size(); ++i)
      see(fmt::format("{} {}", what, i), array_error(a[i], b[i], unit));
  };
  const auto named = [&](std::string_view what, const NamedArrays& a, const NamedArrays& b) {
    ASSERT_EQ(a.size(), b.size()) << what;
    for (const auto& [path, array] : a)
      see(fmt::format("{} {}", what, path), array_error(array, b.at(path), unit));
  };
  each("output", ours.outputs, theirs.outputs);
  each("gradient of input", ours.input_gradients, theirs.input_gradients);
  named("gradient of", ours.parameter_gradients, theirs.parameter_gradients);
  named("buffer", ours.buffers, theirs.buffers);
}

class LayerBesideLibtorch : public ::testing::TestWithParam<LayerRow> {
 protected:
  void SetUp() override { set_threads(1); }
  void TearDown() override { set_threads(0); }

  Agreement& found() { return agreement(Section::layers, GetParam().name); }

  struct Ran {
    LayerTrial trial;
    std::vector<LayerOutcome> ours;
  };
  Ran run_ours(std::uint64_t seed, Precision precision) {
    const LayerSizes sizes = drawn_sizes(seed);
    OurLayer layer = GetParam().make(sizes, element_type(precision));
    Rng rng(seed + 1000);
    Ran ran{drawn_trial(GetParam(), layer, sizes, rng, precision), {}};
    for (LayerStep& step : ran.trial.steps)
      ran.ours.push_back(our_outcome(layer, step, rng, precision));
    return ran;
  }

  void run_seed(std::uint64_t seed, Precision precision) {
    const auto [trial, ours] = run_ours(seed, precision);
    const auto theirs = peer_layer_outcomes(trial, Precision::float64);
    for (std::size_t i = 0; i < theirs.size(); ++i)
      compare_outcomes(ours[i], theirs[i], precision, [&](const std::string& what, double error) {
        EXPECT_LE(error, layer_bound(precision)) << what << ", call " << i << ", seed " << seed;
        found().note(precision, error);
      });
    ++found().trials;
    if (precision != Precision::float32) return;
    const auto rounded = peer_layer_outcomes(trial, Precision::float32);
    for (std::size_t i = 0; i < theirs.size(); ++i)
      compare_outcomes(rounded[i], theirs[i], precision,
                       [&](const std::string&, double error) { found().note_theirs(error); });
  }
};

TEST_P(LayerBesideLibtorch, AgreesInFloat32) {
  for (std::uint64_t seed = 1; seed <= kSeedsOfLayers; ++seed) run_seed(seed, Precision::float32);
}

TEST_P(LayerBesideLibtorch, AgreesInFloat64) {
  for (std::uint64_t seed = 1; seed <= kSeedsOfLayers; ++seed) run_seed(seed, Precision::float64);
}

TEST_P(LayerBesideLibtorch, AParameterOffByAMillionthIsSeen) {
  const auto [trial, ours] = run_ours(1, Precision::float64);
  for (const auto& [path, array] : trial.parameters) {
    LayerTrial other = trial;
    for (double& element : other.parameters[path].elements) element *= 1 + 1e-6;
    double worst = 0;
    compare_outcomes(ours[0], peer_layer_outcomes(other, Precision::float64)[0], Precision::float64,
                     [&](const std::string&, double error) { worst = std::max(worst, error); });
    EXPECT_GT(worst, layer_bound(Precision::float64)) << path;
  }
}

INSTANTIATE_TEST_SUITE_P(Rows, LayerBesideLibtorch, ::testing::ValuesIn(layer_rows()),
                         [](const auto& row) {
                           std::string name(row.param.name);
                           std::replace(name.begin(), name.end(), ' ', '_');
                           return name;
                         });

// The masks are draws of two generators, so the comparison is one of values and of their shares.
TEST(DropoutBesideLibtorch, DropsAsManyElementsAndScalesTheOthersAlike) {
  constexpr std::int64_t kElements = 200000;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    LayerTrial trial{"Dropout", drawn_sizes(seed), {}, {}, {LayerStep{}}};
    LayerStep& step = trial.steps[0];
    step.inputs = {{to_array(Tensor::ones({kElements}, DType::float64))}};
    Rng rng(seed);
    const auto row = std::find_if(layer_rows().begin(), layer_rows().end(),
                                  [](const LayerRow& one) { return one.name == "Dropout"; });
    ASSERT_NE(row, layer_rows().end());
    OurLayer ours = row->make(trial.sizes, DType::float64);
    const Sample a(our_outcome(ours, step, rng, Precision::float64).outputs[0].elements);
    step.upstream = {step.inputs[0].array};
    const LayerOutcome theirs = peer_layer_outcomes(trial, Precision::float64)[0];
    const Sample b(theirs.outputs[0].elements);
    EXPECT_EQ(a.sorted.front(), 0);
    EXPECT_EQ(b.sorted.front(), 0);
    EXPECT_NEAR(a.sorted.back(), b.sorted.back(), 1e-15 * b.sorted.back());
    EXPECT_LE(difference_of_means(a, b), limit_of_means(kElements)) << "seed " << seed;
  }
}

}  // namespace
}  // namespace gradflow::differential
