#include "tensor/reduce.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "tensor/arithmetic.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/random_tensors.h"

namespace gradflow {
namespace {

using testing::doubles;
using testing::expect_error;
using testing::kFloatingTypes;
using testing::kInfinity;
using testing::kNaN;
using testing::random_shape;
using testing::random_tensor;
using testing::same_bits;

double ulp_of_one(DType dtype) { return dtype == DType::float32 ? 0x1p-23 : 0x1p-52; }

// Each sum along `axis` against long double, within what the header states.
void check_sum(const Tensor& x, const Tensor& sums, int axis) {
  const std::int64_t extent = x.shape()[axis], inner = x.shape().inner(axis);
  const std::vector<double> values = doubles(x), actual = doubles(sums);
  for (std::int64_t line = 0; line < sums.elements(); ++line) {
    long double exact = 0, magnitude = 0;
    for (std::int64_t i = 0; i < extent; ++i) {
      const auto value = static_cast<long double>(
          values[static_cast<std::size_t>((line / inner * extent + i) * inner + line % inner)]);
      exact += value;
      magnitude += std::abs(value);
    }
    const double allowed = 64 * ulp_of_one(x.dtype()) * static_cast<double>(magnitude);
    ASSERT_NEAR(actual[static_cast<std::size_t>(line)], static_cast<double>(exact), allowed)
        << to_string(x.shape()) << " axis " << axis << " line " << line;
  }
}

TEST(Sum, IsWithinItsBoundAlongEveryAxis) {
  Rng rng(1);
  for (const DType dtype : kFloatingTypes)
    for (int round = 0; round < 200; ++round) {
      const Tensor x = random_tensor(rng, random_shape(rng, 4, 11), dtype);
      for (int axis = 0; axis < x.rank(); ++axis) {
        const Tensor sums = sum(x, axis);
        ASSERT_EQ(sums.shape(), x.shape().without_axis(axis));
        check_sum(x, sums, axis);
        EXPECT_TRUE(
            same_bits(sum(x, axis, KeepAxis::yes), sums.reshape(x.shape().with_extent(axis, 1))));
        EXPECT_TRUE(same_bits(sum(x, axis - x.rank()), sums));
      }
      check_sum(x.reshape({1, x.elements()}), sum(x).reshape({1}), 1);
    }
}

TEST(Sum, IsWithinItsBoundAroundTheBlocks) {
  Rng rng(2);
  for (const DType dtype : kFloatingTypes)
    for (const std::int64_t size :
         {63, 64, 65, 4095, 4096, 4097, 8192 + 63, 65535, 65536, 100003}) {
      const Tensor x = random_tensor(rng, Shape{1, size}, dtype);
      check_sum(x, sum(x).reshape({1}), 1);
      check_sum(x, sum(x, 1), 1);
    }
  for (const Shape& shape : {Shape{127, 255}, Shape{128, 256}, Shape{129, 257}, Shape{300, 1000},
                             Shape{3, 260, 258}, Shape{7, 5000}, Shape{5000, 7}}) {
    const Tensor x = random_tensor(rng, shape);
    for (int axis = 0; axis < x.rank(); ++axis) check_sum(x, sum(x, axis), axis);
  }
}

TEST(Sum, DoesNotDriftOverMillionsOfElements) {
  constexpr std::int64_t kManyElements = 1 << 24;
  EXPECT_EQ(sum(Tensor::ones(Shape{kManyElements + 1})).item(),
            kManyElements);  // 2^24 + 1 is no float32
  EXPECT_NEAR(mean(Tensor::full(Shape{kManyElements}, 0.1)).item(), 0.1, 1e-7);
}

TEST(Sum, OfNothingIsZero) {
  EXPECT_EQ(sum(Tensor::zeros(Shape{0})).item(), 0);
  EXPECT_EQ(doubles(sum(Tensor::zeros(Shape{2, 0}), 1)), (std::vector<double>{0, 0}));
  EXPECT_EQ(doubles(sum(Tensor::zeros(Shape{0, 2}), 0)), (std::vector<double>{0, 0}));
  EXPECT_EQ(sum(Tensor::zeros(Shape{0, 2}), 1).shape(), Shape{0});
  EXPECT_EQ(sum(Tensor::scalar(5)).item(), 5);
}

TEST(Sum, OfALineHasTheSameBitsAloneAndInABatch) {
  Rng rng(3);
  const Tensor x = random_tensor(rng, Shape{5, 9001});
  const Tensor rows = sum(x, 1);
  for (std::int64_t i = 0; i < 5; ++i)
    EXPECT_TRUE(same_bits(sum(x.rows(i, i + 1)).reshape({1}), rows.rows(i, i + 1)));
}

TEST(Sum, CarriesNaNAndInfinity) {
  EXPECT_TRUE(std::isnan(sum(Tensor::from(Shape{3}, {1, kNaN, 2})).item()));
  EXPECT_EQ(sum(Tensor::from(Shape{3}, {1, kInfinity, 2})).item(), kInfinity);
  EXPECT_TRUE(std::isnan(sum(Tensor::from(Shape{2}, {kInfinity, -kInfinity})).item()));
}

TEST(Mean, DividesByTheCount) {
  const Tensor x = Tensor::from(Shape{2, 3}, {1, 2, 6, -1, -2, -6});
  EXPECT_EQ(mean(x).item(), 0);
  EXPECT_EQ(doubles(mean(x, 1)), (std::vector<double>{3, -3}));
  EXPECT_EQ(doubles(mean(x, 0, KeepAxis::yes)), (std::vector<double>{0, 0, 0}));
  EXPECT_EQ(mean(x, 0, KeepAxis::yes).shape(), (Shape{1, 3}));
  EXPECT_EQ(mean(Tensor::zeros(Shape{0, 3}), 1).shape(), (Shape{0}));
}

TEST(Max, IsTheLargestAlongEveryAxis) {
  Rng rng(4);
  for (const DType dtype : kFloatingTypes)
    for (const Shape& shape :
         {Shape{1}, Shape{4099}, Shape{3, 130}, Shape{130, 3}, Shape{2, 300, 5}}) {
      const Tensor x = random_tensor(rng, shape, dtype);
      for (int axis = 0; axis < x.rank(); ++axis) {
        const Tensor largest = max(x, axis), where = argmax(x, axis);
        ASSERT_EQ(where.dtype(), DType::int32);
        ASSERT_EQ(where.shape(), largest.shape());
        EXPECT_EQ(max(x, axis, KeepAxis::yes).shape(), shape.with_extent(axis, 1));
        const std::int64_t extent = shape[axis], inner = shape.inner(axis);
        const std::vector<double> values = doubles(x), found = doubles(largest),
                                  indices = doubles(where);
        for (std::size_t line = 0; line < found.size(); ++line) {
          const auto l = static_cast<std::int64_t>(line);
          const auto at = [&](std::int64_t i) {
            return values[static_cast<std::size_t>((l / inner * extent + i) * inner + l % inner)];
          };
          std::int64_t best = 0;
          for (std::int64_t i = 1; i < extent; ++i)
            if (at(i) > at(best)) best = i;
          ASSERT_EQ(found[line], at(best));
          ASSERT_EQ(indices[line], static_cast<double>(best));
        }
      }
    }
}

TEST(Max, IsNaNWhereverTheNaNStands) {
  for (std::int64_t position = 0; position < 200; position += 13) {
    Tensor x = Tensor::arange(200);
    x.edit<float>()[static_cast<std::size_t>(position)] = std::nanf("");
    EXPECT_TRUE(std::isnan(max(x, 0).item())) << position;
    EXPECT_TRUE(std::isnan(max(x.reshape({200, 1}).reshape({100, 2}), 0).at({position % 2})));
    EXPECT_EQ(argmax(x, 0).item(), static_cast<double>(position));
  }
}

TEST(Max, OfNegativeInfinitiesIsOne) {
  const Tensor x = Tensor::full(Shape{2, 70}, -kInfinity);
  EXPECT_EQ(doubles(max(x, 1)), (std::vector<double>{-kInfinity, -kInfinity}));
  EXPECT_EQ(doubles(argmax(x, 1)), (std::vector<double>{0, 0}));
}

TEST(Argmax, IsTheFirstOfEqualOnes) {
  EXPECT_EQ(argmax(Tensor::from(Shape{4}, {1, 3, 3, 2}), 0).item(), 1);
  EXPECT_EQ(doubles(argmax(Tensor::zeros(Shape{2, 3}), 0)), (std::vector<double>{0, 0, 0}));
  EXPECT_EQ(argmax(Tensor::from(Shape{4}, {1, kNaN, kNaN, 2}), 0).item(), 1);
}

TEST(Reduce, SaysWhatItCannotReduce) {
  const Tensor labels = Tensor::zeros(Shape{2}, DType::int32);
  expect_error<TypeError>([&] { sum(labels); }, "sum: takes float32 or float64, not int32");
  expect_error<TypeError>([&] { mean(labels); }, "mean: takes float32 or float64, not int32");
  expect_error<TypeError>([&] { mean(labels, 0); }, "mean: takes float32 or float64, not int32");
  expect_error<TypeError>([&] { argmax(labels, 0); },
                          "argmax: takes float32 or float64, not int32");
  const Tensor x = Tensor::zeros(Shape{2, 0});
  expect_error<ShapeError>([&] { sum(x, 2); }, "sum: [2, 0] has no axis 2");
  expect_error<ShapeError>([&] { mean(x); }, "mean: [2, 0] has no elements");
  expect_error<ShapeError>([&] { mean(x, 1); }, "mean: axis 1 of [2, 0] is empty");
  expect_error<ShapeError>([&] { max(x, -1); }, "max: axis -1 of [2, 0] is empty");
  expect_error<ShapeError>([&] { argmax(x, 1); }, "argmax: axis 1 of [2, 0] is empty");
  // Its pages stay untouched, since it is refused before it is read.
  const Tensor long_one = Tensor::uninitialised(Shape{(std::int64_t{1} << 31) + 8});
  expect_error<ShapeError>([&] { argmax(long_one, 0); },
                           "argmax: axis 0 of [2147483656] has more elements than int32 counts");
  EXPECT_EQ(max(x, 0).shape(), Shape{0});
  EXPECT_EQ(argmax(x, 0).shape(), Shape{0});
  const std::string nothing = ": the input holds nothing; it was default-constructed or moved from";
  expect_error<ArgumentError>([] { sum(Tensor()); }, "sum" + nothing);
  expect_error<ArgumentError>([] { max(Tensor(), 0); }, "max" + nothing);
  expect_error<ArgumentError>([] { sum_to(Tensor(), Shape{}); }, "sum_to" + nothing);
}

TEST(SumTo, UndoesEveryBroadcast) {
  Rng rng(5);
  for (int round = 0; round < 300; ++round) {
    const Shape shape = random_shape(rng, 4, 6);
    Shape stretched_from = shape;
    for (int axis = 0; axis < shape.rank(); ++axis)
      if (rng.integer(0, 1) == 1) stretched_from = stretched_from.with_extent(axis, 1);
    while (stretched_from.rank() > 0 && stretched_from[0] == 1 && rng.integer(0, 1) == 1)
      stretched_from = stretched_from.without_axis(0);
    const Tensor x = random_tensor(rng, shape, DType::float64);
    const Tensor sums = sum_to(x, stretched_from);
    ASSERT_EQ(sums.shape(), stretched_from);
    // The sum pairs with any y as x pairs with y stretched: (x · stretch y) = (sum_to x · y).
    const Tensor y = random_tensor(rng, stretched_from, DType::float64);
    EXPECT_NEAR(sum(x * (y + Tensor::zeros(shape, DType::float64))).item(), sum(sums * y).item(),
                1e-10);
  }
}

TEST(SumTo, SharesWhenNothingWasStretched) {
  const Tensor x = Tensor::from(Shape{1, 2}, {-0.0, 1});
  EXPECT_TRUE(sum_to(x, Shape{1, 2}).shares_storage_with(x));
  EXPECT_TRUE(sum_to(x, Shape{2}).shares_storage_with(x));
  expect_error<ShapeError>([&] { sum_to(x, Shape{3}); },
                           "sum_to: [3] does not broadcast to [1, 2]");
  expect_error<ShapeError>(
      [&] {
        sum_to(x, Shape{1, 1, 2});
      },
      "sum_to: [1, 1, 2] does not broadcast to [1, 2]");
}

TEST(Min, IsTheSmallestElementAndArgminTheFirstOfThem) {
  const Tensor x = Tensor::from({2, 3}, {3, -1, -1, 5, 4, std::nan("")});
  EXPECT_EQ(doubles(min(x, 0)).at(1), -1);
  EXPECT_EQ(min(x, 1, KeepAxis::yes).shape(), (Shape{2, 1}));
  EXPECT_EQ(min(x, 1).at({0}), -1);
  EXPECT_TRUE(std::isnan(min(x, 1).at({1})));
  EXPECT_EQ(doubles(argmin(x, 1)), (std::vector<double>{1, 2}));
  expect_error<ShapeError>([] { min(Tensor::zeros({2, 0}), 1); }, "min: axis 1 of [2, 0] is empty");
  expect_error<TypeError>([] { min(Tensor::zeros({2}, DType::int32), 0); },
                          "min: takes float32 or float64, not int32");
}

}  // namespace
}  // namespace gradflow
