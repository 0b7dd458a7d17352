// Histograms against counts and densities that are known.

#include "studies/support/histogram.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "tensor/error.h"
#include "tests/support/expect_error.h"

namespace studies {
namespace {

using gradflow::testing::expect_error;

double area(const Histogram& histogram) {
  double sum = 0;
  for (int bin = 0; bin < histogram.bins(); ++bin)
    sum += histogram.density(bin) * histogram.bin_width();
  return sum;
}

TEST(Histogram, CountsEachValueInItsBin) {
  Histogram histogram(4, 0, 2);
  histogram.add(std::vector<float>{0, 0.49f, 0.5f, 1.2f, 1.3f, 1.49f});
  EXPECT_EQ(histogram.count(0), 2);
  EXPECT_EQ(histogram.count(1), 1);
  EXPECT_EQ(histogram.count(2), 3);
  EXPECT_EQ(histogram.count(3), 0);
  EXPECT_EQ(histogram.inside(), 6);
  EXPECT_DOUBLE_EQ(histogram.bin_width(), 0.5);
  EXPECT_DOUBLE_EQ(histogram.bin_centre(2), 1.25);
}

TEST(Histogram, LastBinHoldsItsUpperEndSoThatSaturationIsSeen) {
  for (const int bins : {3, 10, 100}) {
    Histogram histogram(bins, -1, 1);
    histogram.add(std::vector<float>{-1, 1, 1});
    EXPECT_EQ(histogram.count(0), 1);
    EXPECT_EQ(histogram.count(bins - 1), 2);
    EXPECT_EQ(histogram.above(), 0);
  }
}

TEST(Histogram, ValuesOutsideAreCountedByTheirSide) {
  const float infinity = std::numeric_limits<float>::infinity();
  Histogram histogram(2, -1, 1);
  histogram.add(std::vector<float>{-1.01f, -infinity, 1.01f, infinity, 7, 0.5f,
                                   std::numeric_limits<float>::quiet_NaN()});
  EXPECT_EQ(histogram.below(), 2);
  EXPECT_EQ(histogram.above(), 3);
  EXPECT_EQ(histogram.not_numbers(), 1);
  EXPECT_EQ(histogram.inside(), 1);
}

TEST(Histogram, DensityHasUnitAreaWhateverLiesOutside) {
  Histogram histogram(5, 0, 10);
  histogram.add(std::vector<float>{1, 1, 1, 5, 9, 50, -3});
  EXPECT_NEAR(area(histogram), 1, 1e-15);
  EXPECT_DOUBLE_EQ(histogram.density(0), 3.0 / (5 * 2));
}

TEST(Histogram, EvenValuesHaveTheDensityOfTheUniformLaw) {
  std::vector<float> values;
  for (int i = 0; i < 8000; ++i) values.push_back((static_cast<float>(i) + 0.5f) / 2000 - 2);
  Histogram histogram(16, -2, 2);
  histogram.add(values);
  for (int bin = 0; bin < 16; ++bin) EXPECT_DOUBLE_EQ(histogram.density(bin), 0.25);
}

TEST(Histogram, PeakIsTheFirstOfTheHighestBins) {
  Histogram histogram(4, 0, 4);
  histogram.add(std::vector<float>{0.5f, 1.5f, 1.5f, 3.5f, 3.5f});
  EXPECT_EQ(histogram.peak_bin(), 1);
  EXPECT_DOUBLE_EQ(histogram.peak_density(), 0.4);
}

TEST(Histogram, AnEmptyOneHasNoDensity) {
  const Histogram histogram(3, 0, 1);
  EXPECT_EQ(histogram.density(1), 0);
  EXPECT_EQ(histogram.peak_density(), 0);
}

TEST(Histogram, PartsMergeToTheWhole) {
  const std::vector<float> values = {-9, 0.1f, 0.2f, 0.7f, 9};
  Histogram whole(2, 0, 1);
  whole.add(values);
  Histogram left(2, 0, 1);
  Histogram right(2, 0, 1);
  left.add(std::span(values).first(2));
  right.add(std::span(values).subspan(2));
  left.merge(right);
  for (int bin = 0; bin < 2; ++bin) EXPECT_EQ(left.count(bin), whole.count(bin));
  EXPECT_EQ(left.below(), whole.below());
  EXPECT_EQ(left.above(), whole.above());
}

TEST(Histogram, RefusesEmptyRangesAndUnlikePartners) {
  expect_error<gradflow::ArgumentError>([] { Histogram(0, 0, 1); },
                                        "Histogram: 0 bins from 0 to 1, expected at least one and "
                                        "finite ends with the lower first");
  expect_error<gradflow::ArgumentError>([] { Histogram(5, 1, 1); },
                                        "Histogram: 5 bins from 1 to 1, expected at least one and "
                                        "finite ends with the lower first");
  expect_error<gradflow::ArgumentError>(
      [] { Histogram(5, 0, 1).merge(Histogram(5, 0, 2)); },
      "Histogram::merge: 5 bins from 0 to 1 with 5 bins from 0 to 2, expected the same");
}

}  // namespace
}  // namespace studies
