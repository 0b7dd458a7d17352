#pragma once
// Element functions without branches, so that a loop over them becomes vector code, and so that the
// last elements of an array get the same bits as the first. Used by the ops through map and zip.
// float32: our own; the errors stated are the largest over every value up to 200 in magnitude,
// beyond which the functions are saturated, with and without a fused multiply-add, rounded up.
// float64: the C library's, which serves checks and not speed.

#include <bit>
#include <cmath>
#include <cstdint>

#include "tensor/isa.h"

namespace gradflow {
inline namespace GRADFLOW_ISA {
namespace exp_parts {

// e^x = 2^n (1 + p) with |x - n ln 2| <= ln 2 / 2 and p = e^r - 1. The polynomial for p is our own
// fit at Chebyshev nodes, relative error below 3e-8.
struct ReducedExp {
  float p;
  float low_scale, high_scale;  // 2^n as two factors: n may lie outside the exponents of one float
};

inline ReducedExp reduce_exp(float x) {
  constexpr float kLog2E = 0x1.715476p+0F;
  constexpr float kLn2High = 0x1.62e4p-1F, kLn2Low = 0x1.7f7d1cp-20F;
  constexpr float kRound = 0x1.8p+23F;  // adding and taking it away rounds to an integer
  const float shifted = multiply_add(x, kLog2E, kRound);
  const float n = shifted - kRound;
  const float r = multiply_add(-n, kLn2Low, multiply_add(-n, kLn2High, x));
  float q = 0x1.6d110ap-10F;
  q = multiply_add(q, r, 0x1.120b6ep-7F);
  q = multiply_add(q, r, 0x1.55551ap-5F);
  q = multiply_add(q, r, 0x1.5554dcp-3F);
  q = multiply_add(q, r, 0.5F);
  const float p = multiply_add(r * r, q, r);
  const std::int32_t exponent =
      std::bit_cast<std::int32_t>(shifted) - std::bit_cast<std::int32_t>(kRound);
  const std::int32_t low = exponent >> 1;
  return {p, std::bit_cast<float>((low + 127) << 23),
          std::bit_cast<float>((exponent - low + 127) << 23)};
}

}  // namespace exp_parts

// e^x; at most 1.1 ulp off, infinity above 88.72, 0 below -103.97.
inline float exponential(float x) {
  float clamped = x < -104.0F ? -104.0F : x;
  clamped = clamped > 89.0F ? 89.0F : clamped;
  const exp_parts::ReducedExp e = exp_parts::reduce_exp(clamped);
  return (1.0F + e.p) * e.low_scale * e.high_scale;
}
inline double exponential(double x) { return std::exp(x); }

// (e^2|x| - 1) / (e^2|x| + 1) with the sign of x; at most 2.6 ulp off. Beyond 10 it is 1 in
// float32.
inline float hyperbolic_tangent(float x) {
  const float magnitude = std::fabs(x);
  const float clamped = magnitude > 10.0F ? 10.0F : magnitude;
  const exp_parts::ReducedExp e = exp_parts::reduce_exp(2.0F * clamped);
  const float scale = e.low_scale * e.high_scale;
  const float t = multiply_add(scale, e.p, scale - 1.0F);
  return std::copysign(t / (t + 2.0F), x);
}
inline double hyperbolic_tangent(double x) { return std::tanh(x); }

// 1 / (1 + e^-x), from e^-|x| so that nothing overflows; at most 2.9 ulp off.
template <class T>
inline T logistic(T x) {
  const T e = exponential(-std::fabs(x));
  const T upper = T{1} / (T{1} + e);
  return x < T{0} ? e * upper : upper;
}

}  // namespace GRADFLOW_ISA
}  // namespace gradflow
