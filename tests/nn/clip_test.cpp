#include "nn/optim/clip.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::optim {
namespace {

using gradflow::testing::close;
using gradflow::testing::expect_error;
using gradflow::testing::same_bits;

// Two parameters, with gradients that the test chooses, and one that gets none.
struct Clip : ::testing::Test, nn::Module {
  void visit(nn::Visitor& visitor) override {
    visitor.parameter("a", a);
    visitor.parameter("b", b);
    visitor.parameter("unused", unused);
    visitor.parameter("wide", wide);
  }
  void leave(const Tensor& gradient_of_a, const Tensor& gradient_of_b) {
    backward(sum(a * gradient_of_a) + sum(b * gradient_of_b));
  }
  nn::Parameter a{Tensor::zeros({2})}, b{Tensor::zeros({1, 1})}, unused{Tensor::zeros({3})},
      wide{Tensor::zeros({2}, DType::float64)};
};

const Tensor kOfA = Tensor::from({2}, {3, -4}), kOfB = Tensor::from({1, 1}, {12});  // norm 13

TEST_F(Clip, ScalesAllGradientsToTheNorm) {
  leave(kOfA, kOfB);
  EXPECT_EQ(clip_gradient_norm(*this, 6.5), 13);
  EXPECT_TRUE(same_bits(a.gradient(), Tensor::from({2}, {1.5, -2})));
  EXPECT_TRUE(same_bits(b.gradient(), Tensor::from({1, 1}, {6})));
  EXPECT_FALSE(unused.has_gradient());
}

TEST_F(Clip, LeavesGradientsOfASmallerNormAlone) {
  leave(kOfA, kOfB);
  EXPECT_EQ(clip_gradient_norm(*this, 13), 13);
  EXPECT_TRUE(same_bits(a.gradient(), kOfA));
  EXPECT_TRUE(same_bits(b.gradient(), kOfB));
}

TEST_F(Clip, ByALimitOfZeroLeavesZeros) {
  leave(kOfA, kOfB);
  EXPECT_EQ(clip_gradient_norm(*this, 0), 13);
  EXPECT_TRUE(close(a.gradient(), Tensor::zeros({2}), 0));
  EXPECT_EQ(clip_gradient_norm(*this, 0), 0);
}

TEST_F(Clip, LeavesOutAParameterThatWasFrozenSince) {
  leave(kOfA, kOfB);
  b.freeze();
  EXPECT_EQ(clip_gradient_norm(*this, 2.5), 5);
  EXPECT_TRUE(same_bits(a.gradient(), Tensor::from({2}, {1.5, -2})));
  EXPECT_TRUE(same_bits(b.gradient(), kOfB));
}

TEST_F(Clip, TakesSquaresThatAreNoFloat32) {
  leave(kOfA * 1e30, kOfB * 1e30);
  EXPECT_NEAR(clip_gradient_norm(*this, 1), 13e30, 1e24);
  EXPECT_TRUE(close(b.gradient(), Tensor::from({1, 1}, {12.0 / 13}), 1e-6));
}

TEST_F(Clip, TakesSquaresThatAreNoFloat64) {
  for (const double scale : {1e200, 1e-200, 1e-320}) {
    wide.clear_gradient();
    backward(sum(wide * Tensor::from({2}, {3 * scale, -4 * scale}, DType::float64)));
    EXPECT_NEAR(clip_gradient_norm(*this, scale) / scale, 5, scale < 1e-300 ? 0.01 : 1e-14)
        << scale;
    EXPECT_NEAR(wide.gradient().at({0}) / scale, 0.6, scale < 1e-300 ? 0.01 : 1e-14) << scale;
  }
}

// The factor is below the normal numbers of float32, where it has few digits or none.
TEST_F(Clip, KeepsItsDigitsWhereTheFactorIsSubnormal) {
  for (const double limit : {1e-4, 1e-6, 1e-30}) {
    clear_gradients();
    leave(Tensor::full({2}, 3e38), Tensor::full({1, 1}, 3e38));
    clip_gradient_norm(*this, limit);
    const double expected = limit / std::sqrt(3);
    for (const double element : {a.gradient().at({0}), b.gradient().at({0, 0})})
      EXPECT_NEAR(element, expected, 1e-6 * expected);
  }
}

TEST_F(Clip, ByValueBoundsEveryElement) {
  leave(kOfA, kOfB);
  EXPECT_EQ(clip_gradient_values(*this, 3.5), 13);
  EXPECT_TRUE(same_bits(a.gradient(), Tensor::from({2}, {3, -3.5})));
  EXPECT_TRUE(same_bits(b.gradient(), Tensor::from({1, 1}, {3.5})));
}

TEST_F(Clip, LeavesAGradientThatSomebodyHoldsAsItWas) {
  leave(kOfA, kOfB);
  const Tensor held = a.gradient();
  clip_gradient_norm(*this, 1);
  EXPECT_TRUE(same_bits(held, kOfA));
}

TEST_F(Clip, OfNoGradientsIsNothing) {
  EXPECT_EQ(clip_gradient_norm(*this, 1), 0);
  EXPECT_EQ(clip_gradient_values(*this, 1), 0);
}

TEST_F(Clip, RefusesANormThatIsNotFinite) {
  set_name("net");
  leave(kOfA, kOfB * std::numeric_limits<double>::quiet_NaN());
  expect_error<ArgumentError>(
      [&] { clip_gradient_norm(*this, 1); },
      "clip_gradient_norm: with the gradient of \"net.b\" the norm is nan; it must be finite");
  expect_error<ArgumentError>(
      [&] { clip_gradient_values(*this, 1); },
      "clip_gradient_values: with the gradient of \"net.b\" the norm is nan; it must be finite");
  EXPECT_TRUE(same_bits(a.gradient(), kOfA));
}

TEST_F(Clip, RefusesABadLimit) {
  expect_error<ArgumentError>(
      [&] { clip_gradient_norm(*this, -1); },
      "clip_gradient_norm: the limit is -1; it must be finite and not negative");
  expect_error<ArgumentError>(
      [&] { clip_gradient_values(*this, std::numeric_limits<double>::infinity()); },
      "clip_gradient_values: the limit is inf; it must be finite and not negative");
}

}  // namespace
}  // namespace gradflow::optim
