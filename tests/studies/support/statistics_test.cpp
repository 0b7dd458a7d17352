// Descriptive statistics against closed forms.

#include "studies/support/statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tensor/error.h"
#include "tests/support/expect_error.h"

namespace studies {
namespace {

using gradflow::testing::expect_error;

std::vector<float> first_integers(int count) {
  std::vector<float> values;
  for (int i = 1; i <= count; ++i) values.push_back(static_cast<float>(i));
  return values;
}

const float kNaN = std::numeric_limits<float>::quiet_NaN();

TEST(Statistics, SummaryOfTheFirstIntegersIsTheClosedForm) {
  for (const int n : {1, 7, 100, 10000}) {
    const Summary summary = summarise(first_integers(n));
    EXPECT_EQ(summary.count, n);
    EXPECT_DOUBLE_EQ(summary.mean, (n + 1) / 2.0);
    EXPECT_NEAR(summary.deviation, std::sqrt((double(n) * n - 1) / 12), 1e-9);
    EXPECT_NEAR(summary.rms, std::sqrt((n + 1.0) * (2.0 * n + 1) / 6), 1e-9);
    EXPECT_EQ(summary.minimum, 1);
    EXPECT_EQ(summary.maximum, n);
  }
}

TEST(Statistics, DeviationSurvivesAMeanThatDwarfsIt) {
  std::vector<float> values;
  for (int i = 0; i < 10000; ++i) values.push_back(i % 2 == 0 ? 1048576.0f : 1048577.0f);
  EXPECT_DOUBLE_EQ(summarise(values).mean, 1048576.5);
  EXPECT_DOUBLE_EQ(summarise(values).deviation, 0.5);
}

TEST(Statistics, MomentsOfPartsMergeToTheWhole) {
  const std::vector<float> values = first_integers(9001);
  const std::span<const float> all(values);
  Moments whole;
  whole.add(all);
  for (const std::size_t cut : {0u, 1u, 4500u, 9001u}) {
    Moments left;
    Moments right;
    left.add(all.first(cut));
    right.add(all.subspan(cut));
    left.merge(right);
    EXPECT_EQ(left.count(), whole.count());
    EXPECT_NEAR(left.mean(), whole.mean(), 1e-9);
    EXPECT_NEAR(left.variance(), whole.variance(), 1e-6);
  }
}

TEST(Statistics, MomentsOneByOneAgreeWithTheWhole) {
  const std::vector<float> values = first_integers(1000);
  Moments running;
  for (const float value : values) running.add(static_cast<double>(value));
  EXPECT_NEAR(running.mean(), 500.5, 1e-9);
  EXPECT_NEAR(running.deviation(), std::sqrt(999999.0 / 12), 1e-9);
}

TEST(Statistics, MomentsOfNothingAreZero) {
  Moments none;
  none.add(std::span<const float>());
  none.merge(Moments());
  EXPECT_EQ(none.count(), 0);
  EXPECT_EQ(none.mean(), 0);
  EXPECT_EQ(none.variance(), 0);
  EXPECT_EQ(none.rms(), 0);
}

TEST(Statistics, PercentileInterpolatesBetweenRanks) {
  const std::vector<float> values = {40, 10, 30, 20};  // ranks 0 to 3
  EXPECT_DOUBLE_EQ(percentile(values, 0), 10);
  EXPECT_DOUBLE_EQ(percentile(values, 100), 40);
  EXPECT_DOUBLE_EQ(percentile(values, 50), 25);
  EXPECT_DOUBLE_EQ(percentile(values, 25), 17.5);
  EXPECT_NEAR(percentile(values, 98), 39.4, 1e-12);
  EXPECT_DOUBLE_EQ(percentile(std::vector<float>{3}, 98), 3);
}

TEST(Statistics, PercentileOfMagnitudeForgetsTheSign) {
  std::vector<float> values;
  for (int i = -100; i <= 100; ++i) values.push_back(static_cast<float>(i));
  EXPECT_NEAR(percentile(values, 98), 96, 1e-9);
  EXPECT_NEAR(percentile_of_magnitude(values, 98), 98, 1e-9);
  EXPECT_NEAR(percentile_of_magnitude(values, 100), 100, 1e-9);
}

TEST(Statistics, PercentileBetweenEqualInfinitiesIsThatInfinity) {
  const float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(percentile(std::vector<float>{1, infinity, infinity}, 75), infinity);
}

TEST(Statistics, ShareBeyondCountsBothSidesAndNotTheThreshold) {
  const std::vector<float> values = {-1, -0.96f, -0.5f, 0, 0.5f, 0.96f, 1, 0};
  EXPECT_DOUBLE_EQ(share_beyond(values, 0.95), 0.5);
  EXPECT_DOUBLE_EQ(share_beyond(values, 0.5), 0.5);
  EXPECT_DOUBLE_EQ(share_beyond(values, 1), 0);
}

TEST(Statistics, ANaNMakesEveryResultNaN) {
  const std::vector<float> values = {1, kNaN, 3};
  const Summary summary = summarise(values);
  for (const double result :
       {summary.mean, summary.deviation, summary.rms, summary.minimum, summary.maximum,
        percentile(values, 50), percentile_of_magnitude(values, 50), share_beyond(values, 2)})
    EXPECT_TRUE(std::isnan(result));
}

TEST(Statistics, RefusesNoValuesAndPercentsOutOfRange) {
  const std::vector<float> none;
  const std::vector<float> one = {1};
  expect_error<gradflow::ArgumentError>([&] { summarise(none); },
                                        "summarise: no values given, expected at least one");
  expect_error<gradflow::ArgumentError>([&] { percentile(none, 50); },
                                        "percentile: no values given, expected at least one");
  expect_error<gradflow::ArgumentError>([&] { share_beyond(none, 1); },
                                        "share_beyond: no values given, expected at least one");
  expect_error<gradflow::ArgumentError>([&] { percentile(one, 101); },
                                        "percentile: percent 101, expected 0 to 100");
  expect_error<gradflow::ArgumentError>([&] { percentile_of_magnitude(one, -1); },
                                        "percentile_of_magnitude: percent -1, expected 0 to 100");
}

}  // namespace
}  // namespace studies
