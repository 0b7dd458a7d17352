// What makes a tensor, and what its elements are.
#include "tensor/tensor.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow {
namespace {

using testing::doubles;
using testing::expect_error;

constexpr DType kAllTypes[] = {DType::float32, DType::float64, DType::int32};

TEST(Tensor, ThatIsDefaultConstructedHoldsNothing) {
  const Tensor none;
  EXPECT_FALSE(none.defined());
  EXPECT_FALSE(none.sole_owner());
  EXPECT_FALSE(none.shares_storage_with(none));
  EXPECT_TRUE(identical(none, Tensor()));
  const Tensor zero = Tensor::zeros(Shape{});
  EXPECT_FALSE(identical(none, zero) || identical(zero, none));
  EXPECT_FALSE(none.shares_storage_with(zero) || zero.shares_storage_with(none));
}

TEST(Tensor, ThatHoldsNothingIsRefusedByEveryAccess) {
  Tensor none;
  expect_error<ArgumentError>(
      [&] { none.values<float>(); },
      "values: the tensor holds nothing; it was default-constructed or moved from");
  expect_error<ArgumentError>(
      [&] { none.edit<float>(); },
      "edit: the tensor holds nothing; it was default-constructed or moved from");
  EXPECT_THROW(none.clone(), ArgumentError);
  EXPECT_THROW(none.to(DType::float64), ArgumentError);
  EXPECT_THROW(none.reshape({1}), ArgumentError);
  EXPECT_THROW(none.rows(0, 0), ArgumentError);
  EXPECT_THROW(none.item(), ArgumentError);
  EXPECT_THROW(none.at({}), ArgumentError);
  Tensor source = Tensor::ones(Shape{2});
  const Tensor taken = std::move(source);
  EXPECT_FALSE(source.defined());  // NOLINT(bugprone-use-after-move): what is tested
}

TEST(Tensor, IsMadeOfOneValueInEveryType) {
  for (const DType dtype : kAllTypes) {
    EXPECT_EQ(doubles(Tensor::zeros(Shape{3}, dtype)), (std::vector<double>{0, 0, 0}));
    EXPECT_EQ(doubles(Tensor::ones(Shape{2}, dtype)), (std::vector<double>{1, 1}));
    EXPECT_EQ(doubles(Tensor::full(Shape{2}, -7, dtype)), (std::vector<double>{-7, -7}));
    EXPECT_EQ(Tensor::scalar(5, dtype).item(), 5);
    EXPECT_EQ(Tensor::scalar(5, dtype).shape(), Shape{});
    EXPECT_EQ(doubles(Tensor::arange(4, dtype)), (std::vector<double>{0, 1, 2, 3}));
    EXPECT_EQ(Tensor::uninitialised(Shape{2, 3}, dtype).dtype(), dtype);
  }
}

TEST(Tensor, OfLabelsTakesWholeNumbersInRangeOnly) {
  EXPECT_EQ(Tensor::scalar(-2147483648.0, DType::int32).item(), -2147483648.0);
  EXPECT_EQ(Tensor::scalar(2147483647.0, DType::int32).item(), 2147483647.0);
  expect_error<ArgumentError>([] { Tensor::scalar(0.5, DType::int32); },
                              "scalar: 0.5 is not an int32");
  expect_error<ArgumentError>([] { Tensor::full(Shape{2}, 2147483648.0, DType::int32); },
                              "full: 2147483648 is not an int32");
  expect_error<ArgumentError>(
      [] {
        Tensor::from(Shape{2}, {1, std::nan("")}, DType::int32);
      },
      "from: nan is not an int32");
  expect_error<ArgumentError>([] { Tensor::arange(std::int64_t{1} << 31, DType::int32); },
                              "arange: 2147483648 is not an int32");
  expect_error<ArgumentError>([] { Tensor::arange(-1); }, "arange: count -1 is negative");
}

TEST(Tensor, TakesRowMajorValues) {
  const Tensor x = Tensor::from(Shape{2, 3}, {1, 2, 3, 4, 5, 6}, DType::float64);
  EXPECT_EQ(x.at({0, 2}), 3);
  EXPECT_EQ(x.at({1, 0}), 4);
  EXPECT_EQ(x.rank(), 2);
  EXPECT_EQ(x.elements(), 6);
  EXPECT_EQ(x.bytes(), 48);
  EXPECT_EQ(x.extent(-1), 3);
  expect_error<ShapeError>(
      [] {
        Tensor::from(Shape{2, 3}, {1, 2});
      },
      "from: 2 values given, shape [2, 3] has 6 elements");
  expect_error<ShapeError>([&] { (void)x.extent(2); }, "extent: [2, 3] has no axis 2");
}

TEST(Tensor, IsBuiltByACallbackThatSeesZeros) {
  int calls = 0;
  const Tensor x = Tensor::build<float>(Shape{4}, [&](std::span<float> values) {
    ++calls;
    for (const float value : values) EXPECT_EQ(value, 0.0F);
    values[2] = 9;
  });
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(doubles(x), (std::vector<double>{0, 0, 9, 0}));
  EXPECT_TRUE(x.sole_owner());
}

TEST(Tensor, MayBeEmpty) {
  for (const DType dtype : kAllTypes) {
    Tensor empty = Tensor::zeros(Shape{3, 0, 2}, dtype);
    EXPECT_TRUE(empty.defined());
    EXPECT_EQ(empty.elements(), 0);
    EXPECT_EQ(empty.bytes(), 0);
    EXPECT_TRUE(identical(empty, empty.clone()));
    EXPECT_TRUE(doubles(empty).empty());
    EXPECT_EQ(empty.to(DType::float64).shape(), empty.shape());
    dispatch(dtype, [&]<class T>(T) { EXPECT_TRUE(empty.edit<T>().empty()); });
  }
  EXPECT_EQ(Tensor::from(Shape{0}, {}).elements(), 0);
  EXPECT_EQ(Tensor::arange(0).shape(), Shape{0});
}

TEST(Tensor, GivesOneElementByItsIndex) {
  const Tensor labels = Tensor::from(Shape{3}, {7, 8, 9}, DType::int32);
  EXPECT_EQ(labels.at({1}), 8);
  EXPECT_EQ(Tensor::scalar(2.5).at({}), 2.5);
  const Tensor x = Tensor::zeros(Shape{2, 3});
  expect_error<ShapeError>([&] { (void)x.at({1}); }, "at: 1 indices given, shape [2, 3] takes 2");
  expect_error<ShapeError>(
      [&] {
        (void)x.at({1, 3});
      },
      "at: index 3 of axis 1 is out of range for shape [2, 3]");
  expect_error<ShapeError>(
      [&] {
        (void)x.at({-1, 0});
      },
      "at: index -1 of axis 0 is out of range for shape [2, 3]");
}

TEST(Tensor, GivesTheOnlyElementOfOne) {
  EXPECT_EQ(Tensor::full(Shape{1, 1}, 4).item(), 4);
  expect_error<ShapeError>([] { (void)Tensor::zeros(Shape{2}).item(); },
                           "item: [2] has 2 elements, not one");
  expect_error<ShapeError>([] { (void)Tensor::zeros(Shape{0}).item(); },
                           "item: [0] has 0 elements, not one");
}

TEST(Tensor, IsReadAsItsOwnTypeOnly) {
  Tensor x = Tensor::zeros(Shape{2, 3});
  expect_error<TypeError>([&] { (void)x.values<double>(); },
                          "values: tensor [2, 3] is float32, not float64");
  expect_error<TypeError>([&] { x.edit<std::int32_t>(); },
                          "edit: tensor [2, 3] is float32, not int32");
}

TEST(Tensor, IsConvertedBetweenTypes) {
  const Tensor x = Tensor::from(Shape{4}, {-1.75, 0.1, 2.5, 3}, DType::float64);
  EXPECT_EQ(doubles(x.to(DType::int32)), (std::vector<double>{-1, 0, 2, 3}));
  EXPECT_EQ(x.to(DType::float32).at({1}), static_cast<double>(0.1F));
  EXPECT_TRUE(x.to(DType::float64).shares_storage_with(x));
  EXPECT_EQ(Tensor::scalar(16777217, DType::int32).to(DType::float32).item(), 16777216);
  EXPECT_EQ(Tensor::scalar(-2147483648.9, DType::float64).to(DType::int32).item(), -2147483648.0);
  expect_error<ArgumentError>([] { (void)Tensor::scalar(2147483648.0).to(DType::int32); },
                              "to: 2147483648 lies outside the range of int32");
  expect_error<ArgumentError>([] { (void)Tensor::scalar(std::nan("")).to(DType::int32); },
                              "to: nan lies outside the range of int32");
}

TEST(Tensor, IsIdenticalBitByBit) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(identical(Tensor::scalar(nan), Tensor::scalar(nan)));
  EXPECT_FALSE(identical(Tensor::scalar(0.0), Tensor::scalar(-0.0)));
  EXPECT_FALSE(identical(Tensor::zeros(Shape{2}), Tensor::zeros(Shape{2, 1})));
  EXPECT_FALSE(identical(Tensor::zeros(Shape{2}), Tensor::zeros(Shape{2}, DType::int32)));
  EXPECT_FALSE(identical(Tensor::zeros(Shape{0}), Tensor::zeros(Shape{0, 1})));
}

}  // namespace
}  // namespace gradflow
