#pragma once
// A fixed sample of Shapeset that the tests of its rules share, and the bounds they put on it. The
// seed is fixed, so a bound of 4.5 standard errors fails for a wrong rule and never by chance.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "studies/support/shapeset.h"
#include "tests/support/distribution.h"

namespace studies::shapeset {

inline constexpr int kSample = 36000;
inline constexpr double kStandardErrors = 4.5;

inline const std::vector<Example>& sample() {
  static const std::vector<Example> kExamples = [] {
    std::vector<Example> examples;
    for (int i = 0; i < kSample; ++i) examples.push_back(Shapeset(7).example(i));
    return examples;
  }();
  return kExamples;
}

inline void expect_share(std::int64_t found, std::int64_t of, double share) {
  const auto n = static_cast<double>(of);
  EXPECT_NEAR(static_cast<double>(found) / n, share,
              kStandardErrors * std::sqrt(share * (1 - share) / n));
}

template <class F>
std::int64_t count(F holds) {
  return std::ranges::count_if(sample(), holds);
}

template <class F>
void for_each_object(F f) {
  for (const Example& example : sample())
    for (const ShapeObject& object : example.objects()) f(example, object);
}

// Every draw in its range, and as many below each number as of an even distribution.
inline void expect_uniform(const std::vector<double>& draws, double low, double high) {
  const auto below = [&](double x) { return (x - low) / (high - low); };
  EXPECT_LT(gradflow::testing::kolmogorov_smirnov(draws, below), 1.95);
  const auto [least, most] = std::ranges::minmax(draws);
  EXPECT_GE(least, low);
  EXPECT_LE(most, high);
  EXPECT_LT(least, low + 0.01 * (high - low));
  EXPECT_GT(most, high - 0.01 * (high - low));
}

// Of things that are equally likely.
inline void expect_even(const std::vector<int>& counts) {
  const auto freedom = static_cast<double>(counts.size()) - 1;
  EXPECT_LT(gradflow::testing::chi_squared(counts),
            freedom + kStandardErrors * std::sqrt(2 * freedom));
}

// Whole numbers from `low` to `high`, each as often as another.
inline void expect_uniform_integers(const std::vector<double>& draws, int low, int high) {
  std::vector<int> counts(static_cast<std::size_t>(high - low + 1));
  for (const double draw : draws) {
    ASSERT_GE(draw, low);
    ASSERT_LE(draw, high);
    ++counts[static_cast<std::size_t>(draw - low)];
  }
  expect_even(counts);
}

}  // namespace studies::shapeset
