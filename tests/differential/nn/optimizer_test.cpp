// Every optimiser, the limits to gradients and the schedules that libtorch has as well, beside its
// own.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <string_view>

#include "autograd/backward.h"
#include "nn/optim/clip.h"
#include "nn/optim/schedule.h"
#include "tensor/parallel.h"
#include "tests/differential/arrays.h"
#include "tests/differential/nn/nn_measured.h"
#include "tests/differential/nn/our_optimizer.h"

namespace gradflow::differential {
namespace {

constexpr std::uint64_t kSeedsOfOptimizers = 6;

// In units of epsilon: each step rounds the weights once, and their state.
double optimizer_bound(Precision precision) { return precision == Precision::float32 ? 16 : 32; }

// The worst error of any parameter after any step.
double worst_error(const std::vector<std::vector<Array>>& ours,
                   const std::vector<std::vector<Array>>& theirs, Precision unit) {
  double worst = 0;
  for (std::size_t step = 0; step < theirs.size(); ++step)
    for (std::size_t i = 0; i < theirs[step].size(); ++i)
      worst = std::max(worst, array_error(ours[step][i], theirs[step][i], unit));
  return worst;
}

class OptimizerBesideLibtorch : public ::testing::TestWithParam<OptimizerCase> {
 protected:
  void SetUp() override { set_threads(1); }
  void TearDown() override { set_threads(0); }

