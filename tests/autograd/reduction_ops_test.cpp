// What the catalogue cannot show of min, variance, norm, log_sum_exp and cumulative_sum.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "autograd/recorded_pass.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/leaf.h"

namespace gradflow::testing {
namespace {

TEST(MinOp, SendsItsGradientToTheFirstOfSeveralSmallest) {
  const Variable x = leaf({2, 3}, {2, 1, 1, -5, -5, -5});
  const Variable y = min(x, 1);
  EXPECT_TRUE(same_bits(y.value(), Tensor::from({2}, {1, -5}, DType::float64)));
  EXPECT_TRUE(same_bits(gradients(sum(y), {x})[0],
                        Tensor::from({2, 3}, {0, 1, 0, 1, 0, 0}, DType::float64)));
}

TEST(Variance, DividesByTheNumberOfElementsOrOneLess) {
  const Variable x = leaf({2, 2}, {1, 3, 5, 11});
  EXPECT_DOUBLE_EQ(variance(x).value().item(), (16 + 4 + 0 + 36) / 4.0);
  EXPECT_DOUBLE_EQ(variance(x, Unbiased::yes).value().item(), (16 + 4 + 0 + 36) / 3.0);
  EXPECT_TRUE(same_bits(variance(x, 0).value(), Tensor::from({2}, {4, 16}, DType::float64)));
  EXPECT_TRUE(same_bits(variance(x, -1, KeepAxis::yes, Unbiased::yes).value(),
                        Tensor::from({2, 1}, {2, 18}, DType::float64)));
}

TEST(Variance, KeepsItsDigitsFarFromZero) {
  const Variable x = Tensor::from({4}, {1e6 + 1, 1e6 + 2, 1e6 + 3, 1e6 + 4});
  EXPECT_EQ(variance(x).value().item(), 1.25);
}

TEST(Variance, RefusesTooFewElements) {
  expect_error<ShapeError>([] { variance(leaf(Shape{1}, {2}), Unbiased::yes); },
                           "variance: 1 elements of [1] to fold; expected at least 2 (in op "
                           "variance, inputs [1] float64)");
  expect_error<ShapeError>(
      [] {
        variance(leaf({3, 0}, {}), 1);
      },
      "variance: 0 elements of [3, 0] to fold; expected at least 1 (in op "
      "variance, inputs [3, 0] float64)");
}

TEST(Norm, IsTheEuclideanLength) {
  const Variable x = leaf({2, 2}, {3, 4, 0, -2});
  EXPECT_DOUBLE_EQ(norm(x).value().item(), std::sqrt(29.0));
  EXPECT_TRUE(same_bits(norm(x, 1).value(), Tensor::from({2}, {5, 2}, DType::float64)));
  EXPECT_EQ(norm(leaf(Shape{0}, {})).value().item(), 0);
}

// The squares of the other lines are within the range, and their bits are as without them.
TEST(Norm, OfALineWhoseSquaresLeaveTheRangeLeavesTheOthersAsTheyAre) {
  Rng rng(1);
  const Tensor plain = rng.normal({60, 70}, 0, 1, DType::float32);
  for (const int axis : {0, 1}) {
    const Tensor alone = norm(plain, axis).value();
    for (const double factor : {0.0, 1e-30, 1e30}) {
      Tensor scale = Tensor::ones(plain.shape().with_extent(axis, 1));
      for (float& x : scale.edit<float>().subspan(7, 2)) x = static_cast<float>(factor);
      const Tensor together = norm(plain * scale, axis).value();
      for (std::int64_t line = 0; line < alone.elements(); ++line) {
        const bool scaled = line == 7 || line == 8;
        const double expected = alone.at({line}) * (scaled ? factor : 1);
        EXPECT_NEAR(together.at({line}), expected, scaled ? expected * 1e-6 : 0) << line;
      }
    }
  }
}

TEST(Norm, HasTheSlopeZeroAtZero) {
  const Variable x = leaf({2, 2}, {3, 4, 0, 0});
  EXPECT_TRUE(close(gradients(sum(norm(x, 1)), {x})[0],
                    Tensor::from({2, 2}, {0.6, 0.8, 0, 0}, DType::float64), 1e-15));
}

TEST(Norm, HasNoCurvatureWhereItIsZero) {
  const Variable x = leaf({2, 2}, {3, 4, 0, 0});
  const Tensor v = Tensor::from({2, 2}, {4, -3, 1, 2}, DType::float64);
  EXPECT_TRUE(close(hessian_vector_product(sum(norm(x, 1)), x, v),
                    Tensor::from({2, 2}, {0.8, -0.6, 0, 0}, DType::float64), 1e-15));
}

TEST(Norm, HasOneGradientInBothPassesWhereItsSquaresVanish) {
  const Variable x = leaf({2}, {1e-200, -1e-200});
  const auto [recorded] = differentiable_gradients(norm(x), {x});
  EXPECT_TRUE(same_bits(recorded.value(), gradients(norm(x), {x})[0]));
}

TEST(LogSumExp, StaysFiniteForLargeNumbers) {
  const Variable x = leaf({2, 2}, {1000, 1000, -1000, -1000});
  EXPECT_TRUE(close(
      log_sum_exp(x, 1).value(),
      Tensor::from({2}, {1000 + std::log(2.0), -1000 + std::log(2.0)}, DType::float64), 1e-12));
}

TEST(LogSumExp, BearsInfinitiesAndKeepsNaN) {
  const Variable x =
      leaf({4, 2}, {-kInfinity, -kInfinity, -kInfinity, 3, kInfinity, 1, std::nan(""), 1});
  const Tensor y = log_sum_exp(x, -1, KeepAxis::yes).value();
  EXPECT_EQ(y.at({0, 0}), -kInfinity);
  EXPECT_EQ(y.at({1, 0}), 3);
  EXPECT_EQ(y.at({2, 0}), kInfinity);
  EXPECT_TRUE(std::isnan(y.at({3, 0})));
}

TEST(LogSumExp, HasNaNForTheGradientsOfWhatMakesItInfinite) {
  const Variable x = leaf(
      {3, 3}, {kInfinity, 1, -2, -kInfinity, -kInfinity, -kInfinity, -kInfinity, 3, -kInfinity});
  const double nan = std::nan("");
  const auto y = [&] { return sum(log_sum_exp(x, 1)); };
  EXPECT_TRUE(close(gradients(y(), {x})[0],
                    Tensor::from({3, 3}, {nan, 0, 0, nan, nan, nan, 0, 1, 0}, DType::float64), 0));
  EXPECT_TRUE(close(differentiable_gradients(y(), {x})[0].value(),
                    Tensor::from({3, 3}, {nan, nan, nan, nan, nan, nan, 0, 1, 0}, DType::float64),
                    0));
}

TEST(LogSumExp, RefusesAnEmptyAxis) {
  expect_error<ShapeError>(
      [] {
        log_sum_exp(leaf({3, 0}, {}), -1);
      },
      "log_sum_exp: axis 1 of [3, 0] is empty (in op log_sum_exp, inputs [3, "
      "0] float64)");
}

TEST(CumulativeSumOp, SendsToEachElementTheSumOfWhatStandsBehind) {
  const Variable x = leaf({3}, {1, 2, 4});
  const Tensor weights = Tensor::from({3}, {1, 10, 100}, DType::float64);
  EXPECT_TRUE(same_bits(gradients(cumulative_sum(x, 0), {x}, weights)[0],
                        Tensor::from({3}, {111, 110, 100}, DType::float64)));
}

}  // namespace
}  // namespace gradflow::testing
