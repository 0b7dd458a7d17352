#include "tensor/vector_math.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "tensor/elementwise.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/random_tensors.h"

namespace gradflow {
namespace {

using testing::same_bits;

constexpr float kInfinityF = std::numeric_limits<float>::infinity();
constexpr float kSmallest = std::numeric_limits<float>::denorm_min();

struct Exponential {
  template <class T>
  T operator()(T x) const {
    return exponential(x);
  }
};
struct HyperbolicTangent {
  template <class T>
  T operator()(T x) const {
    return hyperbolic_tangent(x);
  }
};
struct Logistic {
  template <class T>
  T operator()(T x) const {
    return logistic(x);
  }
};
struct NaturalLog {
  template <class T>
  T operator()(T x) const {
    return natural_log(x);
  }
};

// Distance from `reference` in units of the float32 spacing there, subnormals included.
double error_in_ulp(float value, double reference) {
  if (std::isnan(reference)) return std::isnan(value) ? 0 : 1e9;
  if (std::isinf(value))
    return std::abs(reference) >= 0x1.ffffffp+127 && (value < 0) == (reference < 0) ? 0 : 1e9;
  const int exponent = reference == 0 ? -149 : std::max(std::ilogb(reference) - 23, -149);
  return std::abs(static_cast<double>(value) - reference) / std::ldexp(1.0, exponent);
}

// The largest error over every 997th float32, which meets every exponent of either sign some eight
// thousand times.
template <class F, class Reference>
double worst_error(F f, Reference reference) {
  double worst = 0;
  for (std::uint64_t pattern = 0; pattern < std::uint64_t{1} << 32; pattern += 997) {
    const auto x = std::bit_cast<float>(static_cast<std::uint32_t>(pattern));
    if (std::isnan(x)) {
      EXPECT_TRUE(std::isnan(f(x)));
      continue;
    }
    worst = std::max(worst, error_in_ulp(f(x), reference(static_cast<double>(x))));
  }
  return worst;
}

double exact_logistic(double x) {
  return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x));
}

TEST(Exponential, IsWithinTheStatedUlps) {
  EXPECT_LE(worst_error(Exponential{}, [](double x) { return std::exp(x); }), 1.1);
}

TEST(HyperbolicTangent, IsWithinTheStatedUlps) {
  EXPECT_LE(worst_error(HyperbolicTangent{}, [](double x) { return std::tanh(x); }), 2.7);
}

TEST(Logistic, IsWithinTheStatedUlps) { EXPECT_LE(worst_error(Logistic{}, exact_logistic), 2.5); }

TEST(NaturalLog, IsWithinTheStatedUlps) {
  EXPECT_LE(worst_error(NaturalLog{}, [](double x) { return std::log(x); }), 0.9);
}

TEST(LogOfOnePlus, KeepsTheDigitsOfSmallNumbers) {
  for (float u = kSmallest; u < kInfinityF; u *= 1.003F + kSmallest / u)
    ASSERT_LE(error_in_ulp(log_of_one_plus(u), std::log1p(static_cast<double>(u))), 3) << u;
  EXPECT_EQ(log_of_one_plus(0.0F), 0.0F);
  EXPECT_TRUE(std::isnan(log_of_one_plus(std::nanf(""))));
}

TEST(ExponentialMinusOne, KeepsTheDigitsOfNumbersNearZero) {
  for (float x = -kSmallest; x > -200; x *= 1.003F - kSmallest / x)
    ASSERT_LE(error_in_ulp(exponential_minus_one(x), std::expm1(static_cast<double>(x))), 2.5) << x;
  EXPECT_EQ(exponential_minus_one(0.0F), 0.0F);
  EXPECT_EQ(exponential_minus_one(-kInfinityF), -1.0F);
  EXPECT_TRUE(std::isnan(exponential_minus_one(std::nanf(""))));
}

TEST(Exponential, KnowsTheEndsOfItsRange) {
  EXPECT_EQ(exponential(0.0F), 1.0F);
  EXPECT_EQ(exponential(-0.0F), 1.0F);
  EXPECT_EQ(exponential(kSmallest), 1.0F);
  EXPECT_TRUE(std::isfinite(exponential(88.72283F)));
  EXPECT_EQ(exponential(88.7229F), kInfinityF);
  EXPECT_EQ(exponential(kInfinityF), kInfinityF);
  EXPECT_EQ(exponential(std::numeric_limits<float>::max()), kInfinityF);
  EXPECT_EQ(exponential(-103.9F), kSmallest);
  EXPECT_EQ(exponential(-103.98F), 0.0F);
  EXPECT_EQ(exponential(-kInfinityF), 0.0F);
  EXPECT_TRUE(std::isnan(exponential(std::nanf(""))));
  EXPECT_TRUE(std::isnan(exponential(-std::nanf(""))));
}

