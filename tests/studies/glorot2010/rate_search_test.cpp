// The choice of a learning rate: its rule, and that the search records, resumes and survives rates
// that diverge.

#include "studies/glorot2010/training/rate_search.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tensor/error.h"
#include "tests/studies/glorot2010/initial_run.h"
#include "tests/studies/scratch_folder.h"

namespace glorot2010 {
namespace {

using studies::Table;

constexpr double kDiverged = std::numeric_limits<double>::quiet_NaN();

struct Tried {
  double rate, loss, error;
};
Table table_of(std::initializer_list<Tried> rows) {
  Table table({"learning_rate", "updates", "validation_loss", "validation_error", "guess_error"});
  for (const Tried& row : rows) table.add_row({row.rate, 10, row.loss, row.error, 80});
  return table;
}

TEST(ChosenRate, HasTheLowestErrorOnceThereIsOneToSpeakOf) {
  EXPECT_EQ(chosen_rate(table_of({{0.01, 1.0, 40}, {0.1, 1.2, 30}, {1, kDiverged, 100}})), 0.1);
}

TEST(ChosenRate, HasTheLowestLossWhileAllModelsStandNearGuessing) {
  EXPECT_EQ(chosen_rate(table_of({{0.01, 2.0, 79}, {0.1, 2.1, 76}})), 0.01);
}

TEST(ChosenRate, IsTheLargestOfThoseThatTieOnThePlateau) {
  EXPECT_EQ(chosen_rate(table_of({{0.01, 2.1000, 79}, {0.1, 2.1009, 79}, {0.3, 2.1011, 79}})), 0.1);
  EXPECT_EQ(chosen_rate(table_of({{0.01, 2.1009, 79}, {0.1, 2.1000, 79}})), 0.1);
}

TEST(ChosenRate, IsTheFirstOfEqualErrors) {
  EXPECT_EQ(chosen_rate(table_of({{0.01, 1.0, 30}, {0.1, 0.9, 30}})), 0.01);
}

TEST(ChosenRate, IsNoneThatDiverged) {
  EXPECT_EQ(chosen_rate(table_of({{0.01, kDiverged, 10}, {0.1, 2, 76}})), 0.1);
  EXPECT_EQ(text_of<gradflow::ArgumentError>([] {
              chosen_rate(table_of({{1, kDiverged, 100}}));
            }),
            "chosen_rate: no rate kept the loss finite");
}

class RateSearch : public ScratchFolder {
 protected:
  static RateSearchConfig tiny() {
    return {.learner = {.network = {.activation = Activation::identity, .depth = 2, .width = 12},
                        .data = {.held_out = 60}},
            .rates = {0.01, 0.1, 1e6},
            .updates = 200};
  }
};

TEST_F(RateSearch, RecordsARowForEachRateAndMarksTheOneThatDiverged) {
  InitialRun run(file("run"));
  ASSERT_TRUE(search_rates(tiny(), run.context()));
  const Table table = run.table("rates.csv");
  EXPECT_EQ(table.column("learning_rate"), (std::vector<double>{0.01, 0.1, 1e6}));
  EXPECT_EQ(table.at(0, "updates"), 200);
  EXPECT_LT(table.at(2, "updates"), 200);
  EXPECT_TRUE(std::isnan(table.at(2, "validation_loss")));
  EXPECT_GT(table.at(0, "guess_error"), 70);
}

// Only divergence is an answer: here images do not fit the network.
TEST_F(RateSearch, RecordsNoAnswerForAnotherError) {
  InitialRun run(file("run"));
  RateSearchConfig config = tiny();
  config.learner.network.inputs = 7;
  EXPECT_THROW(search_rates(config, run.context()), gradflow::ShapeError);
  EXPECT_FALSE(run.wrote("rates.csv"));
}

TEST_F(RateSearch, GoesOnAfterAStopWithTheRatesItHas) {
  InitialRun whole(file("whole")), stopped(file("stopped"));
  ASSERT_TRUE(search_rates(tiny(), whole.context()));
  stopped.stop_at = 300;
  EXPECT_FALSE(search_rates(tiny(), stopped.context()));
  stopped.stop_at = ~std::uint64_t{0};
  EXPECT_EQ(stopped.table("rates.csv").rows(), 1U);
  ASSERT_TRUE(search_rates(tiny(), stopped.context()));
  EXPECT_EQ(studies::csv_text(stopped.table("rates.csv")),
            studies::csv_text(whole.table("rates.csv")));
}

// As when the test batch of CIFAR-10 has come since: rows of two data sets are no search.
TEST_F(RateSearch, RefusesToGoOnWithOtherData) {
  InitialRun run(file("run"));
  run.stop_at = 300;
  EXPECT_FALSE(search_rates(tiny(), run.context()));
  run.stop_at = ~std::uint64_t{0};
  const std::string rows = get("run/run/rates.csv"), data = get("run/run/data.txt");
  RateSearchConfig other = tiny();
  other.learner.data.held_out = 50;
  const std::string text =
      text_of<gradflow::ArgumentError>([&] { search_rates(other, run.context()); });
  EXPECT_TRUE(text.starts_with("rate search: " + file("run/run/rates.csv").string() +
                               " was begun on \"Shapeset in [-1, 1]; validation and test: 60 "
                               "examples of seeds 2011 and 2010\"; the data that are there now are "
                               "\"Shapeset in [-1, 1]; validation and test: 50 examples"))
      << text;
  EXPECT_EQ(get("run/run/rates.csv"), rows);
  EXPECT_EQ(get("run/run/data.txt"), data);
}

}  // namespace
}  // namespace glorot2010
