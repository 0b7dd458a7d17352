// How the numbers of a generator are spread. The seeds are fixed, so a test passes always or never;
// the limits are those that a true distribution would pass 999 times in a thousand.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "tensor/random.h"
#include "tests/support/distribution.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/random_tensors.h"

namespace gradflow {
namespace {

using testing::chi_squared;
using testing::doubles;
using testing::kFloatingTypes;
using testing::kolmogorov_smirnov;
using testing::normal_below;

constexpr std::int64_t kCount = 100000;

// Mean of (x / deviation)^power.
double moment(const std::vector<double>& draws, int power) {
  double sum = 0;
  for (const double x : draws) sum += std::pow(x, power);
  return sum / static_cast<double>(draws.size());
}

TEST(UniformFill, IsUniform) {
  for (const DType dtype : kFloatingTypes) {
    const auto draws = doubles(Rng(1).uniform(Shape{kCount}, -2, 3, dtype));
    EXPECT_LT(kolmogorov_smirnov(draws, [](double x) { return (x + 2) / 5; }), 1.95);
    EXPECT_NEAR(moment(draws, 1), 0.5, 0.015);
  }
}

TEST(NormalFill, IsNormal) {
  for (const DType dtype : kFloatingTypes) {
    const auto draws = doubles(Rng(2).normal(Shape{kCount}, 0, 1, dtype));
    EXPECT_LT(kolmogorov_smirnov(draws, normal_below), 1.95);
    EXPECT_NEAR(moment(draws, 1), 0, 0.011);  // 3.3 standard errors: 1, √2, √15, √96 over √n
    EXPECT_NEAR(moment(draws, 2), 1, 0.015);
    EXPECT_NEAR(moment(draws, 3), 0, 0.041);
    EXPECT_NEAR(moment(draws, 4), 3, 0.103);
    EXPECT_GT(*std::ranges::max_element(draws), 3.5);
  }
}

TEST(NormalFill, HasTheMeanAndDeviationAskedFor) {
  const auto draws = doubles(Rng(3).normal(Shape{kCount}, 5, 0.1, DType::float64));
  EXPECT_LT(kolmogorov_smirnov(draws, [](double x) { return normal_below((x - 5) / 0.1); }), 1.95);
}

TEST(NormalFill, HasNeighboursThatDoNotDependOnEachOther) {
  const auto draws = doubles(Rng(4).normal(Shape{kCount}, 0, 1, DType::float64));
  for (std::size_t lag = 1; lag <= 4; ++lag) {
    double sum = 0, of_squares = 0;
    for (std::size_t i = lag; i < draws.size(); ++i) {
      sum += draws[i] * draws[i - lag];
      of_squares += (draws[i] * draws[i] - 1) * (draws[i - lag] * draws[i - lag] - 1);
    }
    EXPECT_NEAR(sum / kCount, 0, 0.011) << lag;
    EXPECT_NEAR(of_squares / kCount, 0, 0.021) << lag;
  }
}

TEST(Rng, DrawsOneByOneAsItFills) {
  Rng rng(5);
  std::vector<double> uniform, normal, bits;
  for (std::int64_t i = 0; i < kCount; ++i) {
    uniform.push_back(rng.uniform());
    normal.push_back(rng.normal());
    bits.push_back(rng.bits());
  }
  const auto unit = [](double x) { return x; };
  EXPECT_LT(kolmogorov_smirnov(uniform, unit), 1.95);
  EXPECT_LT(kolmogorov_smirnov(normal, normal_below), 1.95);
  EXPECT_LT(kolmogorov_smirnov(bits, [](double x) { return x * 0x1p-32; }), 1.95);
}

TEST(Rng, HasFirstDrawsOfIndexedStreamsThatAreUniform) {
  const Rng epoch(6);
  std::vector<double> firsts;
  for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(kCount); ++i)
    firsts.push_back(epoch.at(i).uniform());
  EXPECT_LT(kolmogorov_smirnov(firsts, [](double x) { return x; }), 1.95);
}

TEST(Rng, DrawsIntegersEvenly) {
  std::vector<int> one_by_one(7), filled(7);
  Rng rng(7);
  for (std::int64_t i = 0; i < kCount; ++i)
    ++one_by_one[static_cast<std::size_t>(rng.integer(-3, 3) + 3)];
  for (const double draw : doubles(rng.integers(Shape{kCount}, -3, 3)))
    ++filled[static_cast<std::size_t>(draw + 3)];
  EXPECT_LT(chi_squared(one_by_one), 22.5);  // 6 degrees of freedom
  EXPECT_LT(chi_squared(filled), 22.5);
}

TEST(Rng, DrawsEveryPermutationEvenly) {
  Rng rng(8);
  std::vector<int> counts(24);
  for (int i = 0; i < 24000; ++i) {
    const std::vector<double> order = doubles(rng.permutation(4));
    std::size_t rank = 0;  // in the order of the factorial digits
    for (std::size_t j = 0; j < 4; ++j) {
      const auto smaller =
          std::count_if(order.begin() + static_cast<std::ptrdiff_t>(j), order.end(),
                        [&](double later) { return later < order[j]; });
      rank = rank * (4 - j) + static_cast<std::size_t>(smaller);
    }
    ++counts[rank];
  }
  EXPECT_LT(chi_squared(counts), 49.7);  // 23 degrees of freedom
}

}  // namespace
}  // namespace gradflow