TEST(HyperbolicTangent, IsOddAndKeepsSmallNumbers) {
  EXPECT_EQ(hyperbolic_tangent(kInfinityF), 1.0F);
  EXPECT_EQ(hyperbolic_tangent(-kInfinityF), -1.0F);
  EXPECT_EQ(hyperbolic_tangent(20.0F), 1.0F);
  EXPECT_EQ(hyperbolic_tangent(std::numeric_limits<float>::max()), 1.0F);
  EXPECT_TRUE(std::isnan(hyperbolic_tangent(std::nanf(""))));
  EXPECT_EQ(hyperbolic_tangent(kSmallest), kSmallest);
  EXPECT_EQ(hyperbolic_tangent(1e-30F), 1e-30F);
  EXPECT_EQ(std::bit_cast<std::uint32_t>(hyperbolic_tangent(-0.0F)), 0x80000000U);
  EXPECT_EQ(std::bit_cast<std::uint32_t>(hyperbolic_tangent(0.0F)), 0U);
  for (float x = 1e-6F; x < 12; x *= 1.01F)
    EXPECT_EQ(hyperbolic_tangent(-x), -hyperbolic_tangent(x));
}

TEST(HyperbolicTangent, StaysWithinOneAndDoesNotFlickerWhereItReachesIt) {
  for (float x = 3; x < 9; x += 0x1p-20F) ASSERT_LE(hyperbolic_tangent(x), 1.0F) << x;
  for (float x = 8.665F; x < 12; x += 0x1p-10F) ASSERT_EQ(hyperbolic_tangent(x), 1.0F) << x;
}

TEST(Logistic, KnowsItsMiddleAndItsEnds) {
  EXPECT_EQ(logistic(0.0F), 0.5F);
  EXPECT_EQ(logistic(kInfinityF), 1.0F);
  EXPECT_EQ(logistic(-kInfinityF), 0.0F);
  EXPECT_GT(logistic(-100.0F), 0.0F);
  EXPECT_EQ(logistic(std::numeric_limits<float>::max()), 1.0F);
  EXPECT_EQ(logistic(-104.0F), 0.0F);
  EXPECT_TRUE(std::isnan(logistic(std::nanf(""))));
  EXPECT_TRUE(std::isnan(logistic(-std::nanf(""))));
}

TEST(NaturalLog, KnowsTheEdgesOfItsDomain) {
  EXPECT_EQ(natural_log(1.0F), 0.0F);
  EXPECT_EQ(natural_log(0.0F), -kInfinityF);
  EXPECT_EQ(natural_log(-0.0F), -kInfinityF);
  EXPECT_EQ(natural_log(kInfinityF), kInfinityF);
  EXPECT_TRUE(std::isnan(natural_log(-kSmallest)));
  EXPECT_TRUE(std::isnan(natural_log(-1.0F)));
  EXPECT_TRUE(std::isnan(natural_log(-kInfinityF)));
  EXPECT_TRUE(std::isnan(natural_log(std::nanf(""))));
  EXPECT_FLOAT_EQ(natural_log(kSmallest), -103.27893F);
}

TEST(VectorMath, IsTheLibrarysInFloat64) {
  for (double x = -30; x < 30; x += 0.37) {
    EXPECT_EQ(exponential(x), std::exp(x));
    EXPECT_EQ(hyperbolic_tangent(x), std::tanh(x));
    EXPECT_EQ(natural_log(x + 31), std::log(x + 31));
    EXPECT_NEAR(logistic(x), exact_logistic(x), 1e-15);
  }
}

template <class F>
void check_every_position(const Tensor& x, F f) {
  const Tensor one_by_one = Tensor::build<float>(x.shape(), [&](std::span<float> out) {
    for (std::int64_t i = 0; i < x.elements(); ++i)
      out[static_cast<std::size_t>(i)] = map(x.rows(i, i + 1), f).template values<float>()[0];
  });
  for (std::int64_t offset = 0; offset <= 70; ++offset)
    for (std::int64_t length = 0; length <= 70; ++length)
      ASSERT_TRUE(same_bits(map(x.rows(offset, offset + length), f),
                            one_by_one.rows(offset, offset + length)))
          << offset << " " << length;
}

TEST(VectorMath, GivesTheSameBitsAtEveryPositionOfAnArray) {
  Rng rng(1);
  Tensor x = rng.normal(Shape{140}, 0, 5);
  const std::span<float> values = x.edit<float>();
  values[3] = kInfinityF;
  values[70] = -kInfinityF;
  values[71] = -0.0F;
  values[100] = kSmallest;
  values[139] = 1000;
  check_every_position(x, Exponential{});
  check_every_position(x, HyperbolicTangent{});
  check_every_position(x, Logistic{});
  check_every_position(x, NaturalLog{});
}

#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
// FNV-1a over the bits of f at every 997th float32, all NaN being one.
template <class F>
std::uint64_t checksum(F f) {
  std::uint64_t sum = 0xcbf29ce484222325U;
  for (std::uint64_t pattern = 0; pattern < std::uint64_t{1} << 32; pattern += 997) {
    const float y = f(std::bit_cast<float>(static_cast<std::uint32_t>(pattern)));
    sum = (sum ^ (std::isnan(y) ? 0x7fc00000U : std::bit_cast<std::uint32_t>(y))) * 0x100000001b3U;
  }
  return sum;
}

TEST(VectorMath, HasOneSetOfBitsWhereverThereIsAFusedMultiplyAdd) {
  EXPECT_EQ(checksum(Exponential{}), 0x031e64eadfdf0f74U);
  EXPECT_EQ(checksum(HyperbolicTangent{}), 0x0185044d536daca7U);
  EXPECT_EQ(checksum(Logistic{}), 0xc0e55aca3b53f046U);
  EXPECT_EQ(checksum(NaturalLog{}), 0x1fea050ded39f70aU);
}
#endif

}  // namespace
}  // namespace gradflow
