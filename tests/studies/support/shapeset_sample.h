#pragma once
// A fixed sample of Shapeset that the tests of its rules share, and the bounds they put on it. The
// seed is fixed, so a bound of 4.5 standard errors fails for a wrong rule and never by chance.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "studies/support/shapeset.h"

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

// The mean of a uniform draw, and that all of its range is used.
inline void expect_uniform(const std::vector<double>& draws, double low, double high) {
  double sum = 0;
  for (const double draw : draws) sum += draw;
  const auto n = static_cast<double>(draws.size());
  EXPECT_NEAR(sum / n, (low + high) / 2, kStandardErrors * (high - low) / std::sqrt(12 * n));
  const auto [least, most] = std::ranges::minmax(draws);
  EXPECT_GE(least, low);
  EXPECT_LE(most, high);
  EXPECT_LT(least, low + 0.01 * (high - low));
  EXPECT_GT(most, high - 0.01 * (high - low));
}

}  // namespace studies::shapeset
