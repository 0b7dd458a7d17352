#include "tensor/arithmetic.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tensor/isa.h"
#include "tensor/matmul.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/random_tensors.h"

namespace gradflow {
namespace {

using testing::doubles;
using testing::expect_error;
using testing::kFloatingTypes;
using testing::same_bits;

TEST(Arithmetic, IsElementByElement) {
  for (const DType dtype : kFloatingTypes) {
    const Tensor a = Tensor::from(Shape{3}, {1, 2, -4}, dtype);
    const Tensor b = Tensor::from(Shape{3}, {2, 0.5, 8}, dtype);
    EXPECT_EQ(doubles(a + b), (std::vector<double>{3, 2.5, 4}));
    EXPECT_EQ(doubles(a - b), (std::vector<double>{-1, 1.5, -12}));
    EXPECT_EQ(doubles(a * b), (std::vector<double>{2, 1, -32}));
    EXPECT_EQ(doubles(a / b), (std::vector<double>{0.5, 4, -0.5}));
    EXPECT_EQ(doubles(-a), (std::vector<double>{-1, -2, 4}));
  }
}

TEST(Arithmetic, TakesANumberOnEitherSide) {
  const Tensor a = Tensor::from(Shape{2}, {1, -4});
  EXPECT_EQ(doubles(a + 1), (std::vector<double>{2, -3}));
  EXPECT_EQ(doubles(1 + a), (std::vector<double>{2, -3}));
  EXPECT_EQ(doubles(a - 1), (std::vector<double>{0, -5}));
  EXPECT_EQ(doubles(1 - a), (std::vector<double>{0, 5}));
  EXPECT_EQ(doubles(a * 2), (std::vector<double>{2, -8}));
  EXPECT_EQ(doubles(2 * a), (std::vector<double>{2, -8}));
  EXPECT_EQ(doubles(a / 2), (std::vector<double>{0.5, -2}));
  EXPECT_EQ(doubles(2 / a), (std::vector<double>{2, -0.5}));
}

TEST(Arithmetic, RoundsANumberToTheTypeOfTheTensorBesideIt) {
  const Tensor one = Tensor::ones(Shape{1});
  EXPECT_EQ((one * 0.1).dtype(), DType::float32);
  EXPECT_EQ((one * 0.1).item(), static_cast<double>(0.1F));
  EXPECT_EQ((one.to(DType::float64) * 0.1).item(), 0.1);
}

TEST(Arithmetic, DividesByZeroAsIeeeSays) {
  const Tensor x = Tensor::from(Shape{3}, {1, -1, 0}) / 0.0;
  EXPECT_EQ(x.at({0}), std::numeric_limits<double>::infinity());
  EXPECT_EQ(x.at({1}), -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(x.at({2})));
}

TEST(Arithmetic, NamesTheOperation) {
  const Tensor a = Tensor::zeros(Shape{2}), b = Tensor::zeros(Shape{3});
  const std::string tail =
      ": [2] and [3] do not broadcast: extents 2 and 3 of axis -1 differ and neither is 1";
  expect_error<ShapeError>([&] { a + b; }, "add" + tail);
  expect_error<ShapeError>([&] { a - b; }, "subtract" + tail);
  expect_error<ShapeError>([&] { a* b; }, "multiply" + tail);
  expect_error<ShapeError>([&] { a / b; }, "divide" + tail);
  expect_error<ArgumentError>(
      [] { Tensor() + 1.0; },
      "add: the left operand holds nothing; it was default-constructed or moved from");
}

TEST(Arithmetic, RefusesLabels) {
  const Tensor labels = Tensor::zeros(Shape{2}, DType::int32);
  expect_error<TypeError>([&] { labels + 0.5; }, "add: takes float32 or float64, not int32");
  expect_error<TypeError>([&] { -labels; }, "negate: takes float32 or float64, not int32");
}

TEST(AddScaled, IsOneFusedMultiplyAddPerElement) {
  Rng rng(1);
  for (const DType dtype : kFloatingTypes) {
    const Tensor x = testing::random_tensor(rng, Shape{67}, dtype);
    const Tensor before = testing::random_tensor(rng, Shape{67}, dtype);
    for (const double beta : {1.0, 0.0, -0.75}) {
      Tensor target = before.clone();
      add_scaled(target, x, 0.3, beta);
      const Tensor expected = dispatch_floating(dtype, "test", [&]<class T>(T) {
        return Tensor::build<T>(Shape{67}, [&](std::span<T> out) {
          for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = multiply_add(static_cast<T>(0.3), x.values<T>()[i],
                                  static_cast<T>(beta) * before.values<T>()[i]);
        });
      });
      EXPECT_TRUE(same_bits(target, expected));
    }
  }
}

// The share of the target that goes may be many times x, which comes with a smaller factor.
TEST(AddScaled, OverflowsForNoElementFarFromTheEndOfItsRange) {
  for (const double alpha : {0.0, 1e-30, 1e-10, 1e-3, 1.0})
    for (const double less : {-5e-3, -1e-7, 1e-7, 5e-3}) {
      const double old = 1.5e38, x = -1e38;
      const double expected = alpha * x + (1 + less) * old;
      Tensor target = Tensor::full(Shape{4}, old);
      add_scaled(target, Tensor::full(Shape{4}, x), alpha, 1 + less);
      EXPECT_NEAR(target.at({3}) / expected, 1, 2.5e-7) << alpha << " and 1 + " << less;
      Tensor product = Tensor::full(Shape{1, 4}, old);
      matmul_into(product, Tensor::ones(Shape{1, 1}), Tensor::full(Shape{1, 4}, x), Transpose::no,
                  Transpose::no, alpha, 1 + less);
      EXPECT_TRUE(same_bits(product.reshape({4}), target)) << alpha << " and 1 + " << less;
    }
}

TEST(AddScaled, RefusesWhatDoesNotFit) {
  Tensor target = Tensor::zeros(Shape{2});
  expect_error<ShapeError>([&] { add_scaled(target, Tensor::zeros(Shape{3}), 1); },
                           "add_scaled: target is [2], operand is [3]");
  expect_error<ArgumentError>([&] { add_scaled(target, target, 1); },
                              "add_scaled: the target is its own operand; give a clone()");
  const Tensor other = target;
  EXPECT_THROW(add_scaled(target, Tensor::zeros(Shape{2}), 1), SharedError);
}

}  // namespace
}  // namespace gradflow
