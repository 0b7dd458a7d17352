// Claims C14 and C18 on tables made by hand: each holds, fails, cannot be decided, and says so when
// a run is missing, unfinished or unreadable.

#include "studies/glorot2010/claims_training.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "studies/support/run_folder.h"
#include "tests/studies/scratch_folder.h"

namespace glorot2010 {
namespace {

// One row of a table of five layers with these numbers in layers 1 and 5.
std::string row(double update, double mean_5, double std_1, double std_5) {
  return fmt::format("{},0,{},0,0,0,0,0,0,0,0,0,0,{},{},0\n", update, std_1, mean_5, std_5);
}

const std::string kHeader =
    "update,L1_mean,L1_std,L1_p98,L2_mean,L2_std,L2_p98,L3_mean,L3_std,L3_p98,L4_mean,L4_std,"
    "L4_p98,L5_mean,L5_std,L5_p98\n";

class TrainingClaims : public ScratchFolder {
 protected:
  void record(const std::string& run, const std::string& name, const std::string& table,
              bool finish = true) const {
    studies::RunFolder folder(file(""), run);
    studies::Manifest manifest;
    manifest.run = run;
    manifest.seed = 7;
    folder.begin(manifest);
    put(run + "/" + name, table);
    if (finish) folder.finish();
  }

  // A tanh or softsign run: the top layer's mean and std go from 0 and 0.03 to these.
  void record_symmetric(const std::string& run, double mean, double spread) const {
    record(run, "activations.csv",
           kHeader + row(0, 0, 0.3, 0.03) + row(500, mean, 0.3, spread) + row(1000, 0, 0.3, 0.03));
  }
  void record_all(double mean, double spread, double sigmoid) const {
    for (const char* run : {"train-tanh-n", "train-softsign", "train-softsign-n"})
      record_symmetric(run, -0.01, 0.05);
    record_symmetric("train-tanh", mean, spread);
    record("train-sigmoid-4", "activations.csv",
           fmt::format("update,L4_mean\n0,0.5\n1000,{}\n", sigmoid));
  }
  void record_gradients(double first, double last, double updates) const {
    record("train-tanh", "gradients.csv",
           kHeader + row(0, 0, first, 1) + row(10, 0, 100, 1) + row(updates, 0, last, 1));
  }
};

TEST_F(TrainingClaims, TopLayerHoldsWhereSigmoidCollapses) {
  record_all(0.049, 0.015, 0.1);
  const Claim claim = judge_top_layer(file(""));
  EXPECT_EQ(claim.verdict, Verdict::kHolds) << claim.reason;
  EXPECT_EQ(claim.seeds, (std::vector<std::uint64_t>{7}));
  ASSERT_EQ(claim.measured.size(), 13u);
  EXPECT_EQ(claim.measured[0].name, "train-tanh: largest |mean| of layer 5");
  EXPECT_EQ(claim.measured[0].values, (std::vector<double>{0.049}));
  EXPECT_EQ(claim.measured[1].values, (std::vector<double>{0.5}));
  EXPECT_EQ(claim.measured[2].values, (std::vector<double>{1000}));
}

TEST_F(TrainingClaims, TopLayerFailsByItsMeanOrItsSpread) {
  record_all(-0.051, 0.03, 0.1);
  Claim claim = judge_top_layer(file(""));
  EXPECT_EQ(claim.verdict, Verdict::kFails);
  EXPECT_EQ(claim.reason, "outside the bound: train-tanh");
  record_symmetric("train-softsign", 0, 0.014);
  claim = judge_top_layer(file(""));
  EXPECT_EQ(claim.reason, "outside the bound: train-tanh, train-softsign");
  record_symmetric("train-tanh", std::nan(""), 0.03);
  record_symmetric("train-softsign", 0, 0.03);
  EXPECT_EQ(judge_top_layer(file("")).reason, "outside the bound: train-tanh");
}

TEST_F(TrainingClaims, TopLayerIsUndecidedUntilSigmoidCollapses) {
  record_all(0, 0.03, 0.2);
  const Claim claim = judge_top_layer(file(""));
  EXPECT_EQ(claim.verdict, Verdict::kNotDecidable);
  EXPECT_EQ(claim.reason,
            "sigmoid's own top layer has not collapsed in as many updates: its mean is 0.20, "
            "expected below 0.2");
}

TEST_F(TrainingClaims, GradientsAreReversedByEitherBound) {
  record_gradients(0.1, 0.5, 3000);
  EXPECT_EQ(judge_gradient_reversal(file("")).verdict, Verdict::kHolds);
  record_gradients(0.4, 1.1, 20000);
  const Claim claim = judge_gradient_reversal(file(""));
  EXPECT_EQ(claim.verdict, Verdict::kHolds);
  ASSERT_EQ(claim.measured.size(), 4u);
  EXPECT_DOUBLE_EQ(claim.measured[2].values.front(), 2.75);
}

TEST_F(TrainingClaims, GradientsFailAfterAnEpochAndAreUndecidedBefore) {
  record_gradients(0.1, 0.4, 20000);
  Claim claim = judge_gradient_reversal(file(""));
  EXPECT_EQ(claim.verdict, Verdict::kFails);
  record_gradients(0.1, 0.4, 19999);
  claim = judge_gradient_reversal(file(""));
  EXPECT_EQ(claim.verdict, Verdict::kNotDecidable);
  EXPECT_EQ(claim.reason, "L1/L5 has grown 4.00 times in 19999 updates; to fail it takes 20000");
}

TEST_F(TrainingClaims, SayWhichRunIsMissing) {
  EXPECT_EQ(judge_top_layer(file("")).verdict, Verdict::kNotRun);
  EXPECT_EQ(judge_top_layer(file("")).reason, "train-tanh has not been run");
  EXPECT_EQ(judge_gradient_reversal(file("")).reason, "train-tanh has not been run");
  record("train-tanh", "gradients.csv", kHeader, false);
  EXPECT_EQ(judge_gradient_reversal(file("")).reason, "train-tanh has not been finished");
}

TEST_F(TrainingClaims, SayWhatCannotBeRead) {
  record("train-tanh", "gradients.csv", kHeader + row(0, 0, 1, 1));
  const Claim claim = judge_gradient_reversal(file(""));
  EXPECT_EQ(claim.verdict, Verdict::kNotRun);
  EXPECT_EQ(claim.reason, fmt::format("read_csv: '{}' has 1 rows, expected at least 2",
                                      file("train-tanh/gradients.csv").string()));
  EXPECT_TRUE(claim.measured.empty());
}

}  // namespace
}  // namespace glorot2010
