#pragma once
// The unit of the tests at the edges of float32.
//
// NOTE: bounds at the edges
//  An error is counted in ulp: |value - exact| over the spacing of float32 at `exact`, subnormals
//  included. An element that is what large terms leave of each other is counted in ulp of a larger
//  size, which each row states: 1, or the largest element of the line. The exact values are
//  formulas of their own in float64, of inputs that are float32. A bound is the worst error that
//  was measured with and without a fused multiply-add, rounded up.

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "tensor/random.h"

namespace gradflow::testing {

using Numbers = std::vector<double>;

inline constexpr double kLargest = static_cast<double>(std::numeric_limits<float>::max());
inline constexpr double kSmallestNormal = static_cast<double>(std::numeric_limits<float>::min());
inline constexpr double kSmallest = static_cast<double>(std::numeric_limits<float>::denorm_min());

// The error in ulp of max(|exact|, size). Infinity is right for what float32 cannot hold.
inline double ulps_between(double value, double exact, double size) {
  if (value == exact || (std::isnan(value) && std::isnan(exact))) return 0;
  if (std::isinf(value) && std::abs(exact) >= kLargest && (value > 0) == (exact > 0)) return 0;
  if (!std::isfinite(value) || !std::isfinite(exact))
    return std::numeric_limits<double>::infinity();
  const double at = std::max({std::abs(exact), size, kSmallestNormal});
  return std::abs(value - exact) / std::ldexp(1.0, std::ilogb(at) - 23);
}

// The nearest float32 of each.
inline Numbers rounded(Numbers numbers) {
  for (double& x : numbers) x = static_cast<double>(static_cast<float>(x));
  return numbers;
}

inline Numbers normal_numbers(Rng& rng, std::int64_t count, double mean, double deviation) {
  const Tensor drawn = rng.normal(Shape{count}, mean, deviation, DType::float64);
  const auto values = drawn.values<double>();
  return rounded({values.begin(), values.end()});
}

}  // namespace gradflow::testing
