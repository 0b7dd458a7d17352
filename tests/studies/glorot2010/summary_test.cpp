// The summary on top of the report, and the order of the models in it.

#include "studies/glorot2010/report/summary.h"

#include <fstream>

#include "studies/glorot2010/report/model_order.h"
#include "tests/studies/glorot2010/claim_tables.h"

namespace {

using glorot2010::model_order_text;

class ReportSummary : public ClaimTables {
 protected:
  bool order_says(std::string_view part) const {
    return model_order_text(file("out")).find(part) != std::string::npos;
  }
  std::string paragraph(std::size_t number) const {
    return glorot2010::summary_section(file("out")).notes.at(number).parts.front().second;
  }
};

TEST_F(ReportSummary, OfNothingNamesWhatIsMissing) {
  EXPECT_TRUE(
      order_says("Missing: train-sigmoid-5, train-sigmoid-4, train-tanh, train-softsign, "
                 "train-softsign-n, train-tanh-n have not been run."));
  EXPECT_EQ(
      paragraph(1),
      "Missing: train-sigmoid-4, train-tanh, train-tanh-n, train-softsign have not been run.");
  EXPECT_EQ(paragraph(2), "Missing: fig07, fig08, train-tanh, train-tanh-n have not been run.");
}

TEST_F(ReportSummary, OrdersTheModelsAfterAsManyUpdates) {
  record_end("train-tanh", 40);
  record_errors("train-tanh-n", {88, 30, 20}, 1'000'000);
  record_end("train-softsign", 45);
  EXPECT_TRUE(
      order_says("after 500,000 updates, 20 % of the paper’s, from the worst: softsign "
                 "45.0 %, tanh 40.0 %, tanh N 30.0 %."));
  EXPECT_TRUE(
      order_says("Of the 2 pairs to compare that the paper sets apart, 1 stand in its order (p < "
                 "0.005): the other way round are softsign after tanh; apart here and not in the "
                 "paper are softsign and tanh N."));
}

TEST_F(ReportSummary, CallsATieWhatTheTestSetCannotTellApart) {
  record_end("train-tanh", 41.9);
  record_end("train-softsign", 41.7);
  EXPECT_TRUE(
      order_says("Of the 1 pairs to compare that the paper sets apart, 0 stand in its order (p < "
                 "0.005): not to be told apart are tanh and softsign."));
  record_end("train-softsign", 20);
  EXPECT_TRUE(order_says("sets apart, all stand in its order (p < 0.005)."));
}

TEST_F(ReportSummary, SaysWhatIsWrongWithTheTablesItReads) {
  record_end("train-tanh", 40);
  record("train-tanh-n", {{"errors.csv",
                           "update,examples,training_loss,validation_loss,validation_error,"
                           "test_error\n"}});
  record_end("train-softsign", 30);
  EXPECT_TRUE(order_says("Missing: "));
  std::filesystem::create_directories(file("out/fig07"));
  std::ofstream(file("out/fig07/manifest.json")) << "{";
  EXPECT_NE(paragraph(2).find("fig07/manifest.json"), std::string::npos) << paragraph(2);
}

TEST_F(ReportSummary, ComparesNoTwoModelsThatGuess) {
  record_end("train-sigmoid-5", 83.5);
  record_end("train-sigmoid-4", 84);
  EXPECT_TRUE(
      order_says("sigmoid of 4 layers 84.0 % (guessing), sigmoid of 5 layers 83.5 % "
                 "(guessing). None of the pairs"));
}

TEST_F(ReportSummary, LeavesAsideATrainingThatHasJustBegun) {
  record_end("train-tanh", 40);
  record_end("train-tanh-n", 30);
  record_errors("train-softsign", {88, 80}, 1000, false);
  EXPECT_TRUE(order_says("after 500,000 updates"));
  EXPECT_TRUE(order_says("train-softsign has not been finished"));
}

TEST_F(ReportSummary, TellsWhenLayersSaturateAndWhichDoNot) {
  record("train-tanh", {{"activations.csv", saturating(1000, {1, 3, 99, 99, 99})},
                        {"gradients.csv", layers(1000, {Row(5), Row(5)})}});
  record("train-tanh-n", {{"activations.csv", saturating(1000, {2, 2, 2, 2, 2})}});
  record("train-softsign", {{"activations.csv", saturating(1000, {99, 99, 99, 99, 99})}});
  EXPECT_EQ(paragraph(1),
            "Tanh, standard: layer 1 after 100, layer 2 after 300 updates, the others not in "
            "1,000; one after another from below. Tanh, normalised: layer 1 after 200, layer 2 "
            "after 200, layer 3 after 200, layer 4 after 200, layer 5 after 200 updates; not "
            "strictly from below. Softsign, standard: 98th percentiles 0.50, 0.50, 0.50, 0.50, "
            "0.50 after 1,000 updates. Missing: train-sigmoid-4 has not been run.");
}

TEST_F(ReportSummary, SaysWhichTableCannotBeRead) {
  record("fig07", {{"layers.csv", "layer,standard,normalised\n1,1,1\n2,2,1\n"}});
  record("fig08", {});
  EXPECT_TRUE(
      paragraph(2).starts_with("Before the first update, back-propagated gradients have in "
                               "layer 1 0.50 times"));
  EXPECT_NE(paragraph(2).find("fig08/layers.csv"), std::string::npos);
}

}  // namespace
