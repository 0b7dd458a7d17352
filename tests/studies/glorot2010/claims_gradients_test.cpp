// Claims C18 and C19 on tables made by hand, and what a claim says of tables that cannot be read.

#include "tests/studies/glorot2010/claim_tables.h"

namespace glorot2010 {
namespace {

class GradientClaims : public ClaimTables {
 protected:
  // A row whose standard deviations are these in layers 1 and 5.
  static Row ends(double one, double five) {
    Row row(5);
    row[0].std = one;
    row[4].std = five;
    return row;
  }
  void gradients(double first, double last, double updates) const {
    record("train-tanh",
           {{"gradients.csv", layers(updates, {ends(first, 1), ends(100, 1), ends(last, 1)})}});
  }
  // Eleven rows; L1/L5 of the last three, of which one is a moment's outlier.
  void weight_gradients(const std::string& run, double late, double updates) const {
    std::vector<Row> rows(11, ends(1, 1));
    rows[8] = ends(late, 1), rows[9] = ends(100, 1), rows[10] = ends(late, 1);
    record(run, {{"weight_gradients.csv", layers(updates, rows)}});
  }
};

TEST_F(GradientClaims, C18HoldsWhenTheLowestLayerHasTheLargestGradients) {
  gradients(0.4, 1.1, 20'000);
  const Claim claim = this->claim("C18");
  EXPECT_EQ(claim.verdict, Verdict::kHolds) << claim.reason;
  EXPECT_DOUBLE_EQ(claim.measured[2].values.front(), 2.75);
  EXPECT_EQ(claim.measured[3].values, (std::vector<double>{10'000, 10'000}));
  EXPECT_EQ(claim.updates, 20'000u);
}

TEST_F(GradientClaims, C18TakesNoGrowthForAReversal) {
  gradients(0.1, 0.9, 399'000);
  EXPECT_EQ(verdict("C18"), Verdict::kNotDecidable);
  EXPECT_EQ(claim("C18").reason, "L1/L5 has grown 9.00 times; to fail it takes 400,000 updates");
  gradients(0.1, 0.9, 400'000);
  EXPECT_EQ(verdict("C18"), Verdict::kFails);
}

TEST_F(GradientClaims, C18JudgesTheMedianOfTheLastFifthAndSaysSinceWhenItIsReversed) {
  std::vector<Row> rows(11, ends(0.5, 1));
  rows[3] = ends(2, 1);  // a moment
  rows[8] = ends(1.2, 1), rows[9] = ends(1.3, 1), rows[10] = ends(1.4, 1);
  record("train-tanh", {{"gradients.csv", layers(500'000, rows)}});
  EXPECT_EQ(verdict("C18"), Verdict::kHolds);
  EXPECT_EQ(claim("C18").measured[1].values.front(), 1.3);
  EXPECT_EQ(claim("C18").measured[3].values, (std::vector<double>{150'000, 400'000}));
  rows[9] = rows[10] = ends(0.5, 1);
  record("train-tanh", {{"gradients.csv", layers(500'000, rows)}});
  EXPECT_EQ(verdict("C18"), Verdict::kFails);
  EXPECT_EQ(claim("C18").measured[3].value_text(), "150,000  – updates");
}

TEST_F(GradientClaims, C18IsUndecidedBeforeAnEpoch) {
  gradients(0.1, 1.4, 19'999);
  EXPECT_EQ(verdict("C18"), Verdict::kNotDecidable);
}

TEST_F(GradientClaims, C19ComparesTheMediansOfTheLastFifth) {
  weight_gradients("train-tanh", 3.1, 500'000);
  weight_gradients("train-tanh-n", 2, 500'000);
  EXPECT_EQ(verdict("C19"), Verdict::kHolds) << claim("C19").reason;
  EXPECT_DOUBLE_EQ(claim("C19").measured[2].values.front(), 1.55);
  weight_gradients("train-tanh-n", 2.1, 500'000);
  EXPECT_EQ(verdict("C19"), Verdict::kFails);
  weight_gradients("train-tanh-n", 0.9, 500'000);
  EXPECT_EQ(verdict("C19"), Verdict::kFails);
}

TEST_F(GradientClaims, C19FailsFromTwentyEpochsOn) {
  weight_gradients("train-tanh", 1.4, 390'000);
  weight_gradients("train-tanh-n", 1.1, 390'000);
  EXPECT_EQ(verdict("C19"), Verdict::kNotDecidable);
  EXPECT_EQ(claim("C19").reason, "outside the bound; to fail it takes 400,000 updates");
  EXPECT_EQ(claim("C19").updates, 390'000u);
}

TEST_F(GradientClaims, SayWhichRunIsMissing) {
  EXPECT_EQ(claim("C18").reason, "train-tanh has not been run");
  record("train-tanh", {}, false);
  EXPECT_EQ(claim("C18").reason, "train-tanh has not been finished");
  EXPECT_EQ(claim("C19").reason, "train-tanh-n has not been run; train-tanh has not been finished");
  EXPECT_EQ(verdict("C19"), Verdict::kNotRun);
}

TEST_F(GradientClaims, AreJudgedByWhatAnUnfinishedTrainingHasRecorded) {
  gradients(0.1, 1.1, 300'000);
  std::string table = get("out/train-tanh/gradients.csv");
  record("train-tanh", {{"gradients.csv", table}, {"errors.csv", errors(300'000, {88, 60})}},
         false);
  EXPECT_EQ(verdict("C18"), Verdict::kHolds) << claim("C18").reason;
  EXPECT_EQ(claim("C18").updates, 300'000u);
}

TEST_F(GradientClaims, SayWhatCannotBeRead) {
  record("train-tanh", {{"gradients.csv", "update,L1_std,L5_std\n0,1,1\n"}});
  const Claim claim = this->claim("C18");
  EXPECT_EQ(claim.verdict, Verdict::kNotRun);
  EXPECT_EQ(claim.reason, fmt::format("read_csv: '{}' has 1 rows, expected at least 2",
                                      file("out/train-tanh/gradients.csv").string()));
  EXPECT_TRUE(claim.measured.empty());
  EXPECT_EQ(claim.updates, 0u);
}

}  // namespace
}  // namespace glorot2010
