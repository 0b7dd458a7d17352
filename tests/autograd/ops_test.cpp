// What the catalogue cannot show of the ops: edges, ties, huge values, and that a call on tensors
// and the same call on variables are told apart.

#include "autograd/ops.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <type_traits>

#include "autograd/backward.h"
#include "tensor/random.h"
#include "tensor/rearrange.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/leaf.h"
#include "tests/support/random_tensors.h"
#include "tests/support/thread_count.h"

namespace gradflow::testing {
namespace {

// The gradient of Σ f(x).
template <class F>
Tensor slope(F f, const Variable& x) {
  const Variable y = f(x);
  return gradients(y, {x}, Tensor::ones(y.shape(), y.dtype())).front();
}

TEST(Ops, TellTensorsFromVariables) {
  const Tensor t = Tensor::ones({2, 2});
  const Variable v = t;
  static_assert(std::is_same_v<decltype(sum(t)), Tensor>);
  static_assert(std::is_same_v<decltype(sum(v)), Variable>);
  static_assert(std::is_same_v<decltype(sum(t, 0, KeepAxis::yes)), Tensor>);
  static_assert(std::is_same_v<decltype(sum(v, 0, KeepAxis::yes)), Variable>);
  static_assert(std::is_same_v<decltype(mean(t)), Tensor>);
  static_assert(std::is_same_v<decltype(mean(v, 1)), Variable>);
  static_assert(std::is_same_v<decltype(max(t, 0)), Tensor>);
  static_assert(std::is_same_v<decltype(max(v, 0)), Variable>);
  static_assert(std::is_same_v<decltype(transpose(t)), Tensor>);
  static_assert(std::is_same_v<decltype(transpose(v)), Variable>);
  static_assert(std::is_same_v<decltype(slice(t, 0, 0, 1)), Tensor>);
  static_assert(std::is_same_v<decltype(slice(v, 0, 0, 1)), Variable>);
  static_assert(std::is_same_v<decltype(matmul(t, t)), Tensor>);
  static_assert(std::is_same_v<decltype(matmul(t, v)), Variable>);
  static_assert(std::is_same_v<decltype(matmul(v, t)), Variable>);
  static_assert(std::is_same_v<decltype(concatenate(std::vector<Tensor>{t}, 0)), Tensor>);
  static_assert(std::is_same_v<decltype(concatenate(std::vector<Variable>{v}, 0)), Variable>);
  static_assert(std::is_same_v<decltype(t + t), Tensor>);
  static_assert(std::is_same_v<decltype(t * 2), Tensor>);
  static_assert(std::is_same_v<decltype(1 - t), Tensor>);
  static_assert(std::is_same_v<decltype(-t), Tensor>);
  static_assert(std::is_same_v<decltype(t / v), Variable>);
  static_assert(std::is_same_v<decltype(v - t), Variable>);
  static_assert(std::is_same_v<decltype(v * 2), Variable>);
  static_assert(std::is_same_v<decltype(1 / v), Variable>);
  static_assert(std::is_same_v<decltype(-v), Variable>);
  EXPECT_TRUE(same_bits((t - v).value(), Tensor::zeros({2, 2})));
}

TEST(Ops, GiveANumberTheTypeOfTheVariableBesideIt) {
  EXPECT_EQ((leaf(Shape{1}, {1}) * 2).dtype(), DType::float64);
  EXPECT_EQ((2 - leaf(Shape{1}, {1}, DType::float32)).dtype(), DType::float32);
}

TEST(Ops, LeaveTheEdgesOfTheirDomainsToIeee) {
  const Variable zero = leaf(Shape{1}, {0}), below = leaf(Shape{1}, {-1});
  EXPECT_EQ(log(zero).value().item(), -kInfinity);
  EXPECT_EQ(slope([](const Variable& x) { return log(x); }, zero).item(), kInfinity);
  EXPECT_TRUE(std::isnan(log(below).value().item()));
  EXPECT_EQ(slope([](const Variable& x) { return sqrt(x); }, zero).item(), kInfinity);
  EXPECT_TRUE(std::isnan(sqrt(below).value().item()));
  EXPECT_EQ((1 / zero).value().item(), kInfinity);
  EXPECT_EQ(slope([](const Variable& x) { return 1 / x; }, zero).item(), -kInfinity);
  EXPECT_EQ(pow(zero, -1).value().item(), kInfinity);
  EXPECT_EQ(pow(zero, 0).value().item(), 1);
  EXPECT_EQ(slope([](const Variable& x) { return pow(x, 0); }, zero).item(), 0);
  EXPECT_EQ(slope([](const Variable& x) { return pow(x, 1); }, zero).item(), 1);
}

TEST(Ops, TakeTheSlopeAtAKinkAsTheyDocument) {
  const Variable zero = leaf(Shape{1}, {0});
  EXPECT_EQ(slope([](const Variable& x) { return abs(x); }, zero).item(), 0);
  EXPECT_EQ(slope([](const Variable& x) { return relu(x); }, zero).item(), 0);
  EXPECT_EQ(slope([](const Variable& x) { return softsign(x); }, zero).item(), 1);
}

TEST(Ops, KeepNaN) {
  const Variable x = leaf({2}, {kNaN, 1});
  EXPECT_TRUE(std::isnan(relu(x).value().at({0})));
  EXPECT_TRUE(std::isnan(abs(x).value().at({0})));
  EXPECT_TRUE(std::isnan(max(x, 0).value().item()));
  EXPECT_TRUE(std::isnan(softmax(x).value().at({1})));
}

TEST(Max, SendsItsGradientToTheFirstOfSeveralLargest) {
  const Variable x = leaf({2, 4}, {1, 3, 3, 2, 5, 5, 5, 5});
  const auto of_rows = [](const Variable& v) { return max(v, 1); };
  EXPECT_TRUE(
      same_bits(slope(of_rows, x), Tensor::from({2, 4}, {0, 1, 0, 0, 1, 0, 0, 0}, DType::float64)));
}

TEST(Softsign, KeepsItsDigitsWhereItIsSaturated) {
  const auto of = [](const Variable& v) { return softsign(v); };
  const double slope_at = slope(of, leaf(Shape{1}, {9999}, DType::float32)).item();
  EXPECT_NEAR(slope_at, 1e-8, 1e-14);
}

TEST(Softmax, IsNotOverwhelmedByHugeLogits) {
  const Variable x = leaf({1, 3}, {1e4, 1e4, -1e4}, DType::float32);
  EXPECT_TRUE(same_bits(softmax(x).value(), Tensor::from({1, 3}, {0.5, 0.5, 0})));
  const Tensor logs = log_softmax(x).value();
  EXPECT_NEAR(logs.at({0, 0}), -std::log(2.0), 1e-7);
  EXPECT_NEAR(logs.at({0, 2}), -2e4 - std::log(2.0), 2e-3);
}

// Rows are done a few at a time, and in several threads when there are many.
TEST(Softmax, OfARowHasTheSameBitsAloneAndInABatchOnAnyNumberOfThreads) {
  Rng rng(1);
  for (const Shape& shape : {Shape{3, 1}, Shape{11, 9}, Shape{700, 100}, Shape{9, 9001}})
    for (const DType dtype : kFloatingTypes) {
      const Variable x(random_tensor(rng, shape, dtype));
      const Tensor y = softmax(x).value(), logs = log_softmax(x).value();
      for (std::int64_t i = 0; i < shape[0]; i += 1 + shape[0] / 7) {
        const Variable row(x.value().rows(i, i + 1));
        EXPECT_TRUE(same_bits(softmax(row).value(), y.rows(i, i + 1)));
        EXPECT_TRUE(same_bits(log_softmax(row).value(), logs.rows(i, i + 1)));
      }
      for (const int team : {2, 3, 7}) {
        const ThreadCount guard(team);
        EXPECT_TRUE(same_bits(softmax(x).value(), y));
        EXPECT_TRUE(same_bits(log_softmax(x).value(), logs));
      }
    }
}

// Along another axis it is made of whole tensors.
TEST(Softmax, IsTheSameAlongEveryAxis) {
  Rng rng(2);
  for (const DType dtype : kFloatingTypes) {
    const Tensor x = random_tensor(rng, Shape{37, 70}, dtype);
    const double tolerance = dtype == DType::float32 ? 1e-6 : 1e-15;
    const Variable rows(x), columns(transpose(x));
    EXPECT_TRUE(close(softmax(rows).value(), transpose(softmax(columns, 0).value()), tolerance));
    EXPECT_TRUE(close(log_softmax(rows).value(), transpose(log_softmax(columns, 0).value()),
                      10 * tolerance));
  }
}

TEST(Softmax, AlongAnEmptyAxisIsEmpty) {
  const Variable x = leaf({2, 0}, {});
  EXPECT_EQ(softmax(x).shape(), (Shape{2, 0}));
  EXPECT_EQ(log_softmax(x).shape(), (Shape{2, 0}));
}

TEST(CrossEntropy, IsTheMeanOfMinusLogSoftmaxAtTheLabels) {
  const Variable logits = leaf({2, 3}, {1, 2, 3, 0.5, -1, 4});
  const Tensor labels = Tensor::from({2}, {2, 0}, DType::int32);
  const Tensor logs = log_softmax(logits).value();
  EXPECT_NEAR(cross_entropy(logits, labels).value().item(),
              -(logs.at({0, 2}) + logs.at({1, 0})) / 2, 1e-15);
}

TEST(CrossEntropy, HasTheSameBitsOnAnyNumberOfThreads) {
  Rng rng(3);
  const Variable logits(rng.normal({700, 100}, 0, 2), RequiresGradient::yes);
  const Tensor labels = rng.integers({700}, 0, 99);
  Tensor alone, gradient_alone;
  for (const int team : {1, 2, 3, 7}) {
    const ThreadCount guard(team);
    const Variable loss = cross_entropy(logits, labels);
    const Tensor gradient = gradients(loss, {logits}).front();
    if (team == 1) {
      alone = loss.value();
      gradient_alone = gradient;
    }
    EXPECT_TRUE(same_bits(loss.value(), alone)) << team << " threads";
    EXPECT_TRUE(same_bits(gradient, gradient_alone)) << team << " threads";
  }
}

TEST(CrossEntropy, StaysFiniteForAHopelessExample) {
  const Variable logits = leaf({1, 2}, {1000, -1000}, DType::float32);
  const Variable loss = cross_entropy(logits, Tensor::from({1}, {1}, DType::int32));
  EXPECT_EQ(loss.value().item(), 2000);
  EXPECT_TRUE(same_bits(gradients(loss, {logits}).front(), Tensor::from({1, 2}, {1, -1})));
}

TEST(Activations, HaveTheValuesOfTheirFormulas) {
  const Variable x = leaf({3}, {-2, 0, 1.5});
  const auto gives = [&](const Variable& y, std::initializer_list<double> values) {
    return close(y.value(), Tensor::from({3}, values, DType::float64), 1e-9);
  };
  EXPECT_TRUE(gives(leaky_relu(x, 0.1), {-0.2, 0, 1.5}));
  EXPECT_TRUE(gives(elu(x, 2), {2 * std::expm1(-2.0), 0, 1.5}));
  EXPECT_TRUE(gives(selu(x), {1.0507009873554804934 * 1.6732632423543772848 * std::expm1(-2.0), 0,
                              1.5 * 1.0507009873554804934}));
  EXPECT_TRUE(gives(gelu(x), {-2 * 0.5 * std::erfc(2 / std::sqrt(2.0)), 0,
                              1.5 * 0.5 * std::erfc(-1.5 / std::sqrt(2.0))}));
  EXPECT_TRUE(gives(silu(x), {-2 / (1 + std::exp(2.0)), 0, 1.5 / (1 + std::exp(-1.5))}));
  EXPECT_TRUE(
      gives(softplus(x), {std::log1p(std::exp(-2.0)), std::log(2.0), std::log1p(std::exp(1.5))}));
  EXPECT_TRUE(gives(clamp(x, -1, 1.25), {-1, 0, 1.25}));
  EXPECT_TRUE(gives(hard_tanh(x), {-1, 0, 1}));
}

TEST(Activations, KeepNaNAndBearInfinities) {
  for (const DType dtype : kFloatingTypes) {
    const Variable x = leaf({3}, {kNaN, -kInfinity, kInfinity}, dtype);
    const auto ends = [](const Variable& y) {
      EXPECT_TRUE(std::isnan(y.value().at({0})));
      return std::array{y.value().at({1}), y.value().at({2})};
    };
    EXPECT_EQ(ends(leaky_relu(x, 0.5)), (std::array{-kInfinity, kInfinity}));
    EXPECT_EQ(ends(elu(x, 2)), (std::array{-2.0, kInfinity}));
    EXPECT_EQ(ends(softplus(x)), (std::array{0.0, kInfinity}));
    EXPECT_EQ(ends(clamp(x, -3, 4)), (std::array{-3.0, 4.0}));
  }
}

TEST(Clamp, RefusesLimitsInTheWrongOrder) {
  expect_error<ArgumentError>([] { clamp(leaf(Shape{1}, {0}), 2, 1); },
                              "clamp: low is 2, above high, 1 (in op clamp, inputs [1] float64)");
}

TEST(BinaryCrossEntropy, StaysFiniteForAHopelessExample) {
  const Variable z = leaf({2}, {1000, -1000}, DType::float32);
  const Variable loss = binary_cross_entropy(z, Tensor::from({2}, {0, 1}));
  EXPECT_EQ(loss.value().item(), 1000);
  EXPECT_TRUE(same_bits(gradients(loss, {z}).front(), Tensor::from({2}, {0.5, -0.5})));
}

TEST(BinaryCrossEntropy, RefusesATargetThatIsNoProbability) {
  expect_error<ArgumentError>(
      [] {
        binary_cross_entropy(Tensor::zeros({2}), Tensor::from({2}, {0, 1.5}));
      },
      "binary_cross_entropy: target 1.5 at position 1 is no probability; expected 0 to 1 (in op "
      "binary_cross_entropy, inputs [2] float32, [2] float32)");
}

TEST(Huber, IsQuadraticNearTheTargetAndALineBeyond) {
  const Variable p = leaf({3}, {0.5, -3, 2});
  const Variable loss = huber(p, Tensor::zeros({3}, DType::float64), 2);
  EXPECT_DOUBLE_EQ(loss.value().item(), (0.125 + 2 * (3 - 1) + 2) / 3);
  EXPECT_TRUE(close(gradients(loss, {p}).front(),
                    Tensor::from({3}, {0.5 / 3, -2.0 / 3, 2.0 / 3}, DType::float64), 1e-12));
}

TEST(Huber, RefusesADeltaThatIsNotPositive) {
  expect_error<ArgumentError>([] { huber(Tensor::zeros({1}), Tensor::zeros({1}), 0); },
                              "huber: delta is 0; expected a number above 0 (in op huber, inputs "
                              "[1] float32, [1] float32)");
}

TEST(SquaredError, IsTheMeanOverAllElements) {
  const Variable prediction = leaf({2, 2}, {1, 2, 3, 4});
  const Tensor target = Tensor::from({2, 2}, {0, 2, 3, 1}, DType::float64);
  EXPECT_EQ(squared_error(prediction, target).value().item(), (1 + 9) / 4.0);
}

TEST(Reshape, SharesStorageBothWays) {
  const Variable x = leaf({2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_TRUE(reshape(x, {3, -1}).value().shares_storage_with(x.value()));
  EXPECT_EQ(reshape(x, Shape{6}).shape(), Shape{6});
  EXPECT_EQ(reshape(x, {3, -1}).shape(), (Shape{3, 2}));
}

}  // namespace
}  // namespace gradflow::testing
