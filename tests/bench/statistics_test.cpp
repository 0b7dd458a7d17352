#include "bench/peers/statistics.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace peers {
namespace {

TEST(Statistics, MedianIsTheMiddleValueOrTheMeanOfTheTwoThere) {
  EXPECT_EQ(median({3}), 3);
  EXPECT_EQ(median({9, 1, 2}), 2);
  EXPECT_EQ(median({9, 1, 2, 4}), 3);
  EXPECT_THROW(median({}), std::invalid_argument);
}

TEST(Statistics, PairedRatioIsTheMeanOfTheRatiosOfPairs) {
  const std::vector<double> plain = {1, 2, 4, 10}, changed = {1.1, 2.2, 4.4, 11};
  const PairedRatio ratio = paired_ratio(plain, changed);
  EXPECT_NEAR(ratio.mean, 1.1, 1e-12);
  EXPECT_NEAR(ratio.upper, 1.1, 1e-12);
}

// Ratios 1, 1.2, 1.4, 1.6: mean 1.3, standard error of the mean 0.1291; Student's t with three
// degrees of freedom is 3.182 at 97.5 %.
TEST(Statistics, PairedRatioBoundsTheMeanByStudentsT) {
  const std::vector<double> plain = {1, 1, 1, 1}, changed = {1, 1.2, 1.4, 1.6};
  EXPECT_NEAR(paired_ratio(plain, changed).upper, 1.3 + 3.182 * 0.12910, 2e-3);
}

// With thirty pairs, of which half are 1 and half 1.02, t is 2.045.
TEST(Statistics, PairedRatioOfThirtyPairsHasTheTabulatedBound) {
  const std::vector<double> plain(30, 1.0);
  std::vector<double> changed(30, 1.0);
  for (std::size_t i = 0; i < 15; ++i) changed[i] = 1.02;
  EXPECT_NEAR(paired_ratio(plain, changed).upper, 1.01 + 2.0452 * 0.010171 / 5.4772, 1e-6);
}

TEST(Statistics, PairedRatioRefusesWhatIsNotInPairs) {
  const std::vector<double> three = {1, 1, 1}, four = {1, 1, 1, 1};
  EXPECT_THROW(paired_ratio(three, four), std::invalid_argument);
  EXPECT_THROW(paired_ratio(three, three), std::invalid_argument);
}

}  // namespace
}  // namespace peers
