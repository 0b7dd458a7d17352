// Claims C27 to C32 on tables made by hand: each verdict, on both sides of its bounds.

#include "studies/glorot2010/training/variations.h"
#include "tests/studies/glorot2010/claim_tables.h"

namespace glorot2010 {
namespace {

class VariationClaims : public ClaimTables {
 protected:
  void svm(double examples, double test) const {
    record("svm", {{"svm.csv", fmt::format("examples,C,gamma,validation_error,test_error\n"
                                           "2000,1,0.01,60,nan\n2000,10,0.01,58,nan\n"
                                           "{},10,0.01,60.5,{}\n",
                                           examples, test)}});
  }
  void second_order(double hessian, double n_hessian, double variance, double n_variance) const {
    record_end("train-tanh", 40), record_end("train-tanh-n", 20);
    record_end("train-tanh-hessian", hessian, 250'000);
    record_end("train-tanh-n-hessian", n_hessian, 250'000);
    record_end("train-tanh-variance", variance, 250'000);
    record_end("train-tanh-n-variance", n_variance, 250'000);
    // The short ones are beside the long ones after as many updates.
    record_errors("train-tanh", {88, 50, 10}, 500'000);
    record_errors("train-tanh-n", {88, 30, 10}, 500'000);
  }
  // Every depth's lowest validation error is 30, but 20 for these.
  void depths(int tanh, int softsign, int sigmoid, double updates, double of_sigmoid = 20) const {
    for (int depth = 1; depth <= 5; ++depth) {
      const auto put = [&](Activation activation, int best, double lowest) {
        const double error = depth == best ? lowest : 30;
        record(run_of_depth(activation, depth),
               {{"errors.csv", errors(updates, {88, 5, 5}, {88, error, error + 4})}});
      };
      put(Activation::tanh, tanh, 20), put(Activation::softsign, softsign, 20);
      put(Activation::sigmoid, sigmoid, of_sigmoid);
    }
  }
};

TEST_F(VariationClaims, C27ComparesTheMachineAfterItsGridWithTheNetworkAtItsLowestValidationError) {
  svm(100'000, 59);
  record("fixed-tanh-n", {{"errors.csv", errors(250'000, {88, 58, 62}, {88, 57, 61})}});
  EXPECT_EQ(verdict("C27"), Verdict::kHolds) << claim("C27").reason;
  EXPECT_EQ(claim("C27").measured[0].values.front(), 59);  // of C = 10
  svm(100'000, 58);
  EXPECT_EQ(verdict("C27"), Verdict::kFails);
}

TEST_F(VariationClaims, C27IsOpenForASmallerMachineThatLoses) {
  record_end("fixed-tanh-n", 58);
  svm(20'000, 70);
  EXPECT_EQ(verdict("C27"), Verdict::kNotDecidable);
  EXPECT_EQ(claim("C27").reason,
            "the network is better than a support vector machine on 20,000 examples; it takes one "
            "on 100,000");
  svm(20'000, 57);
  EXPECT_EQ(verdict("C27"), Verdict::kFails);
}

TEST_F(VariationClaims, C27IsOpenWhileTheNetworkHasNotBegun) {
  svm(100'000, 59);
  record_end("fixed-tanh-n", 83, 250'000);
  EXPECT_EQ(verdict("C27"), Verdict::kNotDecidable);
  record_end("fixed-tanh-n", 83, 400'000);
  EXPECT_EQ(verdict("C27"), Verdict::kFails);
}

TEST_F(VariationClaims, C28WantsBothKindsInOrderAfterAsManyUpdates) {
  second_order(40, 20, 45, 25);
  EXPECT_EQ(verdict("C28"), Verdict::kHolds) << plain(claim("C28").reason);
  EXPECT_EQ(claim("C28").updates, 250'000u);
  second_order(29, 20, 45, 25);
  EXPECT_EQ(verdict("C28"), Verdict::kFails);
  EXPECT_EQ(plain(claim("C28").reason),
            "train-tanh-hessian 29.00 % is not worse than train-tanh-n 30.00 %");
  second_order(40, 20, 51, 31);
  EXPECT_EQ(plain(claim("C28").reason),
            "train-tanh 50.00 % is not worse than train-tanh-variance 51.00 %; train-tanh-n 30.00 "
            "% is not worse than train-tanh-n-variance 31.00 %");
}

TEST_F(VariationClaims, C28IsOpenBetweenModelsThatHaveNotBegun) {
  second_order(83, 20, 45, 25);
  record_end("train-tanh", 83, 250'000);
  EXPECT_EQ(verdict("C28"), Verdict::kNotDecidable);
  EXPECT_EQ(plain(claim("C28").reason),
            "neither train-tanh nor train-tanh-hessian has begun to learn");
}

TEST_F(VariationClaims, AreOpenBeforeFiveEpochs) {
  second_order(40, 20, 45, 25);
  record_end("train-tanh-variance", 45, 99'999);
  record_errors("train-tanh", {88, 50}, 99'999);
  record_errors("train-tanh-n", {88, 30}, 99'999);
  for (const char* run :
       {"train-tanh-hessian", "train-tanh-n-hessian", "train-tanh-n-variance", "train-pretrained",
        "train-tanh-quadratic", "train-tanh-n-quadratic", "train-tanh-widening",
        "train-tanh-n-widening", "train-tanh-narrowing", "train-tanh-n-narrowing"})
    record_end(run, 40, 99'999);
  depths(5, 5, 4, 99'998);
  for (const char* id : {"C28", "C29", "C30", "C32"}) {
    EXPECT_EQ(verdict(id), Verdict::kNotDecidable) << id;
    EXPECT_TRUE(claim(id).reason.ends_with(" updates; it takes 100,000")) << claim(id).reason;
  }
  EXPECT_EQ(claim("C31").reason, "99,998 updates; it takes 100,000");
}

TEST_F(VariationClaims, C29WantsTheLowestErrorAndTwoFifthsOfTheGap) {
  const auto judged = [&](double tanh, double tanh_n, double pretrained, double updates) {
    record_end("train-tanh", tanh, updates), record_end("train-tanh-n", tanh_n, updates);
    record_end("train-pretrained", pretrained, updates);
    return verdict("C29");
  };
  EXPECT_EQ(judged(30, 22, 10, 100'000), Verdict::kHolds);  // 8 of 20
  EXPECT_EQ(judged(30, 22.1, 10, 300'000), Verdict::kFails);
  EXPECT_EQ(claim("C29").reason, "tanh N closes too small a part of the gap");
  EXPECT_EQ(judged(30, 20, 20, 300'000), Verdict::kFails);
  EXPECT_EQ(claim("C29").reason, "the pre-trained network is not the best");
  EXPECT_EQ(judged(30, 20, 25, 299'999), Verdict::kNotDecidable);
  EXPECT_EQ(judged(83, 83, 83, 500'000), Verdict::kNotDecidable);
}

TEST_F(VariationClaims, C30WantsTheGainInBothShapes) {
  record_end("train-tanh-widening", 40), record_end("train-tanh-n-widening", 39);
  record_end("train-tanh-narrowing", 40, 250'000),
      record_end("train-tanh-n-narrowing", 39, 250'000);
  EXPECT_EQ(verdict("C30"), Verdict::kHolds) << claim("C30").reason;
  EXPECT_EQ(claim("C30").updates, 250'000u);
  record_end("train-tanh-n-widening", 40);
  EXPECT_EQ(verdict("C30"), Verdict::kFails);
  record_end("train-tanh-widening", 83), record_end("train-tanh-n-widening", 83);
  EXPECT_EQ(verdict("C30"), Verdict::kNotDecidable);
}

TEST_F(VariationClaims, C31ComparesDepthsAfterAsManyUpdates) {
  depths(5, 5, 4, 150'000);
  record_errors("train-tanh", {88, 40, 10}, 300'000);
  EXPECT_EQ(verdict("C31"), Verdict::kNotDecidable);
  EXPECT_EQ(claim("C31").reason, "tanh is best at depth 1; to fail it takes 400,000 updates");
}

TEST_F(VariationClaims, C31FindsTheDepthOfTheLowestValidationError) {
  depths(5, 5, 4, 100'000);
  EXPECT_EQ(verdict("C31"), Verdict::kHolds) << claim("C31").reason;
  EXPECT_EQ(claim("C31").measured[1].values.front(), 5);
  depths(5, 3, 4, 400'000);
  EXPECT_EQ(claim("C31").reason, "softsign is best at depth 3");
  depths(5, 5, 5, 400'000);
  EXPECT_EQ(claim("C31").reason, "sigmoid is best at depth 5");
  depths(3, 5, 4, 400'000);
  EXPECT_EQ(verdict("C31"), Verdict::kFails);
  EXPECT_EQ(claim("C31").reason, "tanh is best at depth 3");
  depths(3, 5, 4, 399'998);
  EXPECT_EQ(verdict("C31"), Verdict::kNotDecidable);
  depths(5, 5, 4, 500'000, 82);
  EXPECT_EQ(verdict("C31"), Verdict::kNotDecidable);
  EXPECT_EQ(claim("C31").reason,
            "sigmoid of depth 4 has not begun to learn; to fail it takes 1,900,000 updates");
}

TEST_F(VariationClaims, C32WantsTheLogLikelihoodAheadForBoth) {
  record_end("train-tanh", 40), record_end("train-tanh-n", 20);
  record_end("train-tanh-quadratic", 41), record_end("train-tanh-n-quadratic", 21);
  EXPECT_EQ(verdict("C32"), Verdict::kHolds) << plain(claim("C32").reason);
  record_end("train-tanh-n-quadratic", 19);
  EXPECT_EQ(plain(claim("C32").reason),
            "train-tanh-n-quadratic 19.00 % is not worse than train-tanh-n 20.00 %");
  record_end("train-tanh-n-quadratic", 21), record_end("train-tanh-quadratic", 39);
  EXPECT_EQ(plain(claim("C32").reason),
            "train-tanh-quadratic 39.00 % is not worse than train-tanh 40.00 %");
  record_end("train-tanh-quadratic", 41);
  record_end("train-tanh-n-quadratic", 83), record_end("train-tanh-n", 83);
  EXPECT_EQ(verdict("C32"), Verdict::kNotDecidable);
}

TEST_F(VariationClaims, AreNotRunWithoutTheirRuns) {
  record_end("train-tanh", 40), record_end("train-tanh-n", 20);
  EXPECT_EQ(claim("C27").reason, "svm, fixed-tanh-n have not been run");
  EXPECT_EQ(plain(claim("C28").reason),
            "train-tanh-hessian, train-tanh-n-hessian, train-tanh-variance, train-tanh-n-variance "
            "have not been run");
  EXPECT_EQ(claim("C29").reason, "train-pretrained has not been run");
  EXPECT_EQ(plain(claim("C32").reason),
            "train-tanh-quadratic, train-tanh-n-quadratic have not been run");
  for (const char* id : {"C27", "C28", "C29", "C30", "C31", "C32"})
    EXPECT_EQ(verdict(id), Verdict::kNotRun);
}

}  // namespace
}  // namespace glorot2010
