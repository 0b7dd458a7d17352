#pragma once
// Comparisons of tensors for EXPECT_TRUE: a failure names the first element that differs and both
// of its values.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "tensor/format.h"
#include "tensor/tensor.h"

namespace gradflow::testing {

inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The elements as float64, of any type.
inline std::vector<double> doubles(const Tensor& x) {
  return dispatch(x.dtype(), [&]<class T>(T) {
    const auto values = x.values<T>();
    return std::vector<double>(values.begin(), values.end());
  });
}

inline ::testing::AssertionResult same_kind(const Tensor& actual, const Tensor& expected) {
  if (actual.shape() != expected.shape() || actual.dtype() != expected.dtype())
    return ::testing::AssertionFailure() << describe(actual) << "\nis not of the kind of\n"
                                         << describe(expected);
  return ::testing::AssertionSuccess();
}

// Shape, type and every bit.
inline ::testing::AssertionResult same_bits(const Tensor& actual, const Tensor& expected) {
  if (identical(actual, expected)) return ::testing::AssertionSuccess();
  if (auto kind = same_kind(actual, expected); !kind) return kind;
  for (std::int64_t i = 0; i < actual.elements(); ++i) {
    const Tensor a = actual.reshape({-1}).rows(i, i + 1);
    const Tensor b = expected.reshape({-1}).rows(i, i + 1);
    if (!identical(a, b))
      return ::testing::AssertionFailure()
             << "element " << i << " of " << to_string(actual.shape()) << " is "
             << fmt::format("{:a} and not {:a}", a.item(), b.item());
  }
  return ::testing::AssertionFailure() << "they differ";
}

// The same for the tensors of two lists, in turn.
inline void expect_same(const std::vector<Tensor>& actual, const std::vector<Tensor>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i)
    EXPECT_TRUE(same_bits(actual[i], expected[i])) << "tensor " << i;
}

// Shape, type, and every element within `tolerance`, absolute, of `expected`; NaN where it has NaN
// and the same infinity where it has one.
inline ::testing::AssertionResult close(const Tensor& actual, const Tensor& expected,
                                        double tolerance) {
  if (auto kind = same_kind(actual, expected); !kind) return kind;
  const std::vector<double> a = doubles(actual), b = doubles(expected);
  for (std::size_t i = 0; i < a.size(); ++i) {
    const bool equal = a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]));
    if (!equal && !(std::abs(a[i] - b[i]) <= tolerance))
      return ::testing::AssertionFailure()
             << "element " << i << " of " << to_string(actual.shape()) << " is "
             << fmt::format("{:.9g} and not {:.9g}, off by {:.3g} where {:.3g} is allowed", a[i],
                            b[i], std::abs(a[i] - b[i]), tolerance);
  }
  return ::testing::AssertionSuccess();
}

}  // namespace gradflow::testing
