// The learning rates in the source are those that the recorded searches chose.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "studies/glorot2010/training/models.h"
#include "studies/glorot2010/training/rate_search.h"
#include "studies/glorot2010/training/variations.h"
#include "studies/support/run_folder.h"

namespace glorot2010 {
namespace {

const std::filesystem::path kDeskResults =
    std::filesystem::path(GRADFLOW_SOURCE_DIR) / "studies/glorot2010/results/desk";

// What the search of that name chose, if its results are in the tree.
std::optional<studies::Table> recorded_rates(const std::string& run) {
  const auto record = studies::read_manifest(kDeskResults / run);
  if (!record || !record->finished) return std::nullopt;
  return studies::read_csv(kDeskResults / run / "rates.csv");
}

// The longer search where there was one; five layers of sigmoid on Shapeset take what four take.
std::optional<studies::Table> rates_for(DataSet set, std::string_view model) {
  if (set == DataSet::shapeset && model == "sigmoid-5") model = "sigmoid-4";
  const std::string run = fmt::format("rate-{}-{}", name(set), model);
  auto rates = recorded_rates(run + "-long");
  return rates ? rates : recorded_rates(run);
}

TEST(DeskRates, AreThoseTheRecordedSearchesChose) {
  int held = 0;
  for (const DataSet set : {DataSet::shapeset, DataSet::mnist, DataSet::cifar10, DataSet::imagenet})
    for (const Model& model : kModels) {
      const auto rates = rates_for(set, model.id);
      if (!rates) continue;
      EXPECT_EQ(learning_rate(Profile::desk, model, set), chosen_rate(*rates))
          << model.id << " on " << name(set);
      ++held;
    }
  EXPECT_GE(held, 6);
}

TEST(DeskRates, OfVariationsAreThoseTheirLastRecordedSearchesChose) {
  for (const Variation& variation : variations(10)) {
    if (variation.rate_runs.empty()) continue;
    auto rates = recorded_rates(variation.rate_runs.back());
    if (!rates) rates = recorded_rates(variation.rate_runs.front());
    ASSERT_TRUE(rates) << variation.rate_runs.front();
    EXPECT_EQ(variation.learner.learning_rate, chosen_rate(*rates)) << variation.id;
  }
}

TEST(DeskRates, OfVariationsAreSearchedForLongerWhereAShortSearchLeftThemAtGuessing) {
  for (const Variation& variation : variations(10)) {
    if (variation.rate_runs.empty()) continue;
    const auto rates = recorded_rates(variation.rate_runs[0]);
    ASSERT_TRUE(rates) << variation.rate_runs[0];
    EXPECT_EQ(near_guessing(*rates), variation.rate_runs.size() == 2) << variation.id;
  }
}

TEST(DeskRates, OfTheSlowerSoftsignIsTheSecondBestOfItsSearch) {
  const auto rates = recorded_rates("rate-shapeset-softsign");
  ASSERT_TRUE(rates);
  double second = 0, lowest = 100;
  for (std::size_t row = 0; row < rates->rows(); ++row) {
    if (rates->at(row, "learning_rate") == chosen_rate(*rates)) continue;
    if (rates->at(row, "validation_error") >= lowest) continue;
    lowest = rates->at(row, "validation_error");
    second = rates->at(row, "learning_rate");
  }
  EXPECT_EQ(kSlowerSoftsignRate, second);
}

}  // namespace
}  // namespace glorot2010
