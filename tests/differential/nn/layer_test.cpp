// Every layer beside its counterpart in libtorch, with the same weights: outputs, the gradients of
// inputs and parameters, and running moments, call after call.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tensor/parallel.h"
#include "tests/differential/arrays.h"
#include "tests/differential/nn/layer_run.h"
#include "tests/differential/nn/nn_measured.h"
#include "tests/differential/nn/statistics.h"

namespace gradflow::differential {
namespace {

constexpr std::uint64_t kSeedsOfLayers = 20;

// In units of epsilon.
double layer_bound(Precision precision) { return precision == Precision::float32 ? 16 : 32; }

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
    Rng rng(seed + 1000);
    Ran ran{drawn_trial(GetParam(), seed, rng, precision), {}};
    ran.ours = our_outcomes(GetParam(), ran.trial, rng, precision);
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
                         [](const auto& row) { return name_of_test(row.param); });

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
    const Sample a(our_outcomes(*row, trial, rng, Precision::float64)[0].outputs[0].elements);
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
