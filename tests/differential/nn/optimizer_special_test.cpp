// Every optimiser beside libtorch's over gradients with the numbers at the edges of float32.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

#include "tensor/parallel.h"
#include "tests/differential/arrays.h"
#include "tests/differential/nn/nn_measured.h"
#include "tests/differential/nn/our_optimizer.h"

namespace gradflow::differential {
namespace {

using Limits = std::numeric_limits<float>;

constexpr std::uint64_t kSeedsOfSpecialRuns = 6;
constexpr std::size_t kSpecialSteps = 24;
constexpr std::size_t kTiny = 2;  // the parameter that begins at 0 and gets subnormal gradients
constexpr double kSpecialBound = 16;

// Each element meets one of these, or none, in a quarter of the steps; the first weight is
// infinite.
constexpr float kMet[] = {
    1e-40f, 1e30f, -1e30f, Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN()};

void put_special_values(OptimizerRun& run, Rng& rng) {
  constexpr std::int64_t kKinds = std::size(kMet);
  for (std::size_t i = 0; i < run.parameters.size(); ++i)
    for (std::size_t k = 0; k < run.parameters[i].elements.size(); ++k) {
      const std::int64_t kind = rng.integer(0, kKinds);
      for (OptimizerRun::Step& step : run.steps) {
        const bool meets = kind < kKinds && rng.integer(0, 3) == 0;
        if (meets && !step.gradients[i].elements.empty())
          step.gradients[i].elements[k] = static_cast<double>(kMet[kind]);
      }
    }
}

OptimizerRun special_run(std::uint64_t seed, Precision precision) {
  OptimizerRun run = drawn_run(seed, precision);
  run.steps.resize(kSpecialSteps);
  Rng rng(seed + 3000);
  put_special_values(run, rng);
  run.parameters[0].elements[0] = static_cast<double>(Limits::infinity());
  std::fill(run.parameters[kTiny].elements.begin(), run.parameters[kTiny].elements.end(), 0.0);
  for (OptimizerRun::Step& step : run.steps)
    for (double& g : step.gradients[kTiny].elements)
      g = static_cast<double>(rng.integer(0, 1) == 0 ? 1e-40f : -3e-40f);
  return run;
}

// An element is measured by the largest that it has been, or by the floor: what it began with is
// about 1. The moment of a subnormal gradient has 13 bits, and is divided by epsilon.
struct Measure {
  double floor, epsilon;
};
Measure measure_of(const OptimizerCase& of, const OptimizerRun& run, std::size_t parameter,
                   Precision type) {
  const double epsilon = epsilon_of(type), smallest = static_cast<double>(Limits::min());
  if (parameter != kTiny) return {1, epsilon};
  if (of.optimizer == "Sgd" || of.optimizer == "Lion") return {smallest, epsilon};
  return {smallest * run.steps[0].learning_rate / of.epsilon, 64 * epsilon};
}

// What decays is taken from the weight here, where libtorch scales it: infinity less infinity.
bool is_of_infinite_weight(const OptimizerCase& of, double ours, double theirs) {
  return of.optimizer == "AdamW" && of.weight_decay != 0 && std::isnan(ours) && std::isinf(theirs);
}

using History = std::vector<std::vector<Array>>;  // by step and parameter

struct SpecialErrors {
  double worst = 0;
  int wide = 0, exempt = 0;
};

// Each element beside libtorch's in the same type, or else in float64.
SpecialErrors errors_of(const OptimizerCase& of, const OptimizerRun& run, const History& ours,
                        const History& theirs, const History& theirs_wide, Precision type) {
  SpecialErrors found;
  for (std::size_t i = 0; i < run.parameters.size(); ++i)
    for (std::size_t k = 0; k < run.parameters[i].elements.size(); ++k) {
      auto [largest, epsilon] = measure_of(of, run, i, type);
      for (std::size_t step = 0; step < ours.size(); ++step) {
        const double a = ours[step][i].elements[k], b = theirs[step][i].elements[k];
        if (std::isfinite(b)) largest = std::max(largest, std::abs(b));
        const auto error_beside = [&, floor = largest, unit = epsilon](double other) {
          return error_between(a, other, floor, unit);
        };
        if (is_of_infinite_weight(of, a, b)) {
          ++found.exempt;
          continue;
        }
        double error = error_beside(b);
        if (error > kSpecialBound) {
          const double wide = theirs_wide[step][i].elements[k];
          const double other = error_beside(
              type == Precision::float32 ? static_cast<double>(static_cast<float>(wide)) : wide);
          found.wide += other <= kSpecialBound;
          error = std::min(error, other);
        }
        found.worst = std::max(found.worst, error);
      }
    }
  return found;
}

class SpecialOptimizer : public ::testing::TestWithParam<OptimizerCase> {
 protected:
  void SetUp() override { set_threads(1); }
  void TearDown() override { set_threads(0); }
};

TEST_P(SpecialOptimizer, AgreesAfterEveryStepButForInfiniteWeightsOfAdamW) {
  const OptimizerCase& of = GetParam();
  Agreement& found =
      agreement(Section::optimisers, fmt::format("{}, {}", of.optimizer, of.options));
  int exempt = 0;
  for (const Precision type : {Precision::float32, Precision::float64})
    for (std::uint64_t seed = 1; seed <= kSeedsOfSpecialRuns; ++seed) {
      const OptimizerRun run = special_run(seed, type);
      const SpecialErrors errors = errors_of(of, run, our_parameters(of, run, type, seed % 2 == 0),
                                             peer_parameters(of, run, type),
                                             peer_parameters(of, run, Precision::float64), type);
      EXPECT_LE(errors.worst, kSpecialBound) << "seed " << seed;
      found.note_special(errors.worst);
      found.wide += errors.wide;
      exempt += errors.exempt;
      ++found.trials;
    }
  EXPECT_EQ(exempt > 0, of.optimizer == "AdamW" && of.weight_decay != 0);
  if (exempt > 0)
    remark(
        "`AdamW` makes NaN of an infinite weight that decays: ηλ w is taken from it, which keeps "
        "the digits of a small ηλ; libtorch multiplies by 1 - ηλ");
}

TEST_P(SpecialOptimizer, ASubnormalGradientTakenForZeroIsSeen) {
  const OptimizerCase& of = GetParam();
  const OptimizerRun run = special_run(1, Precision::float32);
  OptimizerRun flushed = run;
  for (OptimizerRun::Step& step : flushed.steps)
    std::fill(step.gradients[kTiny].elements.begin(), step.gradients[kTiny].elements.end(), 0.0);
  const History theirs = peer_parameters(of, flushed, Precision::float32);
  EXPECT_GT(errors_of(of, run, our_parameters(of, run, Precision::float32, false), theirs, theirs,
                      Precision::float32)
                .worst,
            kSpecialBound);
}

INSTANTIATE_TEST_SUITE_P(Cases, SpecialOptimizer, ::testing::ValuesIn(optimizer_cases()),
                         [](const auto& of) { return name_of_test(of.param); });

}  // namespace
}  // namespace gradflow::differential
