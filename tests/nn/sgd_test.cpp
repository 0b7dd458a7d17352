#include "nn/optim/sgd.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "nn/linear.h"
#include "nn/optim/adam.h"
#include "tests/nn/bowl.h"
#include "tests/nn/networks.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::optim {
namespace {

using gradflow::testing::Bowl;
using gradflow::testing::close;
using gradflow::testing::expect_error;
using gradflow::testing::same_bits;

TEST(Sgd, MovesAgainstTheGradient) {
  Bowl bowl;
  Sgd sgd(bowl, {.learning_rate = 0.1});
  for (int step = 0; step < 5; ++step) sgd.backward(bowl.loss(2));
  const double shrunk = std::pow(1 - 0.1 * 2, 5);
  EXPECT_TRUE(
      close(bowl.w.value(), Tensor::from({2}, {shrunk, -3 * shrunk}, DType::float64), 1e-15));
}

TEST(Sgd, ShrinksTheWeightByTheDecay) {
  Bowl bowl;
  Sgd sgd(bowl, {.learning_rate = 0.1, .weight_decay = 0.5});
  for (int step = 0; step < 5; ++step) sgd.backward(bowl.loss(2));
  const double shrunk = std::pow(1 - 0.1 * (2 + 0.5), 5);
  EXPECT_TRUE(
      close(bowl.w.value(), Tensor::from({2}, {shrunk, -3 * shrunk}, DType::float64), 1e-15));
}

TEST(Sgd, WithMomentumFollowsTheRecurrence) {
  Bowl bowl;
  Sgd sgd(bowl, {.learning_rate = 0.1, .momentum = 0.9, .weight_decay = 0.5});
  std::vector<double> w{1, -3}, v{0, 0};
  for (int step = 0; step < 7; ++step) {
    sgd.backward(bowl.loss(2));
    for (std::size_t i = 0; i < 2; ++i) {
      v[i] = 0.9 * v[i] + 2 * w[i] + 0.5 * w[i];
      w[i] -= 0.1 * v[i];
    }
  }
  EXPECT_TRUE(close(bowl.w.value(), Tensor::from({2}, w, DType::float64), 1e-14));
  const auto state = sgd.named_state();
  ASSERT_EQ(state.size(), 1U);
  EXPECT_EQ(state[0].path, "w/velocity");
  EXPECT_TRUE(close(*state[0].item, Tensor::from({2}, v, DType::float64), 1e-14));
}

// On a quadratic bowl w ← w - η c w + μ (w - w_before), whose roots z give w_n in closed form. With
// real roots a and b: w_n = A aⁿ + B bⁿ.
TEST(Sgd, WithMomentumMeetsTheClosedFormOnAQuadratic) {
  Bowl bowl;
  const double rate = 0.1, momentum = 0.25, curvature = 2;
  Sgd sgd(bowl, {.learning_rate = rate, .momentum = momentum});
  const int steps = 12;
  for (int step = 0; step < steps; ++step) sgd.backward(bowl.loss(curvature));
  const double p = 1 + momentum - rate * curvature, root = std::sqrt(p * p - 4 * momentum);
  const double a = (p + root) / 2, b = (p - root) / 2;
  const double first = 1 - rate * curvature;  // w_1, from w_0 = 1
  const double amount_a = (first - b) / (a - b), amount_b = 1 - amount_a;
  const double w = amount_a * std::pow(a, steps) + amount_b * std::pow(b, steps);
  EXPECT_TRUE(close(bowl.w.value(), Tensor::from({2}, {w, -3 * w}, DType::float64), 1e-14));
}

TEST(Sgd, WithoutMomentumHasNoState) {
  Bowl bowl;
  EXPECT_TRUE(Sgd(bowl).named_state().empty());
}

TEST(Sgd, TakesAnotherLearningRateBetweenSteps) {
  Bowl bowl;
  Sgd sgd(bowl, {.learning_rate = 0.1});
  sgd.backward(bowl.loss(2));
  sgd.set_learning_rate(0.25);
  EXPECT_EQ(sgd.learning_rate(), 0.25);
  sgd.backward(bowl.loss(2));
  const double w = (1 - 0.1 * 2) * (1 - 0.25 * 2);
  EXPECT_TRUE(close(bowl.w.value(), Tensor::from({2}, {w, -3 * w}, DType::float64), 1e-15));
}

TEST(Sgd, RefusesOptionsOutOfRange) {
  Bowl bowl;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  expect_error<ArgumentError>([&] { Sgd(bowl, {.learning_rate = -0.1}); },
                              "Sgd: the learning rate is -0.1; it must be finite and not negative");
  expect_error<ArgumentError>([&] { Sgd(bowl, {.learning_rate = nan}); },
                              "Sgd: the learning rate is nan; it must be finite and not negative");
  expect_error<ArgumentError>([&] { Sgd(bowl, {.momentum = 1}); },
                              "Sgd: the momentum is 1; it must be from 0 to below 1");
  expect_error<ArgumentError>([&] { Sgd(bowl, {.momentum = nan}); },
                              "Sgd: the momentum is nan; it must be from 0 to below 1");
  expect_error<ArgumentError>([&] { Sgd(bowl, {.weight_decay = -1}); },
                              "Sgd: the weight decay is -1; it must be finite and not negative");
  expect_error<ArgumentError>([&] { Sgd(bowl, {.learning_rate = 1e39}); },
                              "Sgd: the learning rate is 1e+39, beyond float32");
  expect_error<ArgumentError>([&] { Adam(bowl, {.epsilon = 1e-50}); },
                              "Adam: the epsilon is 1e-50, beyond float32");
  Sgd sgd(bowl);
  expect_error<ArgumentError>(
      [&] { sgd.set_learning_rate(std::numeric_limits<double>::infinity()); },
      "Sgd: the learning rate is inf; it must be finite and not negative");
  EXPECT_EQ(sgd.learning_rate(), 0.01);
}

TEST(Sgd, RefusesAModuleWithoutParameters) {
  nn::Sequential empty;
  empty.set_name("net");
  expect_error<ArgumentError>([&] { Sgd sgd(empty); }, "Sgd: the module \"net\" has no parameters");
}

// The value at the time of the call and the present one are parts of one tensor.
TEST(Sgd, UpdatesAWeightThatWasExchangedForItsNeighbour) {
  Rng rng(1);
  const Tensor stack = rng.uniform({2, 2, 3}, -1, 1);
  const Variable x(Tensor::ones({1, 3}), RequiresGradient::yes);
  const auto gradient_of_x = [&](bool in_the_pass) {
    nn::Linear layer(3, 2, init::constant(0), rng);
    layer.weight().update([&](Tensor& w) { w = stack.rows(0, 1).reshape({2, 3}); });
    Sgd sgd(layer, {.learning_rate = 0.1});
    const Variable loss = sum(layer(x * 1.0));
    layer.weight().update([&](Tensor& w) { w = stack.rows(1, 2).reshape({2, 3}); });
    Variable seen = x;
    seen.clear_gradient();
    if (in_the_pass) {
      sgd.backward(loss);
    } else {
      backward(loss);
      sgd.step();
    }
    return std::pair(seen.gradient(), layer.weight().value());
  };
  const auto [first, weight] = gradient_of_x(true);
  const auto [second, same_weight] = gradient_of_x(false);
  EXPECT_TRUE(testing::same_bits(first, second));
  EXPECT_TRUE(testing::same_bits(weight, same_weight));
}

}  // namespace
}  // namespace gradflow::optim
