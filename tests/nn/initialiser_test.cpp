#include "nn/init/initialiser.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/support/distribution.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/thread_count.h"

namespace gradflow::init {
namespace {

using gradflow::testing::doubles;
using gradflow::testing::expect_error;
using gradflow::testing::kolmogorov_smirnov;
using gradflow::testing::normal_below;
using gradflow::testing::same_bits;
using gradflow::testing::ThreadCount;

struct Moments {
  double mean, variance, kurtosis, largest;
};

Moments moments(const Tensor& x) {
  Moments m{0, 0, 0, 0};
  const std::vector<double> values = doubles(x);
  const auto n = static_cast<double>(values.size());
  for (const double v : values) m.mean += v / n;
  for (const double v : values) {
    m.variance += std::pow(v - m.mean, 2) / n;
    m.kurtosis += std::pow(v - m.mean, 4) / n;
    m.largest = std::max(m.largest, std::abs(v));
  }
  m.kurtosis /= m.variance * m.variance;
  return m;
}

const Shape kDense{500, 800};         // fan_in 800, fan_out 500
const Shape kKernel{100, 150, 5, 5};  // fan_in 3750, fan_out 2500

// With 375 000 draws or more the deviation of the sample's variance is at most 0.25 % of it, that
// of its kurtosis at most 0.01; five of them are allowed.
void expect_uniform(const Initialiser& initialiser, const Shape& shape, double variance) {
  Rng rng(7);
  const Moments m = moments(initialiser(shape, rng));
  const double bound = std::sqrt(3 * variance);
  EXPECT_NEAR(m.mean, 0, 5 * std::sqrt(variance / static_cast<double>(shape.elements())));
  EXPECT_NEAR(m.variance / variance, 1, 0.0125);
  EXPECT_NEAR(m.kurtosis, 1.8, 0.05);
  EXPECT_LE(m.largest, bound * (1 + 1e-7));
  EXPECT_GE(m.largest, bound * 0.999);
}

void expect_normal(const Initialiser& initialiser, const Shape& shape, double variance) {
  Rng rng(7);
  const Moments m = moments(initialiser(shape, rng));
  EXPECT_NEAR(m.mean, 0, 5 * std::sqrt(variance / static_cast<double>(shape.elements())));
  EXPECT_NEAR(m.variance / variance, 1, 0.0125);
  EXPECT_NEAR(m.kurtosis, 3, 0.05);
}

TEST(Initialiser, ConstantIsOneValueAndDrawsNothing) {
  Rng rng(7);
  EXPECT_TRUE(same_bits(constant(0.25)({3, 2}, rng), Tensor::full({3, 2}, 0.25)));
  EXPECT_EQ(rng, Rng(7));
}

TEST(Initialiser, UniformHasTheVarianceOfItsRange) {
  expect_uniform(uniform(-0.5, 0.5), kDense, 1.0 / 12);
}

TEST(Initialiser, UniformStaysWithinItsRange) {
  Rng rng(7);
  const std::vector<double> values = doubles(uniform(2, 3)(kDense, rng));
  const auto [low, high] = std::ranges::minmax(values);
  EXPECT_GE(low, 2);
  EXPECT_LT(high, 3);
}

TEST(Initialiser, NormalHasItsVariance) { expect_normal(normal(0, 0.3), kDense, 0.09); }

TEST(Initialiser, NormalHasItsMean) {
  Rng rng(7);
  EXPECT_NEAR(moments(normal(5, 0.3)(kDense, rng)).mean, 5, 0.003);
}

TEST(Initialiser, StandardIsOfVarianceOneOverThreeFanIn) {
  expect_uniform(standard_uniform(), kDense, 1.0 / (3 * 800));
  expect_uniform(standard_uniform(), kKernel, 1.0 / (3 * 3750));
  expect_normal(standard_as_normal(), kDense, 1.0 / (3 * 800));
  expect_normal(standard_as_normal(), kKernel, 1.0 / (3 * 3750));
}

TEST(Initialiser, GlorotIsOfVarianceTwoOverTheSumOfTheFans) {
  expect_uniform(glorot_uniform(), kDense, 2.0 / 1300);
  expect_uniform(glorot_uniform(), kKernel, 2.0 / 6250);
  expect_normal(glorot_normal(), kDense, 2.0 / 1300);
  expect_normal(glorot_normal(), kKernel, 2.0 / 6250);
}

TEST(Initialiser, HeIsOfVarianceTwoOverFanIn) {
  expect_uniform(he_uniform(), kDense, 2.0 / 800);
  expect_uniform(he_uniform(), kKernel, 2.0 / 3750);
  expect_normal(he_normal(), kDense, 2.0 / 800);
  expect_normal(he_normal(), kKernel, 2.0 / 3750);
}

TEST(Initialiser, FollowsItsDistribution) {
  const auto of = [](const Initialiser& initialiser) {
    Rng rng(3);
    return doubles(initialiser(kDense, rng));
  };
  const auto expect_even = [&](const Initialiser& initialiser, double bound) {
    EXPECT_LT(kolmogorov_smirnov(of(initialiser), [&](double x) { return (x / bound + 1) / 2; }),
              1.95);
  };
  const auto expect_bell = [&](const Initialiser& initialiser, double deviation) {
    EXPECT_LT(
        kolmogorov_smirnov(of(initialiser), [&](double x) { return normal_below(x / deviation); }),
        1.95);
  };
  expect_even(uniform(-0.3, 0.3), 0.3);
  expect_even(standard_uniform(), 1 / std::sqrt(800));
  expect_even(glorot_uniform(), std::sqrt(6.0 / 1300));
  expect_even(he_uniform(), std::sqrt(6.0 / 800));
  expect_bell(normal(0, 0.3), 0.3);
  expect_bell(standard_as_normal(), std::sqrt(1.0 / 2400));
  expect_bell(glorot_normal(), std::sqrt(2.0 / 1300));
  expect_bell(he_normal(), std::sqrt(2.0 / 800));
}

TEST(Initialiser, GivesTheSameBitsForAnyNumberOfThreads) {
  Tensor one;
  for (const int threads : {1, 2, 3}) {
    const ThreadCount count(threads);
    Rng rng(7);
    const Tensor weight = glorot_normal()(kDense, rng);
    if (threads == 1) one = weight;
    EXPECT_TRUE(same_bits(weight, one));
  }
}

TEST(Initialiser, DrawsFloat64) {
  Rng rng(7);
  EXPECT_EQ(he_uniform()({3, 2}, rng, DType::float64).dtype(), DType::float64);
}

TEST(Initialiser, MayBeAUsersOwn) {
  const Initialiser diagonal{[](const Shape& shape, Rng&, DType dtype, double value, double) {
                               Tensor weight = Tensor::zeros(shape, dtype);
                               for (std::int64_t i = 0; i < std::min(shape[0], shape[1]); ++i)
                                 weight.edit<float>()[static_cast<std::size_t>(i * shape[1] + i)] =
                                     static_cast<float>(value);
                               return weight;
                             },
                             2};
  Rng rng(7);
  EXPECT_TRUE(same_bits(diagonal({2, 2}, rng), Tensor::from({2, 2}, {2, 0, 0, 2})));
}

TEST(Initialiser, RefusesAShapeWithoutFans) {
  Rng rng(7);
  expect_error<ArgumentError>([&] { Initialiser()({10}, rng); },
                              "Initialiser: has no function to draw with");
  expect_error<ShapeError>([&] { glorot_uniform()({10}, rng); },
                           "glorot initialiser: the weight is [10]; expected (out, in) or (out, "
                           "in, receptive field…), all at least 1; use constant, uniform or normal "
                           "for a bias");
  expect_error<ShapeError>(
      [&] {
        he_normal()({10, 0}, rng);
      },
      "he initialiser: the weight is [10, 0]; expected (out, in) or (out, in, "
      "receptive field…), all at least 1; use constant, uniform or normal for "
      "a bias");
}

TEST(Initialiser, RefusesNumbersThatMakeNoDistribution) {
  expect_error<ArgumentError>(
      [] { uniform(1, -1); },
      "uniform initialiser: the range is 1 to -1; expected two finite numbers in order");
  expect_error<ArgumentError>([] { normal(0, -1); },
                              "normal initialiser: mean 0, standard deviation -1; expected finite "
                              "numbers, the second not negative");
}

}  // namespace
}  // namespace gradflow::init
