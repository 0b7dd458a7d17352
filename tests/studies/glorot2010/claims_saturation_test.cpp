// Claims C14 to C17 and C20 on tables made by hand: each verdict, on both sides of its bounds.

#include <cmath>

#include "tests/studies/glorot2010/claim_tables.h"

namespace glorot2010 {
namespace {

constexpr int kNever = 99;

class SaturationClaims : public ClaimTables {
 protected:
  void activations(const std::string& run, const std::string& table) const {
    record(run, {{"activations.csv", table}});
  }
  // The top layer's mean and std go from 0 and 0.03 to these and back.
  void symmetric(const std::string& run, double mean, double spread) const {
    Row first(5), there(5);
    first[4] = {0, 0.03};
    there[4] = {mean, spread};
    activations(run, layers(100'000, {first, there, first}));
  }
  void all_symmetric(double mean, double spread, double sigmoid) const {
    Row first(4), middle(4), last(4);
    first[3].mean = 0.5, middle[3].mean = 0.4, last[3].mean = sigmoid;
    for (const char* run : {"train-tanh-n", "train-softsign", "train-softsign-n"})
      symmetric(run, -0.01, 0.05);
    symmetric("train-tanh", mean, spread);
    activations("train-sigmoid-4", layers(100'000, {first, middle, last}));
  }
  // Rows at 0, half-time and the end, of which the last two have these percentiles.
  void percentiles(const std::string& run, const std::vector<double>& half,
                   const std::vector<double>& end, double updates) const {
    std::vector<Row> rows(3, Row(5));
    for (std::size_t i = 0; i < 5; ++i) rows[1][i].p98 = half[i], rows[2][i].p98 = end[i];
    activations(run, layers(updates, rows));
  }
  // Four bins a side; `outer` is the share beyond 0.95 in layer 1, in per cent, and the most
  // frequent |z| of layer 3 is at `mode`.
  void histogram(const std::string& run, double outer, double mode, double updates) const {
    std::string table = "value,L1,L2,L3,L4,L5\n";
    for (int bin = 0; bin < 80; ++bin) {
      const double value = -1 + 0.025 * (bin + 0.5);
      const bool at_end = std::abs(value) > 0.95, at_mode = std::abs(std::abs(value) - mode) < 0.01;
      const double first = at_end                                      ? outer / 100 / 0.1
                           : std::abs(std::abs(value) - 0.6125) < 0.01 ? 5
                                                                       : 0.1;
      table += fmt::format("{},{},{},{},0.5,0.5\n", value, first,
                           std::abs(std::abs(value) - 0.7125) < 0.01 ? 2 : 0.1, at_mode ? 2 : 0.1);
    }
    record(run,
           {{"histograms.csv", table}, {"activations.csv", saturating(updates, {0, 0, 0, 0, 0})}});
  }
};

TEST_F(SaturationClaims, C14HoldsWhereSigmoidCollapses) {
  all_symmetric(0.049, 0.015, 0.1);
  const Claim claim = this->claim("C14");
  EXPECT_EQ(claim.verdict, Verdict::kHolds) << claim.reason;
  EXPECT_EQ(claim.updates, 100'000u);
  ASSERT_EQ(claim.measured.size(), 9u);
  EXPECT_EQ(claim.measured[0].values, (std::vector<double>{0.049}));
  EXPECT_EQ(claim.measured[1].values, (std::vector<double>{0.5}));
}

TEST_F(SaturationClaims, C14FailsByItsMeanOrItsSpread) {
  all_symmetric(-0.051, 0.03, 0.1);
  EXPECT_EQ(verdict("C14"), Verdict::kFails);
  EXPECT_EQ(claim("C14").reason, "outside the bound: train-tanh");
  symmetric("train-softsign", 0, 0.014);
  EXPECT_EQ(claim("C14").reason, "outside the bound: train-tanh, train-softsign");
  symmetric("train-tanh", std::nan(""), 0.03);
  symmetric("train-softsign", 0, 0.03);
  EXPECT_EQ(claim("C14").reason, "outside the bound: train-tanh");
}

TEST_F(SaturationClaims, C14LooksAtAsManyUpdatesOfEachAndAtNoFewerThanFiveEpochs) {
  all_symmetric(0, 0.03, 0.1);
  Row first(5), fallen(5);
  first[4] = {0, 0.03}, fallen[4] = {0.5, 0.03};
  activations("train-tanh", layers(200'000, {first, first, fallen}));  // after the others' end
  EXPECT_EQ(verdict("C14"), Verdict::kHolds) << claim("C14").reason;
  activations("train-tanh", layers(50'000, {first, first}));
  EXPECT_EQ(claim("C14").reason, "50,000 updates; it takes 100,000");
}

TEST_F(SaturationClaims, C14IsUndecidedUntilSigmoidCollapses) {
  all_symmetric(0, 0.03, 0.2);
  EXPECT_EQ(verdict("C14"), Verdict::kNotDecidable);
  EXPECT_EQ(claim("C14").reason,
            "sigmoid’s own top layer has not collapsed in as many updates: its mean is 0.20, "
            "expected below 0.2");
}

TEST_F(SaturationClaims, C15HoldsWhenAllFiveLayersSaturateInOrder) {
  activations("train-tanh", saturating(500'000, {1, 3, 6, 8, 10}));
  EXPECT_EQ(verdict("C15"), Verdict::kHolds);
  EXPECT_EQ(claim("C15").measured[0].values,
            (std::vector<double>{50'000, 150'000, 300'000, 400'000, 500'000}));
  EXPECT_EQ(claim("C15").measured[2].values.front(), 1);
}

TEST_F(SaturationClaims, C15FailsWhenALayerIsNotLaterThanOneBelow) {
  activations("train-tanh", saturating(500'000, {3, 1, kNever, kNever, kNever}));
  EXPECT_EQ(verdict("C15"), Verdict::kFails);
  EXPECT_EQ(claim("C15").reason, "not one after another: 150,000  50,000  not  not  not updates");
  activations("train-tanh", saturating(500'000, {1, 3, 3, 8, 10}));
  EXPECT_EQ(verdict("C15"), Verdict::kFails);
  // Layer 2 alone: whatever layer 1 does later, it is late.
  activations("train-tanh", saturating(8000, {kNever, 3, kNever, kNever, kNever}));
  EXPECT_EQ(verdict("C15"), Verdict::kFails);
  EXPECT_EQ(claim("C15").measured[2].values.front(), 0.5);
}

TEST_F(SaturationClaims, C15WaitsForTheLastLayersUpToTheLengthOfTheFigure) {
  activations("train-tanh", saturating(500'000, {1, 3, 6, 8, kNever}));
  EXPECT_EQ(verdict("C15"), Verdict::kNotDecidable);
  EXPECT_EQ(claim("C15").reason,
            "4 of 5 layers have saturated, so far in this order; to fail it takes 1,900,000 "
            "updates");
  EXPECT_EQ(claim("C15").measured[0].values,
            (std::vector<double>{50'000, 150'000, 300'000, 400'000, -1}));
  activations("train-tanh", saturating(1'900'000, {1, 3, 6, 8, kNever}));
  EXPECT_EQ(verdict("C15"), Verdict::kFails);
}

TEST_F(SaturationClaims, C16ComparesPercentilesAtTheEndAndAtHalfTime) {
  percentiles("train-tanh", {0.9, 0.8, 0.5, 0.3, 0.1}, {0.95, 0.9, 0.8, 0.7, 0.6}, 500'000);
  percentiles("train-softsign", {0.8, 0.7, 0.6, 0.5, 0.1}, {0.95, 0.8, 0.8, 0.8, 0.8}, 500'000);
  EXPECT_EQ(verdict("C16"), Verdict::kHolds) << claim("C16").reason;
  percentiles("train-softsign", {0.9, 0.7, 0.6, 0.2, 0.1}, {0.95, 0.8, 0.8, 0.8, 0.8}, 500'000);
  EXPECT_EQ(verdict("C16"), Verdict::kFails);
}

TEST_F(SaturationClaims, C16FailsBySoftsignAloneAndNeedsASaturatedTanhToHold) {
  const std::vector<double> half = {0.8, 0.7, 0.6, 0.5, 0.1};
  percentiles("train-tanh", half, {0.94, 0.9, 0.8, 0.7, 0.6}, 8000);
  percentiles("train-softsign", half, {0.8, 0.8, 0.8, 0.8, 0.96}, 8000);
  EXPECT_EQ(claim("C16").reason, "softsign’s 98th percentile is 0.96 or more in layers 5");
  EXPECT_EQ(verdict("C16"), Verdict::kFails);
  percentiles("train-softsign", half, {0.8, 0.8, 0.8, 0.8, 0.8}, 8000);
  EXPECT_EQ(verdict("C16"), Verdict::kNotDecidable);
  EXPECT_EQ(claim("C16").reason,
            "no layer of tanh has saturated, with which to compare; to fail it takes 1,900,000 "
            "updates");
  percentiles("train-tanh", half, {0.94, 0.9, 0.8, 0.7, 0.6}, 1'900'000);
  percentiles("train-softsign", half, {0.8, 0.8, 0.8, 0.8, 0.8}, 1'900'000);
  EXPECT_EQ(verdict("C16"), Verdict::kFails);
}

TEST_F(SaturationClaims, C17ComparesSharesAndModes) {
  histogram("train-tanh", 20, 0.1, 500'000);
  histogram("train-softsign", 9, 0.6125, 500'000);
  EXPECT_EQ(verdict("C17"), Verdict::kHolds) << claim("C17").reason;
  EXPECT_NEAR(claim("C17").measured[0].values[0], 20, 1e-9);
  EXPECT_NEAR(claim("C17").measured[1].values[2], 0.6125, 1e-9);
  histogram("train-softsign", 11, 0.6125, 500'000);
  EXPECT_EQ(verdict("C17"), Verdict::kNotDecidable);
  histogram("train-softsign", 9, 0.3875, 500'000);
  EXPECT_EQ(verdict("C17"), Verdict::kNotDecidable);
  EXPECT_EQ(claim("C17").reason,
            "softsign’s modes are not all at the knees; to fail it takes 1,900,000 updates");
  histogram("train-softsign", 11, 0.3875, 500'000);
  EXPECT_EQ(claim("C17").reason,
            "softsign’s modes are not all at the knees, and the shares of layer 1 differ by less "
            "than 10 points; to fail it takes 1,900,000 updates");
  histogram("train-softsign", 31, 0.6125, 500'000);
  EXPECT_EQ(verdict("C17"), Verdict::kFails);
  histogram("train-tanh", 20, 0.1, 1'900'000);
  histogram("train-softsign", 11, 0.6125, 1'900'000);
  EXPECT_EQ(verdict("C17"), Verdict::kFails);
}

TEST_F(SaturationClaims, C17ComparesNetworksOfAboutTheSameAge) {
  histogram("train-tanh", 20, 0.1, 500'000);
  histogram("train-softsign", 9, 0.6125, 20);
  EXPECT_EQ(claim("C17").reason, "20 updates; it takes 100,000");
  histogram("train-softsign", 9, 0.6125, 200'000);
  EXPECT_EQ(claim("C17").reason,
            "one of the two was trained for more than twice as long as the other");
}

TEST_F(SaturationClaims, C20ComparesTheTimesBetweenTheFirstLayerAndTheLast) {
  activations("train-tanh", saturating(500'000, {1, 3, 6, 8, kNever}));
  activations("train-tanh-n", saturating(500'000, {0, 1, 2, 1, kNever}));
  EXPECT_EQ(verdict("C20"), Verdict::kHolds) << claim("C20").reason;
  activations("train-tanh-n", saturating(500'000, {0, 1, 7, 1, kNever}));
  EXPECT_EQ(verdict("C20"), Verdict::kFails);
  EXPECT_EQ(claim("C20").reason,
            "from the first to the last of them: normalised 350,000 updates, standard 350,000 "
            "updates");
}

TEST_F(SaturationClaims, C20KnowsABoundWhileLayersHaveNotSaturated) {
  activations("train-tanh-n", saturating(500'000, {0, 1, 2, 1, kNever}));
  activations("train-tanh", saturating(500'000, {7, kNever, kNever, kNever, kNever}));
  EXPECT_EQ(verdict("C20"), Verdict::kHolds);  // more than 150,000 against 100,000
  activations("train-tanh", saturating(500'000, {8, kNever, kNever, kNever, kNever}));
  EXPECT_EQ(verdict("C20"), Verdict::kNotDecidable);
  activations("train-tanh", saturating(500'000, {kNever, kNever, kNever, kNever, kNever}));
  EXPECT_EQ(verdict("C20"), Verdict::kNotDecidable);
  activations("train-tanh", saturating(500'000, {1, 3, 6, 8, kNever}));
  activations("train-tanh-n", saturating(500'000, {2, 3, 4, kNever, kNever}));
  EXPECT_EQ(verdict("C20"), Verdict::kFails);  // more than 400,000 against 350,000
  activations("train-tanh-n", saturating(500'000, {4, 5, 6, kNever, kNever}));
  EXPECT_EQ(verdict("C20"), Verdict::kNotDecidable);
  activations("train-tanh", saturating(1'900'000, {1, 3, 6, 8, kNever}));
  activations("train-tanh-n", saturating(1'900'000, {4, 5, 6, kNever, kNever}));
  EXPECT_EQ(verdict("C20"), Verdict::kFails);
}

TEST_F(SaturationClaims, AreNotRunWithoutTheirRuns) {
  for (const char* id : {"C14", "C15", "C16", "C17", "C20"})
    EXPECT_EQ(verdict(id), Verdict::kNotRun) << id;
  activations("train-tanh", layers(10, {Row(5), Row(5)}));
  EXPECT_EQ(claim("C16").reason, "train-softsign has not been run");
  EXPECT_EQ(claim("C20").reason, "train-tanh-n has not been run");
}

}  // namespace
}  // namespace glorot2010
