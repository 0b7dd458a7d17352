// What the report says of the paper's conflicts: from tables made by hand, so that every number in
// it is known, and from runs that are missing.

#include "studies/glorot2010/report/findings.h"

#include <algorithm>
#include <set>

#include "tests/studies/glorot2010/claim_tables.h"

namespace {

using glorot2010::Finding;

class Findings : public ClaimTables {
 protected:
  Finding finding(const std::string& id) const {
    for (const Finding& each : glorot2010::findings(file("out")))
      if (each.spec.id == id) return each;
    ADD_FAILURE() << "no finding " << id;
    return {};
  }
  std::string here(const std::string& id) const { return finding(id).text.here; }
  std::string hence(const std::string& id) const { return finding(id).text.hence; }

  void record_weights(double hidden, double output) const {
    std::string text = "layer,fan_in,fan_out,variance,mean_fan_variance\n";
    for (int layer = 1; layer <= 6; ++layer)
      text += fmt::format("{},1000,{},{},{}\n", layer, layer == 6 ? 9 : 1000,
                          layer == 6 ? output : hidden, layer == 3 ? 1.02 : 1.0);
    record("weights", {{"standard.csv", text}, {"normalised.csv", text}});
  }
  // layers.csv of Figures 6 and 7.
  void record_layers(const std::string& run, const std::vector<double>& standard,
                     const std::vector<double>& normalised) const {
    std::string text = "layer,standard,normalised\n";
    for (std::size_t i = 0; i < standard.size(); ++i)
      text += fmt::format("{},{},{}\n", i + 1, standard[i], normalised[i]);
    record(run, {{"layers.csv", text}});
  }
  void record_shares(double first) const {
    std::string text = "class,share,expected\n";
    for (int label = 0; label < 9; ++label)
      text += fmt::format("{},{},0.1\n", label, label == 0 ? first : 0.1);
    record("fig01", {{"shares.csv", text}});
  }
};

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_F(Findings, OfNothingNameEveryRunThatIsMissing) {
  for (const Finding& each : glorot2010::findings(file("out"))) {
    EXPECT_FALSE(each.measured) << each.spec.id;
    EXPECT_TRUE(each.text.here.starts_with("not measured: ")) << each.spec.id;
    EXPECT_EQ(each.text.hence, "") << each.spec.id;
    for (const std::string& run : each.spec.runs)
      EXPECT_TRUE(contains(each.text.here, run)) << each.spec.id;
  }
  EXPECT_EQ(here("finding-spread"),
            "not measured: fig06, weights have not been run; to run them: ./run study glorot2010 "
            "run fig06 weights --profile desk --out " +
                file("out").string());
}

TEST_F(Findings, NameTheProfileThatTheOtherRunsAreOf) {
  studies::RunFolder other(file("out"), "jacobian");
  studies::Manifest manifest;
  manifest.command = "./run study glorot2010 run jacobian --profile quick --seed 1";
  other.begin(manifest);
  EXPECT_TRUE(contains(here("finding-spread"), "run fig06 weights --profile quick --out "));
}

TEST_F(Findings, HaveAnAnchorOfTheirOwn) {
  std::set<std::string> ids;
  for (const Finding& each : glorot2010::findings(file("out")))
    EXPECT_TRUE(ids.insert(each.spec.id).second) << each.spec.id;
}

TEST_F(Findings, SayWhichTableCannotBeRead) {
  record("jacobian", {{"layers.csv", "layer,standard\n1\n"}});
  EXPECT_FALSE(finding("finding-singular-values").measured);
  EXPECT_TRUE(contains(here("finding-singular-values"), "layers.csv' line 2 has 1 values"));
}

TEST_F(Findings, ReadTheNormalisedSpreadAndTheWeights) {
  record_layers("fig06", {0.3, 0.2, 0.1, 0.05, 0.02}, {0.45, 0.4, 0.35, 0.3, 0.27});
  record_weights(0.0003, 0.0003);
  EXPECT_TRUE(contains(here("finding-spread"), "0.45, 0.40, 0.35, 0.30, 0.27 in layers 1 to 5"));
  EXPECT_TRUE(contains(here("finding-spread"), "to within 2.00 %."));
  EXPECT_TRUE(contains(hence("finding-spread"), "layer 1 is 1.50 times as wide"));
  EXPECT_TRUE(contains(hence("finding-spread"), "layer 5 0.90 times as wide as layer 4"));
}

TEST_F(Findings, CompareTheTopGradientWithTheOutputWeights) {
  record_layers("fig07", {0.1, 0.2, 0.4, 0.8, 0.9}, {1, 1, 1, 1, 1.8});
  record_weights(0.0003, 0.0004);
  EXPECT_TRUE(contains(here("finding-scales"), "0.900 with the standard"));
  EXPECT_TRUE(contains(here("finding-scales"), "2.0 times as much"));
  EXPECT_TRUE(contains(here("finding-scales"), "output layer are 1.0 times"));
  EXPECT_TRUE(contains(here("finding-equation-13"), "have to be 0.9000"));
}

TEST_F(Findings, TellAUniformBoundFromItsDeviation) {
  record_weights(0.0004, 0.0005);
  EXPECT_TRUE(
      contains(here("finding-deviation"), "standard deviation 0.02000, 0.632 of the bound"));
  EXPECT_TRUE(contains(here("finding-columns"), "times rows is 0.5000, times columns 0.0045"));
}

TEST_F(Findings, SetTheMeanSingularValueBesideTheRatioOfVariances) {
  const std::string row = "0.5,0.6,0.4,0.8,0.9,0.7\n";
  record("jacobian", {{"layers.csv",
                       "standard,standard_rms,standard_variance_ratio,normalised,normalised_rms,"
                       "normalised_variance_ratio\n" +
                           row + row}});
  EXPECT_EQ(here("finding-singular-values"),
            "standard: mean singular value 0.500, its root mean square 0.600, squared 0.360, ratio "
            "of the activations’ variances 0.400. normalised: mean singular value 0.800, its root "
            "mean square 0.900, squared 0.810, ratio of the activations’ variances 0.700.");
}

TEST_F(Findings, TakeTheShapesFromTheClassesNames) {
  record_shares(0.2);
  EXPECT_TRUE(contains(here("finding-shapes"), "40.0 % have an ellipse and 40.0 %"));
}

TEST_F(Findings, SetAStuckNetworkBesideTheMostFrequentClass) {
  record_shares(0.2);
  record("train-sigmoid-5", {{"errors.csv", errors(8000, {88, 84.5})}});
  EXPECT_TRUE(contains(here("finding-stuck"), "guessing it errs on 80.00 %"));
  EXPECT_TRUE(contains(here("finding-stuck"), "stand at 84.50 % after 8,000 updates."));
  record("rate-shapeset-sigmoid-5",
         {{"rates.csv", "learning_rate,updates,guess_error\n0.1,20000,82.5\n"}});
  EXPECT_TRUE(contains(here("finding-stuck"), "best single guess is wrong for 82.50 %."));
}

TEST_F(Findings, SayWhenSigmoidLeavesGuessingOrThatItDoesNot) {
  record("train-sigmoid-4", {{"errors.csv", errors(100'000, {88, 83, 82})}});
  EXPECT_EQ(here("finding-escape"),
            "four hidden layers have not left guessing in 100,000 updates (lowest test error 82.0 "
            "%).");
  record("rate-shapeset-sigmoid-4",
         {{"rates.csv", "learning_rate,updates,validation_error\n0.01,20000,83\n0.3,20000,60\n"}});
  EXPECT_TRUE(contains(here("finding-escape"),
                       "of 2 learning rates from 0.01 to 0.3, 1 leave guessing in 20,000 updates"));
  record("train-sigmoid-4", {{"errors.csv", errors(100'000, {88, 70, 60})}});
  EXPECT_TRUE(contains(here("finding-escape"), "are 5 points below guessing after 50,000 updates"));
}

TEST_F(Findings, SayHowMuchAModelLearnsInTheSecondHalf) {
  record_errors("train-tanh", {88, 60, 50}, 100'000);
  record_errors("train-tanh-n", {88, 40, 45}, 100'000);
  EXPECT_EQ(here("finding-length"),
            "train-tanh 60.0 % after 50,000 updates, 50.0 % after 100,000; train-tanh-n 40.0 % "
            "after 50,000 updates, 45.0 % after 100,000.");
  EXPECT_TRUE(contains(hence("finding-length"), "The error of train-tanh still fell by 10.0"));
}

TEST_F(Findings, NameTheTrainingWhoseBestValidationErrorMattersMost) {
  record("train-tanh", {{"errors.csv", errors(100, {88, 50, 51}, {88, 50, 51})}});
  record("mnist-tanh", {{"errors.csv", errors(100, {9, 2, 2.02}, {9, 2, 3})}});
  EXPECT_EQ(here("finding-final-error"),
            "of 2 trainings, train-tanh has its last test error furthest from the one at its "
            "lowest validation error: 51.00 % and 50.00 %.");
  EXPECT_TRUE(contains(hence("finding-final-error"), "up to 1.00 points here, more than"));
}

TEST_F(Findings, CompareHowFarTheLayersDrift) {
  const auto rows = [](double first) {
    const Layer one{.std = 1};
    return std::vector<Row>{Row(5, one), {{.std = first}, one, one, one, one}};
  };
  record("train-tanh", {{"weight_gradients.csv", layers(1000, rows(6))}});
  record("train-tanh-n", {{"weight_gradients.csv", layers(1000, rows(2))}});
  EXPECT_EQ(here("finding-drift"),
            "normalised, layer 1 over layer 5: 1.00 at the start, 2.00 over the last fifth of "
            "1,000 updates; standard 1.00 and 6.00.");
  EXPECT_TRUE(contains(hence("finding-drift"), "3.0 times as far apart"));
}

TEST_F(Findings, SayWhatTheClaimsOnSoftsignWouldBeAtTheSecondBestRate) {
  // The first layer is as far from the others at half-time as `apart`; all end at `p98`.
  const auto record_run = [&](const char* run, const std::vector<double>& test, double apart,
                              double p98) {
    Row half(5);
    half[0].p98 += apart;
    record(run, {{"errors.csv", errors(1000, test)},
                 {"activations.csv", layers(1000, {Row(5), half, Row(5, Layer{.p98 = p98})})}});
  };
  record_run("train-tanh", {88, 60, 50}, 0.2, 0.97);
  record_run("train-softsign", {88, 60, 50}, 0.1, 0.97);
  record_run("train-softsign-slower", {88, 60, 44.5}, 0.1, 0.9);
  EXPECT_EQ(here("finding-rate"),
            "after 1,000 updates the test error is, at 0.1 50.0 % (validation 50.0 %), 98th "
            "percentiles 0.97, 0.97, 0.97, 0.97, 0.97; at 0.03 44.5 % (validation 44.5 %), 98th "
            "percentiles 0.90, 0.90, 0.90, 0.90, 0.90.");
  EXPECT_EQ(claim("C16").verdict, glorot2010::Verdict::kFails);
  EXPECT_TRUE(contains(hence("finding-rate"), "in place of softsign’s, C16 holds, C17 not run ("));
  EXPECT_TRUE(contains(hence("finding-rate"), "would have chosen it"));
  record_run("train-softsign-slower", {88, 60, 52}, 0.3, 0.9);
  EXPECT_TRUE(contains(hence("finding-rate"), "C16 fails (softsign’s layers are further apart"));
  EXPECT_TRUE(contains(hence("finding-rate"), "is no better at that rate"));
}

TEST_F(Findings, SayHowMuchFasterSigmoidsTopLayerFalls) {
  const auto row = [](double first, double top) {
    Row layers(4);
    layers[0].mean = first, layers[3].mean = top;
    return layers;
  };
  record("train-sigmoid-4",
         {{"activations.csv", layers(80'000, {row(0.5, 0.5), row(0.51, 0.06), row(0.5, 0.02)})}});
  EXPECT_EQ(here("finding-sigmoid"),
            "below 0.13 after 40,000 updates, 0.06 after 40,000, 0.02 after 80,000; layer 1’s mean "
            "stays between 0.5000 and 0.5100, where the paper’s rises to 0.55.");
}

TEST_F(Findings, SetTheErrorsOnCifar10BesideThePapers) {
  for (const char* model : {"tanh", "tanh-n", "softsign", "softsign-n"})
    record(std::string("cifar10-") + model, {{"errors.csv", errors(250'000, {90, 50})}});
  EXPECT_TRUE(contains(here("finding-cifar10"), "tanh 50.0 % (55.9), tanh N 50.0 % (52.9)"));
  EXPECT_TRUE(contains(hence("finding-cifar10"),
                       "2.9 to 5.9 points below the paper’s after 10 % of its updates."));
  for (const char* model : {"tanh", "tanh-n", "softsign", "softsign-n"})
    record(std::string("cifar10-") + model, {{"errors.csv", errors(2'500'000, {90, 50})}});
  EXPECT_TRUE(contains(hence("finding-cifar10"), "below the paper’s after 100 % of its updates."));
}

}  // namespace