  void run_seeds(Precision precision) {
    const OptimizerCase& of = GetParam();
    Agreement& found =
        agreement(Section::optimisers, fmt::format("{}, {}", of.optimizer, of.options));
    for (std::uint64_t seed = 1; seed <= kSeedsOfOptimizers; ++seed) {
      const OptimizerRun run = drawn_run(seed, precision);
      const auto theirs = peer_parameters(of, run, Precision::float64);
      const double error =
          worst_error(our_parameters(of, run, precision, seed % 2 == 0), theirs, precision);
      EXPECT_LE(error, optimizer_bound(precision)) << "seed " << seed;
      found.note(precision, error);
      ++found.trials;
      if (precision == Precision::float32)
        found.note_theirs(
            worst_error(peer_parameters(of, run, Precision::float32), theirs, precision));
    }
  }
};

TEST_P(OptimizerBesideLibtorch, AgreesInFloat32AfterEveryStep) { run_seeds(Precision::float32); }
TEST_P(OptimizerBesideLibtorch, AgreesInFloat64AfterEveryStep) { run_seeds(Precision::float64); }

struct Planted {
  double OptimizerCase::*number;
  std::set<std::string_view> optimizers;  // that read it
};
const Planted kPlanted[] = {
    {&OptimizerCase::momentum, {"Sgd", "Rmsprop"}},
    {&OptimizerCase::beta1, {"Adam", "AdamW", "Lion"}},
    {&OptimizerCase::beta2, {"Adam", "AdamW", "Lion"}},
    {&OptimizerCase::smoothing, {"Rmsprop"}},
    {&OptimizerCase::epsilon, {"Adam", "AdamW", "Rmsprop", "Adagrad"}},
    {&OptimizerCase::initial_sum_square, {"Adagrad"}},
    {&OptimizerCase::weight_decay, {"Sgd", "Adam", "AdamW", "Rmsprop", "Adagrad", "Lion"}},
};

TEST_P(OptimizerBesideLibtorch, AnOptionOffByAPercentIsSeen) {
  const OptimizerRun run = drawn_run(1, Precision::float64);
  const auto ours = our_parameters(GetParam(), run, Precision::float64, false);
  for (const Planted& planted : kPlanted) {
    OptimizerCase other = GetParam();
    if (other.*planted.number == 0 || !planted.optimizers.contains(other.optimizer)) continue;
    other.*planted.number *= 0.99;
    EXPECT_GT(
        worst_error(ours, peer_parameters(other, run, Precision::float64), Precision::float64),
        optimizer_bound(Precision::float64))
        << "option " << &planted - kPlanted;
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, OptimizerBesideLibtorch, ::testing::ValuesIn(optimizer_cases()),
                         [](const auto& of) { return name_of_test(of.param); });

struct ClipTrial {
  std::vector<Array> gradients;
  double limit;
  Weights weights;

  // A limit below the norm in half of the seeds.
  ClipTrial(std::uint64_t seed, Precision precision) : ClipTrial(seed, precision, Rng(seed)) {}

 private:
  ClipTrial(std::uint64_t seed, Precision precision, Rng rng)
      : gradients(drawn(rng, precision)),
        limit(seed % 2 == 0 ? rng.uniform(0.1, 1) : 1000),
        weights(gradients, precision) {
    backward(weights.loss_with(gradients));
  }
  static std::vector<Array> drawn(Rng& rng, Precision precision) {
    std::vector<Array> all;
    for (const Shape& shape : drawn_shapes(rng))
      all.push_back(drawn_normal(shape, rng, 1, precision));
    return all;
  }
};

double worst_of_arrays(const std::vector<Array>& ours, const std::vector<Array>& theirs,
                       Precision unit) {
  return worst_error({ours}, {theirs}, unit);
}

// libtorch divides by norm + 1e-6, we by the norm.
Clipped with_our_divisor(Clipped theirs, double limit) {
  const double factor = (theirs.norm + 1e-6) / theirs.norm;
  if (theirs.norm + 1e-6 > limit)
    for (Array& gradient : theirs.gradients)
      for (double& element : gradient.elements) element *= factor;
  return theirs;
}

TEST(ClipBesideLibtorch, ScalesByTheNormButForAMillionthInTheDivisor) {
  Agreement& found = agreement(Section::limits_and_rates, "clip_gradient_norm");
  double without_convention = 0;
  for (const Precision precision : {Precision::float32, Precision::float64})
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      ClipTrial trial(seed, precision);
      const Clipped plain = peer_clipped_norm(trial.gradients, trial.limit, Precision::float64);
      const Clipped theirs = with_our_divisor(plain, trial.limit);
      const double norm = optim::clip_gradient_norm(trial.weights, trial.limit);
      const double error = worst_of_arrays(trial.weights.gradients(), theirs.gradients, precision);
      EXPECT_NEAR(norm, theirs.norm, 1e-14 * theirs.norm);
      EXPECT_LE(error, 4) << "seed " << seed;
      found.note(precision, error);
      ++found.trials;
      if (precision == Precision::float64)
        without_convention =
            std::max(without_convention,
                     worst_of_arrays(trial.weights.gradients(), plain.gradients, precision));
    }
  EXPECT_GT(without_convention, 1000)
      << "libtorch divides by the norm: the convention is not needed";
  remark(
      "`clip_gradient_norm`: libtorch divides by the norm + 1e-6, we by the norm; the table is "
      "of libtorch's without it");
}

TEST(ClipBesideLibtorch, LimitsValuesToTheSameBits) {
  Agreement& found = agreement(Section::limits_and_rates, "clip_gradient_values");
  for (const Precision precision : {Precision::float32, Precision::float64})
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      ClipTrial trial(seed, precision);
      const auto theirs = peer_clipped_values(trial.gradients, trial.limit, precision);
      optim::clip_gradient_values(trial.weights, trial.limit);
      const double error = worst_of_arrays(trial.weights.gradients(), theirs, precision);
      EXPECT_EQ(error, 0) << "seed " << seed;
      found.note(precision, error);
      ++found.trials;
    }
}

void compare_schedule(const optim::Schedule& ours, const std::vector<double>& theirs,
                      Agreement& found) {
  for (std::size_t step = 0; step < theirs.size(); ++step) {
    const double error = std::abs(ours(static_cast<std::int64_t>(step)) - theirs[step]) /
                         (epsilon_of(Precision::float64) * theirs[step]);
    EXPECT_LE(error, 100) << "step " << step;
    found.note(Precision::float64, error);
  }
  ++found.trials;
}

// libtorch multiplies the rate by the factor time after time, we take its power.
TEST(ScheduleBesideLibtorch, FallsStepByStep) {
  Rng rng(1);
  for (int trial = 0; trial < 40; ++trial) {
    const double rate = rng.uniform(0.001, 1), factor = rng.uniform(0.1, 1.1);
    const std::int64_t every = rng.integer(1, 20);
    compare_schedule(optim::step_decay(rate, every, factor),
                     peer_step_decay(rate, every, factor, 100),
                     agreement(Section::limits_and_rates, "step_decay"));
    compare_schedule(optim::exponential_decay(rate, factor), peer_step_decay(rate, 1, factor, 100),
                     agreement(Section::limits_and_rates, "exponential_decay"));
  }
}

}  // namespace
}  // namespace gradflow::differential
