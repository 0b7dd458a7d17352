// Claims C9 and C24 to C26 on tables made by hand: each verdict, on both sides of its bounds.

#include <algorithm>
#include <cmath>

#include "tests/studies/glorot2010/claim_tables.h"

namespace glorot2010 {
namespace {

class DataSetClaims : public ClaimTables {
 protected:
  using Values = std::vector<double>;
  void initial(const std::string& set, const Values& act, const Values& act_n, const Values& grad,
               const Values& grad_n, const Values& wgrad) const {
    std::string text =
        "layer,act_standard,act_normalised,grad_standard,grad_normalised,wgrad_standard,"
        "wgrad_normalised\n";
    for (std::size_t i = 0; i < act.size(); ++i)
      text += fmt::format("{},{},{},{},{},{},{}\n", i + 1, act[i], act_n[i], grad[i], grad_n[i],
                          wgrad[i], wgrad[i]);
    record("initial-" + set, {{"layers.csv", text}});
  }
  const Values falling = {16, 8, 4, 2, 1}, rising = {1, 2, 4, 8, 16}, level = {1, 1, 1, 1, 1};
  const Values slower = {1, 1.1, 1.2, 1.3, 1.4};

  struct Errors {
    double sigmoid, tanh, tanh_n, softsign, softsign_n;
  };
  void column(const std::string& set, const Errors& e, int examples = 10'000,
              double updates = 250'000) const {
    const auto put = [&](const char* model, double error) {
      record(set + "-" + model,
             {{"errors.csv", errors(updates, {90, error})},
              {"data.txt", fmt::format("{} in [0, 1], 1 / 2 / {} examples\n", set, examples)}});
    };
    put("sigmoid-5", e.sigmoid), put("tanh", e.tanh), put("tanh-n", e.tanh_n);
    put("softsign", e.softsign), put("softsign-n", e.softsign_n);
  }
  static constexpr Errors kCifar = {58, 55.9, 52.9, 56, 53.8};
  static constexpr Errors kMnist = {2.21, 1.76, 1.64, 1.64, 1.72};
  static constexpr Errors kImageNet = {70.6, 70.6, 68.6, 69.1, 68.1};
};

TEST_F(DataSetClaims, C9WantsAllSignsOnBothSets) {
  for (const char* set : {"mnist", "cifar10"}) initial(set, falling, level, rising, slower, level);
  EXPECT_EQ(verdict("C9"), Verdict::kHolds) << claim("C9").reason;
  initial("mnist", {16, 8, 8, 2, 1}, falling, {1, 2, 2, 8, 16}, rising, falling);
  EXPECT_EQ(verdict("C9"), Verdict::kFails);
  EXPECT_EQ(
      claim("C9").reason,
      "mnist: the activations’ spread does not fall with every layer (C2); mnist: the "
      "normalised activations fall as far (C3); mnist: the gradients do not shrink with every "
      "layer downwards (C4); mnist: the normalised gradients shrink as far (C5); mnist: the "
      "weight gradients are no more level than the back-propagated ones (C6)");
}

TEST_F(DataSetClaims, C9WantsTheNormalisedWeightGradientsMoreLevelThanTheirOwnGradients) {
  initial("mnist", falling, level, rising, slower, {1, 1, 1, 1, 1.5});
  initial("cifar10", falling, level, rising, slower, level);
  EXPECT_EQ(claim("C9").reason,
            "mnist: the weight gradients are no more level than the back-propagated ones (C6)");
}

TEST_F(DataSetClaims, C9WantsBothSetsAndFailsWithANaN) {
  initial("mnist", falling, level, rising, slower, level);
  initial("cifar10", level, level, rising, slower, level);
  EXPECT_EQ(claim("C9").reason,
            "cifar10: the activations’ spread does not fall with every layer (C2); cifar10: the "
            "normalised activations fall as far (C3)");
  const double nan = std::nan("");
  initial("cifar10", {16, 8, nan, 2, 1}, level, {1, 2, nan, 8, 16}, level, level);
  EXPECT_EQ(verdict("C9"), Verdict::kFails);
  EXPECT_TRUE(claim("C9").reason.starts_with(
      "cifar10: the activations’ spread does not fall with every layer (C2); cifar10: the "
      "gradients do not shrink with every layer downwards (C4)"));
}

TEST_F(DataSetClaims, C9IsNotRunOnTablesOfAnotherDepth) {
  initial("mnist", {2, 1}, level, rising, level, level);
  EXPECT_EQ(claim("C9").reason, "initial-cifar10 has not been run");
  initial("cifar10", falling, level, rising, level, level);
  EXPECT_EQ(verdict("C9"), Verdict::kNotRun);
  EXPECT_TRUE(claim("C9").reason.ends_with("layers.csv' has 2 rows, expected 5"));
}

TEST_F(DataSetClaims, C24WantsSignificanceOfBothAndSigmoidWorst) {
  column("cifar10", kCifar);
  EXPECT_EQ(verdict("C24"), Verdict::kHolds) << claim("C24").reason;
  EXPECT_EQ(claim("C24").updates, 250'000u);
  column("cifar10", {58, 53.9, 52.9, 56, 53.8});
  EXPECT_EQ(verdict("C24"), Verdict::kFails);
  EXPECT_EQ(claim("C24").reason, "tanh is not significantly worse than tanh-n");
  column("cifar10", {58, 55.9, 52.9, 54.8, 53.8});
  EXPECT_EQ(claim("C24").reason, "softsign is not significantly worse than softsign-n");
  column("cifar10", {55.9, 55.9, 52.9, 55.8, 53.8});
  EXPECT_EQ(claim("C24").reason,
            "cifar10-sigmoid-5 55.90 % is not worse than cifar10-tanh 55.90 % (a difference with a "
            "standard error of 0.70 points)");
}

TEST_F(DataSetClaims, ADifferenceOfLessThanTwoStandardErrorsIsPutDownAlsoWhereTheClaimHolds) {
  const std::string name = "cifar10-sigmoid-5 less cifar10-tanh, its standard error";
  column("cifar10", {57, 55.9, 52.9, 56, 53.8});
  EXPECT_EQ(verdict("C24"), Verdict::kHolds) << claim("C24").reason;
  const Claim narrow = claim("C24");
  const auto found = std::ranges::find(narrow.measured, name, &Measurement::name);
  ASSERT_NE(found, narrow.measured.end());
  ASSERT_EQ(found->values.size(), 2u);
  EXPECT_NEAR(found->values[0], 1.1, 1e-9);
  EXPECT_NEAR(found->values[1], 0.70, 0.005);
  column("cifar10", kCifar);
  for (const Measurement& one : claim("C24").measured) EXPECT_NE(one.name, name);
}

TEST_F(DataSetClaims, C24IsOpenOnTooFewExamplesOnlyInTheRightDirection) {
  column("cifar10", kCifar, 1000);
  EXPECT_EQ(verdict("C24"), Verdict::kNotDecidable);
  EXPECT_TRUE(claim("C24").reason.starts_with(
      "tanh is worse than tanh-n, not significantly on 1000 test examples; it takes the paper’s "
      "10000"));
  column("cifar10", {58, 52, 52.9, 56, 53.8}, 1000);
  EXPECT_EQ(verdict("C24"), Verdict::kFails);
}

TEST_F(DataSetClaims, AreOpenBeforeTheCurvesAreFlat) {
  column("cifar10", {50, 50, 60, 60, 60}, 10'000, 199'999);
  EXPECT_EQ(verdict("C24"), Verdict::kNotDecidable);
  EXPECT_EQ(claim("C24").reason, "199,999 updates; it takes 200,000");
}

TEST_F(DataSetClaims, AreOpenWhileAModelStandsAtGuessingUnlessOthersContradict) {
  column("mnist", {88.65, 1.76, 1.64, 1.64, 1.72});
  EXPECT_EQ(verdict("C25"), Verdict::kNotDecidable);
  EXPECT_EQ(claim("C25").reason, "sigmoid-5 still stands within 2 points of guessing");
  column("mnist", {88.65, 2.5, 1.64, 1.64, 1.72});
  EXPECT_EQ(verdict("C25"), Verdict::kFails);
}

TEST_F(DataSetClaims, HoldOnThePapersOwnNumbers) {
  column("cifar10", {57.28, 55.9, 52.92, 55.78, 53.8});
  column("mnist", kMnist);
  column("imagenet", {70.66, 70.58, 68.57, 69.14, 68.13});
  for (const char* id : {"C24", "C25", "C26"})
    EXPECT_EQ(verdict(id), Verdict::kHolds) << id << claim(id).reason;
}

TEST_F(DataSetClaims, C25WantsSigmoidAloneApartFromTheBest) {
  column("mnist", {2.1, 1.76, 1.64, 1.64, 1.72});
  EXPECT_EQ(claim("C25").reason, "sigmoid-5 is not significantly worse than tanh-n");
  EXPECT_EQ(verdict("C25"), Verdict::kFails);
  column("mnist", {2.6, 2.3, 1.64, 1.64, 1.72});
  EXPECT_EQ(claim("C25").reason, "tanh is significantly worse than the best, tanh-n");
}

TEST_F(DataSetClaims, C26TiesOnlyOnEnoughExamples) {
  column("imagenet", kImageNet);
  EXPECT_EQ(verdict("C26"), Verdict::kHolds) << claim("C26").reason;
  column("imagenet", kImageNet, 1000);
  EXPECT_EQ(verdict("C26"), Verdict::kNotDecidable);
  column("imagenet", {70.6, 70.6, 68.6, 72, 68.1});
  EXPECT_EQ(verdict("C26"), Verdict::kFails);
  EXPECT_EQ(claim("C26").reason, "softsign is significantly worse than the best, softsign-n");
  column("imagenet", {70.6, 69, 68.6, 69.1, 68.1});
  EXPECT_EQ(claim("C26").reason, "tanh is not significantly worse than tanh-n");
}

TEST_F(DataSetClaims, SayWhenTheirErrorsDoNotFitTheTestSet) {
  column("mnist", {2.213, 1.76, 1.64, 1.64, 1.72}, 1000);
  EXPECT_EQ(verdict("C25"), Verdict::kNotRun);
  EXPECT_TRUE(
      claim("C25").reason.ends_with("1000 examples, of which 2.213 % is not a whole number"));
}

TEST_F(DataSetClaims, AreNotRunWithoutTheirRuns) {
  column("mnist", kMnist);
  std::filesystem::remove_all(file("out/mnist-tanh"));
  EXPECT_EQ(claim("C25").reason, "mnist-tanh has not been run");
  EXPECT_EQ(verdict("C24"), Verdict::kNotRun);
  EXPECT_EQ(claim("C26").command,
            "./run study glorot2010 run imagenet-sigmoid-5 imagenet-tanh imagenet-tanh-n "
            "imagenet-softsign imagenet-softsign-n --profile desk");
}

}  // namespace
}  // namespace glorot2010
