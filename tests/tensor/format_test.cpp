#include "tensor/format.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow {
namespace {

using testing::kInfinity;
using testing::kNaN;

TEST(Describe, GivesOneLine) {
  EXPECT_EQ(describe(Tensor::from(Shape{2, 2}, {1, -2, 3, 0})),
            "[2, 2] float32  mean 0.5  rms 1.871  min -2  max 3");
  EXPECT_EQ(describe(Tensor::scalar(0.1, DType::float64)),
            "[] float64  mean 0.1  rms 0.1  min 0.1  max 0.1");
  EXPECT_EQ(describe(Tensor::arange(3, DType::int32)),
            "[3] int32  mean 1  rms 1.291  min 0  max 2");
}

TEST(Describe, SaysWhatHasNoElements) {
  EXPECT_EQ(describe(Tensor()), "undefined");
  EXPECT_EQ(describe(Tensor::zeros(Shape{0, 3})), "[0, 3] float32  empty");
}

TEST(Describe, CountsNaNAndInfinitiesApart) {
  EXPECT_EQ(describe(Tensor::from(Shape{5}, {1, kNaN, 3, -kInfinity, kNaN})),
            "[5] float32  mean 2  rms 2.236  min 1  max 3  2 NaN  1 infinite");
  EXPECT_EQ(describe(Tensor::full(Shape{2}, kNaN)), "[2] float32  2 NaN");
  EXPECT_EQ(describe(Tensor::full(Shape{2}, kInfinity)), "[2] float32  2 infinite");
}

TEST(ToString, GivesTheValuesAsRows) {
  EXPECT_EQ(to_string(Tensor::from(Shape{2, 3}, {1, -2.5, 1000000, 0.12345678, 1e-10, 0})),
            "[2, 3] float32\n"
            "          1      -2.5     1e+06\n"
            "     0.1235     1e-10         0");
  EXPECT_EQ(to_string(Tensor::scalar(2.5, DType::float64)), "[] float64\n        2.5");
  EXPECT_EQ(to_string(Tensor::from(Shape{2}, {-2147483648.0, 7}, DType::int32)),
            "[2] int32\n  -2147483648         7");
}

TEST(ToString, SaysWhatHasNoElements) {
  EXPECT_EQ(to_string(Tensor()), "undefined");
  EXPECT_EQ(to_string(Tensor::zeros(Shape{3, 0})), "[3, 0] float32 empty");
}

TEST(ToString, ShowsNaNWithoutASign) {
  EXPECT_EQ(
      to_string(Tensor::from(Shape{4}, {kNaN, std::copysign(kNaN, -1), kInfinity, -kInfinity})),
      "[4] float32\n        nan       nan       inf      -inf");
}

TEST(ToString, IsCappedAtEightRowsAndColumns) {
  EXPECT_EQ(to_string(Tensor::arange(10)),
            "[10] float32\n"
            "          0         1         2         3         4         5         6         7"
            "  … 2 more");
  const std::string text = to_string(Tensor::zeros(Shape{100, 5, 1000}));
  EXPECT_EQ(std::ranges::count(text, '\n'), 9);
  EXPECT_TRUE(text.ends_with("\n  … 492 more rows"));
  EXPECT_LT(text.size(), 1000U);
}

TEST(ToString, ServesFmt) {
  EXPECT_EQ(fmt::format("{}", Tensor::scalar(1)), "[] float32\n          1");
}

TEST(Rms, IsTheRootOfTheMeanSquare) {
  EXPECT_EQ(rms(Tensor::from(Shape{2}, {3, -4})), std::sqrt(12.5));
  EXPECT_EQ(rms(Tensor::zeros(Shape{0})), 0);
  EXPECT_EQ(rms(Tensor::full(Shape{3}, -2, DType::int32)), 2);
  EXPECT_TRUE(std::isnan(rms(Tensor::scalar(kNaN))));
  EXPECT_DOUBLE_EQ(rms(Tensor::full(Shape{4}, 0x1p100)), 0x1p100);
  testing::expect_error<ArgumentError>(
      [] { rms(Tensor()); },
      "rms: the tensor holds nothing; it was default-constructed or moved from");
}

}  // namespace
}  // namespace gradflow
