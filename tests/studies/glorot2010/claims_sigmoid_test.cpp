// Claims C11 to C13 on tables made by hand: each verdict, on both sides of its bounds.

#include "tests/studies/glorot2010/claim_tables.h"

namespace glorot2010 {
namespace {

class SigmoidClaims : public ClaimTables {
 protected:
  static Row means(double one, double two, double three, double four, double std_1 = 0.1,
                   double std_4 = 0.01) {
    return {{one, std_1}, {two}, {three}, {four, std_4}};
  }
  void four(double updates, const std::vector<double>& test, const std::vector<Row>& rows) const {
    record("train-sigmoid-4",
           {{"errors.csv", errors(updates, test)}, {"activations.csv", layers(updates, rows)}});
  }
  const Row start = means(0.5, 0.5, 0.5, 0.5), collapsed = means(0.51, 0.6, 0.8, 0.02);
};

TEST_F(SigmoidClaims, C11HoldsWhereTheTopLayerIsLowestOnThePlateau) {
  four(8000, {88, 84.8, 84.8}, {start, collapsed, means(0.6, 0.5, 0.4, 0.05)});
  const Claim claim = this->claim("C11");
  EXPECT_EQ(claim.verdict, Verdict::kHolds) << claim.reason;
  EXPECT_EQ(claim.updates, 8000u);
  EXPECT_EQ(claim.seeds, (std::vector<std::uint64_t>{7}));
  EXPECT_EQ(claim.command, "./run study glorot2010 run train-sigmoid-4 --profile desk --seed 7");
  EXPECT_EQ(claim.measured[1].values, (std::vector<double>{0.51, 0.6, 0.8}));
  EXPECT_NEAR(claim.measured[2].values.front(), 0.01, 1e-12);
  EXPECT_EQ(claim.measured[3].values, (std::vector<double>{4000}));
}

TEST_F(SigmoidClaims, C11LooksOnlyAtRowsOnThePlateau) {
  four(400'000, {88, 84.8, 60}, {collapsed, start, collapsed});
  EXPECT_EQ(claim("C11").reason, "the mean of layer 4 has not fallen below 0.2");
  EXPECT_EQ(verdict("C11"), Verdict::kFails);
}

TEST_F(SigmoidClaims, C11FailsWithoutACollapseFromTwoEpochsOn) {
  four(39'999, {88, 83}, {start, means(0.51, 0.6, 0.8, 0.2)});
  EXPECT_EQ(verdict("C11"), Verdict::kNotDecidable);
  EXPECT_EQ(claim("C11").reason,
            "the mean of layer 4 has not fallen below 0.2; to fail it takes 40,000 updates");
  four(40'000, {88, 83}, {start, means(0.51, 0.6, 0.8, 0.2)});
  EXPECT_EQ(verdict("C11"), Verdict::kFails);
}

TEST_F(SigmoidClaims, C11FailsWithoutTheOrderFromTwentyEpochsOnOrOffThePlateau) {
  for (const Row& row : {means(0.51, 0.8, 0.6, 0.02), means(0.61, 0.6, 0.8, 0.02)}) {
    four(400'000, {88, 83}, {start, row});
    EXPECT_EQ(verdict("C11"), Verdict::kFails);
  }
  const Row disordered = means(0.49, 0.6, 0.8, 0.02);
  four(100'000, {88, 83}, {start, disordered});
  EXPECT_EQ(verdict("C11"), Verdict::kNotDecidable);
  four(400'000, {88, 83}, {start, disordered});
  EXPECT_EQ(verdict("C11"), Verdict::kFails);
  four(100'000, {88, 83, 81}, {start, disordered, disordered});
  EXPECT_EQ(verdict("C11"), Verdict::kFails);
}

TEST_F(SigmoidClaims, C12HoldsAfterAnEscapeWithBothRises) {
  four(500'000, {88, 83, 78.3, 70},
       {start, collapsed, means(0.5, 0.5, 0.5, 0.03), means(0.4, 0.4, 0.4, 0.04, 0.2)});
  const Claim claim = this->claim("C12");
  EXPECT_EQ(claim.verdict, Verdict::kHolds) << claim.reason;
  EXPECT_EQ(claim.measured[2].values.front(), 2);  // of the mean
}

TEST_F(SigmoidClaims, C12WaitsForTheEscapeUpToTwoMillionUpdates) {
  four(500'000, {88, 83, 78.4}, {start, collapsed, collapsed});
  EXPECT_EQ(verdict("C12"), Verdict::kNotDecidable);
  EXPECT_EQ(claim("C12").reason,
            "the test error has not fallen 5 points below guessing; to fail it takes 2,000,000 "
            "updates");
  four(2'000'000, {88, 83, 78.4}, {start, collapsed, collapsed});
  EXPECT_EQ(verdict("C12"), Verdict::kFails);
}

TEST_F(SigmoidClaims, C12FailsTenEpochsAfterAnEscapeWithoutTheRises) {
  const Row narrow = means(0.4, 0.4, 0.4, 0.04, 0.19);
  four(300'000, {88, 83, 70, 60}, {start, collapsed, narrow, narrow});  // escape at 200,000
  EXPECT_EQ(verdict("C12"), Verdict::kNotDecidable);
  four(600'000, {88, 83, 70, 60}, {start, collapsed, narrow, narrow});  // at 400,000
  EXPECT_EQ(verdict("C12"), Verdict::kFails);
  EXPECT_EQ(claim("C12").reason, "the std of layer 1 has not doubled");
  const Row low = means(0.4, 0.4, 0.4, 0.03, 0.3);
  four(600'000, {88, 83, 70, 60}, {start, collapsed, low, low});
  EXPECT_EQ(claim("C12").reason, "layer 4 has not risen twofold from its lowest");
}

TEST_F(SigmoidClaims, C13NeedsAnEscapeOfDepthFourInTheSameBudget) {
  four(500'000, {88, 83, 70}, {start, collapsed, start});
  record_end("train-sigmoid-5", 81.4);
  EXPECT_EQ(verdict("C13"), Verdict::kHolds) << claim("C13").reason;
  record_end("train-sigmoid-5", 83.4, 499'999);
  EXPECT_EQ(verdict("C13"), Verdict::kNotDecidable);
  four(500'000, {88, 83, 80}, {start, collapsed, start});
  record_end("train-sigmoid-5", 83.4);
  EXPECT_EQ(verdict("C13"), Verdict::kNotDecidable);
}

TEST_F(SigmoidClaims, C13FailsWhenDepthFiveEscapesWhateverDepthFourDoes) {
  four(500'000, {88, 83, 83}, {start, collapsed, collapsed});
  record_end("train-sigmoid-5", 81.3);
  EXPECT_EQ(verdict("C13"), Verdict::kFails);
  EXPECT_EQ(claim("C13").reason, "depth 5 left guessing after 500,000 updates");
}

TEST_F(SigmoidClaims, C13HoldsAfterTwoMillionUpdatesOfItsOwn) {
  four(500'000, {88, 83, 83}, {start, collapsed, collapsed});
  record_end("train-sigmoid-5", 83.4, 2'000'000);
  EXPECT_EQ(verdict("C13"), Verdict::kHolds);
  record_end("train-sigmoid-5", 60, 2'000'000);  // but later than depth 4 was trained
  EXPECT_EQ(verdict("C13"), Verdict::kNotDecidable);
}

TEST_F(SigmoidClaims, AreNotRunWithoutTheirRuns) {
  EXPECT_EQ(claim("C11").reason, "train-sigmoid-4 has not been run");
  EXPECT_EQ(claim("C12").reason, "train-sigmoid-4 has not been run");
  EXPECT_EQ(claim("C13").reason, "train-sigmoid-4, train-sigmoid-5 have not been run");
  EXPECT_EQ(claim("C13").command,
            "./run study glorot2010 run train-sigmoid-4 train-sigmoid-5 "
            "--profile quick");
  record("train-sigmoid-4", {}, false);
  EXPECT_EQ(claim("C13").reason,
            "train-sigmoid-5 has not been run; train-sigmoid-4 has not been finished");
  for (const char* id : {"C11", "C12", "C13"}) EXPECT_EQ(verdict(id), Verdict::kNotRun);
}

}  // namespace
}  // namespace glorot2010
