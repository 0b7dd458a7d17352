#pragma once
// Element functions without branches, so that a loop over them becomes vector code, and so that the
// last elements of an array get the same bits as the first. Used by the ops through map and zip.
// float32: our own. The errors stated are the largest found against float64, rounded up: for
// exponential and hyperbolic_tangent over all 2^32 floats with and without a fused multiply-add,
// for the others over every 997th float with one, as the tests look. With one, the bits do not
// depend on the width of the vectors. All of it while the thread rounds to nearest. float64: the C
// library's, which serves checks and not speed.

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "tensor/isa.h"

namespace gradflow {
inline namespace GRADFLOW_ISA {
namespace vector_math {

constexpr float kLog2E = 0x1.715476p+0F;

// The integer next to x + kBias, twice: as a number less kBias, and as the low bits of `bits`.
// For |x| below 2^22.
template <int kBias>
struct Rounded {
  static constexpr float kShift = 0x1.8p+23F + kBias;  // whose last bit counts ones
  float shifted;
  float number() const { return shifted - kShift; }
  std::uint32_t bits() const { return std::bit_cast<std::uint32_t>(shifted); }
};

// e^r - 1 for |r| up to ln 2 / 2. Our own minimax fit, off by 4.4e-9 of e^r, and summed as a tree:
// a loop over these functions waits for its longest chain.
inline float short_expm1(float r) {
  const float square = r * r;
  const float low = multiply_add(r, 0x1.555466p-3F, 0.5F);
  const float high =
      multiply_add(square, 0x1.6ff254p-10F, multiply_add(r, 0x1.1257d2p-7F, 0x1.5552fep-5F));
  return multiply_add(square, multiply_add(square, high, low), r);
}

// x = n ln 2 + r, so that e^x = 2^n (1 + p) with p = e^r - 1. For |x| up to 104.
template <int kBias>
struct ReducedExp {
  Rounded<kBias> n;
  float p;
  explicit ReducedExp(float x) : n{multiply_add(x, kLog2E, Rounded<kBias>::kShift)} {
    constexpr float kLn2High = 0x1.62e4p-1F, kLn2Low = 0x1.7f7d1cp-20F;
    const float minus_n = -n.number();
    p = short_expm1(multiply_add(minus_n, kLn2Low, multiply_add(minus_n, kLn2High, x)));
  }
};

// x, not above `most` and not below `least` < 0, and some number for NaN. As bits, the negative
// floats are the larger unsigned numbers and the positive ones the larger signed numbers: that is
// vector code on every compiler, where a comparison of floats has to mind NaN.
inline float clamped(float x, float least, float most) {
  const auto from_above =
      std::min(std::bit_cast<std::int32_t>(x), std::bit_cast<std::int32_t>(most));
  return std::bit_cast<float>(
      std::min(std::bit_cast<std::uint32_t>(from_above), std::bit_cast<std::uint32_t>(least)));
}

}  // namespace vector_math

// e^x; at most 1.1 ulp off, infinity above 88.72, 0 below -103.97.
inline float exponential(float x) {
  // 2^n as two factors, because n may lie outside the exponents of one float.
  const vector_math::ReducedExp<2 * 127> e(vector_math::clamped(x, -104.0F, 89.0F));
  const std::uint32_t half = (e.n.bits() >> 1U) << 23U;
  const auto scale = std::bit_cast<float>(half);
  const auto rest = std::bit_cast<float>((e.n.bits() << 23U) - half);
  const float y = multiply_add(scale, e.p, scale) * rest;
  return x == x ? y : x;
}
inline double exponential(double x) { return std::exp(x); }

// t / (t + 2) for t = e^2|x| - 1, with the sign of x; at most 2.7 ulp off. 1 from 8.6643 on, an
// ulp early: there t reaches 2^25, t + 2 falls between two floats, and the quotient would flicker.
inline float hyperbolic_tangent(float x) {
  constexpr float kLn2 = 0x1.62e43p-1F;  // |n| is small here, so this is enough of it
  const float magnitude = std::fabs(x);
  using Rounded = vector_math::Rounded<127>;
  const Rounded n{multiply_add(magnitude, 2.0F * vector_math::kLog2E, Rounded::kShift)};
  const float p = vector_math::short_expm1(multiply_add(-n.number(), kLn2, magnitude + magnitude));
  const auto scale = std::bit_cast<float>(n.bits() << 23U);  // 2^n
  const float t = multiply_add(scale, p, scale - 1.0F);
  return std::copysign(magnitude > 8.6643F ? 1.0F : t / (t + 2.0F), x);
}
inline double hyperbolic_tangent(double x) { return std::tanh(x); }

// 1 / (1 + e^-x); at most 2.5 ulp off, subnormal below -87.33 and 0 below -103.97.
inline float logistic(float x) {
  // Both terms times 2^-24, so that e^104 is a float; e^-70 beside 1 is nothing.
  constexpr float kUnit = 0x1p-24F;
  const vector_math::ReducedExp<127 - 24> e(-vector_math::clamped(x, -104.0F, 70.0F));
  const auto scale = std::bit_cast<float>(e.n.bits() << 23U);
  const float y = kUnit / (kUnit + multiply_add(scale, e.p, scale));
  return x == x ? y : x;
}
inline double logistic(double x) {
  const double e = std::exp(-std::fabs(x));
  return (x < 0 ? e : 1.0) / (1.0 + e);
}

// ln x; at most 0.9 ulp off, -infinity at 0, NaN below. By x = 2^k (1 + f) with 1 + f in [√½, √2]
// and ln (1 + f) = 2 atanh s for s = f / (2 + f), arranged as in fdlibm's logf (Sun Microsystems
// 1993), with our own minimax fit in s².
inline float natural_log(float x) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  constexpr float kSmallestNormal = std::numeric_limits<float>::min();
  constexpr float kLn2High = 0x1.62e3p-1F, kLn2Low = 0x1.2fefa2p-17F;
  constexpr std::uint32_t kSqrtHalf = 0x3f3504f3;
  const bool is_subnormal = x < kSmallestNormal;
  // Unsigned, because the bits of a negative x would leave the range of the difference.
  const auto bits = std::bit_cast<std::uint32_t>(is_subnormal ? x * 0x1p+23F : x);
  const std::int32_t k = std::bit_cast<std::int32_t>(bits - kSqrtHalf) >> 23;
  const float f = std::bit_cast<float>(bits - (static_cast<std::uint32_t>(k) << 23U)) - 1.0F;
  const float exponent = static_cast<float>(k) - (is_subnormal ? 23.0F : 0.0F);
  const float s = f / (2.0F + f);
  const float square = s * s;
  float q = 0x1.31e0d8p-2F;
  q = multiply_add(q, square, 0x1.995ed4p-2F);
  q = multiply_add(q, square, 0x1.55557ap-1F);
  const float half_square = 0.5F * f * f;
  const float tail = multiply_add(s, multiply_add(q, square, half_square), exponent * kLn2Low);
  const float log = multiply_add(exponent, kLn2High, f - (half_square - tail));
  const float edge = x == 0.0F ? -kInfinity : std::numeric_limits<float>::quiet_NaN();
  return x > 0.0F ? (x < kInfinity ? log : x) : edge;
}
inline double natural_log(double x) { return std::log(x); }

// ln(1 + u) for u ≥ 0, which keeps the digits of a small u. What 1 + u lost is made good by the
// quotient (Kahan; in Goldberg 1991, "What every computer scientist should know about
// floating-point arithmetic", theorem 4). Here and below nothing is divided by zero, since both
// sides of a condition are computed in a vector, and a quotient that nobody takes raises an
// exception, too.
template <class T>
T log_of_one_plus(T u) {
  const T sum = T{1} + u;
  const T lost = sum - T{1};
  const T quotient = u / (lost == T{0} ? T{1} : lost);
  return lost == T{0} ? u : natural_log(sum) * quotient;
}

// e^x - 1 for x ≤ 0, which keeps the digits of an x near 0, by the same trick; at most 2.5 ulp off.
// Far from 0 it is -1: there the power may be subnormal, and its logarithm is x no longer.
template <class T>
T exponential_minus_one(T x) {
  const T power = exponential(x);
  const T less = power - T{1};
  const T log = less == T{0} || less == T{-1} ? T{1} : natural_log(power);
  const T exact = less * (x / log);
  return less == T{0} ? x : (less == T{-1} ? less : exact);
}

}  // namespace GRADFLOW_ISA
}  // namespace gradflow
