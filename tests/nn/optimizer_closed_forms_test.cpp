// Optimisers where their recurrences have a solution: under a gradient that stays the same.

#include <gtest/gtest.h>

#include <cmath>

#include "nn/optim/adagrad.h"
#include "nn/optim/adam.h"
#include "nn/optim/lion.h"
#include "nn/optim/rmsprop.h"
#include "nn/optim/sgd.h"
#include "tests/nn/bowl.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::optim {
namespace {

using gradflow::testing::Bowl;
using gradflow::testing::close;
using gradflow::testing::expect_error;

constexpr int kSteps = 6;

// Two elements, from 1 and -3, under the gradient (0.5, -2) in every step.
struct SteadySlope : ::testing::Test {
  void expect_weight(double first, double second) const {
    EXPECT_TRUE(close(bowl.w.value(), Tensor::from({2}, {first, second}, DType::float64), 1e-14));
  }
  void train(Optimizer& optimizer, double scale = 1) const {
    const Tensor gradient = Tensor::from({2}, {0.5 * scale, -2 * scale}, DType::float64);
    for (int step = 0; step < kSteps; ++step) optimizer.backward(bowl.slope(gradient));
  }
  Bowl bowl;
};

// v_t = g (1 - μᵗ) / (1 - μ), and the step is g + μ v_t.
TEST_F(SteadySlope, NesterovLooksAhead) {
  Sgd sgd(bowl, {.learning_rate = 0.1, .momentum = 0.5, .nesterov = true});
  train(sgd);
  double moved = 0;
  for (int t = 1; t <= kSteps; ++t) moved += 0.1 * (1 + 0.5 * (1 - std::pow(0.5, t)) / 0.5);
  expect_weight(1 - 0.5 * moved, -3 + 2 * moved);
}

// Both corrected moments are exact from the first step on, so every step is η, but for ε.
TEST_F(SteadySlope, AdamMovesByItsLearningRate) {
  Adam adam(bowl, {.learning_rate = 0.1, .epsilon = 1e-3});
  train(adam);
  expect_weight(1 - kSteps * 0.1 * 0.5 / (0.5 + 1e-3), -3 + kSteps * 0.1 * 2 / (2 + 1e-3));
}

// w ← (1 - ηλ) w - η d with d = g / (|g| + ε).
TEST_F(SteadySlope, AdamWDecaysBesideTheGradient) {
  AdamW adam(bowl, {.learning_rate = 0.1, .epsilon = 1e-3, .weight_decay = 0.5});
  train(adam);
  const double kept = std::pow(1 - 0.1 * 0.5, kSteps), moved = (1 - kept) / 0.5;
  expect_weight(kept - moved * 0.5 / (0.5 + 1e-3), -3 * kept + moved * 2 / (2 + 1e-3));
}

// s_t = g² (1 - αᵗ).
TEST_F(SteadySlope, RmspropDividesByTheRootOfTheMeanSquare) {
  Rmsprop rmsprop(bowl, {.learning_rate = 0.1, .smoothing = 0.9, .epsilon = 1e-3});
  train(rmsprop);
  double first = 1, second = -3;
  for (int t = 1; t <= kSteps; ++t) {
    const double root = std::sqrt(1 - std::pow(0.9, t));
    first -= 0.1 * 0.5 / (0.5 * root + 1e-3);
    second += 0.1 * 2 / (2 * root + 1e-3);
  }
  expect_weight(first, second);
}

// s_t = s_0 + t g².
TEST_F(SteadySlope, AdagradSlowsDownWithTheRootOfTheSteps) {
  Adagrad adagrad(bowl, {.learning_rate = 0.1, .epsilon = 1e-3, .initial_sum_square = 0.25});
  train(adagrad);
  double first = 1, second = -3;
  for (int t = 1; t <= kSteps; ++t) {
    first -= 0.1 * 0.5 / (std::sqrt(0.25 + t * 0.25) + 1e-3);
    second += 0.1 * 2 / (std::sqrt(0.25 + t * 4.0) + 1e-3);
  }
  expect_weight(first, second);
}

TEST_F(SteadySlope, LionMovesByItsLearningRateAndDecays) {
  Lion lion(bowl, {.learning_rate = 0.1, .weight_decay = 0.5});
  train(lion);
  const double kept = std::pow(1 - 0.1 * 0.5, kSteps), moved = (1 - kept) / 0.5;
  expect_weight(kept - moved, -3 * kept + moved);
}

// After n steps under g, m = (1 - β₂ⁿ) g. Under -g the sign turns once β₁ m < (1 - β₁) g.
TEST_F(SteadySlope, LionTurnsWhenItsMeanIsOutweighed) {
  Lion lion(bowl, {.learning_rate = 0.1, .beta1 = 0.9, .beta2 = 0.9});
  train(lion);
  ASSERT_GT(0.9 * (1 - std::pow(0.9, kSteps)), 0.1 * 3.9);
  const Tensor weak = Tensor::from({2}, {-0.5, 2}, DType::float64);
  lion.backward(bowl.slope(weak));
  expect_weight(1 - 0.1 * (kSteps + 1), -3 + 0.1 * (kSteps + 1));
  lion.backward(bowl.slope(Tensor::from({2}, {-0.5 * 10, 2 * 10}, DType::float64)));
  expect_weight(1 - 0.1 * kSteps, -3 + 0.1 * kSteps);
}

TEST_F(SteadySlope, LionStandsStillWhereThereIsNoSlope) {
  Lion lion(bowl, {.learning_rate = 0.1});
  train(lion, 0);
  expect_weight(1, -3);
}

TEST(OptimizerOptions, OutOfRangeAreRefused) {
  Bowl bowl;
  const auto refuses = [](auto&& make, std::string_view text) {
    expect_error<ArgumentError>(make, text);
  };
  refuses([&] { Sgd(bowl, {.nesterov = true}); },
          "Sgd: Nesterov's momentum is 0; it must be above 0");
  refuses([&] { Adam(bowl, {.beta1 = 1}); }, "Adam: the beta1 is 1; it must be from 0 to below 1");
  refuses([&] { AdamW(bowl, {.beta2 = -0.5}); },
          "AdamW: the beta2 is -0.5; it must be from 0 to below 1");
  refuses([&] { Adam(bowl, {.epsilon = 0}); },
          "Adam: the epsilon is 0; it must be finite and above 0");
  refuses([&] { AdamW(bowl, {.weight_decay = -1}); },
          "AdamW: the weight decay is -1; it must be finite and not negative");
  refuses([&] { Rmsprop(bowl, {.smoothing = 1}); },
          "Rmsprop: the smoothing is 1; it must be from 0 to below 1");
  refuses([&] { Rmsprop(bowl, {.momentum = 2}); },
          "Rmsprop: the momentum is 2; it must be from 0 to below 1");
  refuses([&] { Adagrad(bowl, {.initial_sum_square = -1}); },
          "Adagrad: the initial sum of squares is -1; it must be finite and not negative");
  refuses([&] { Lion(bowl, {.beta2 = 1.5}); },
          "Lion: the beta2 is 1.5; it must be from 0 to below 1");
}

}  // namespace
}  // namespace gradflow::optim
