// The runs at initialisation, each once at a small size: the files they leave, what must hold of
// the numbers whatever the size, progress, and the same bits for the same seed.

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <string>

#include "studies/glorot2010/initial/cost_surface.h"
#include "studies/glorot2010/initial/initial_histograms.h"
#include "studies/glorot2010/initial/initial_weights.h"
#include "studies/glorot2010/initial/jacobian.h"
#include "studies/glorot2010/initial/linear_network.h"
#include "studies/glorot2010/initial/sample_sheet.h"
#include "studies/glorot2010/training/training.h"
#include "tests/studies/glorot2010/initial_run.h"
#include "tests/studies/scratch_folder.h"

namespace glorot2010 {
namespace {

using studies::Table;
using Columns = std::vector<std::string>;
using Done = std::vector<std::uint64_t>;

const InitialConfig kSmall = {.width = 40, .depth = 3, .images = 30};

double area(const Table& histogram, const std::string& column) {
  const std::vector<double> value = histogram.column(histogram.columns().front());
  const std::vector<double> density = histogram.column(column);
  return (value[1] - value[0]) * std::accumulate(density.begin(), density.end(), 0.0);
}

// Both histograms have a column per layer and unit area in each.
void expect_layer_histograms(const InitialRun& run) {
  for (const char* file : {"standard.csv", "normalised.csv"}) {
    const Table histogram = run.table(file);
    EXPECT_EQ(histogram.columns(), (Columns{"value", "L1", "L2", "L3"}));
    for (const char* layer : {"L1", "L2", "L3"}) EXPECT_NEAR(area(histogram, layer), 1, 1e-9);
  }
}

class InitialRuns : public ScratchFolder {};

TEST_F(InitialRuns, SamplesLeaveASheetAndTheSharesOfTheClasses) {
  InitialRun run(file("out"));
  ASSERT_TRUE(record_samples(run.context(), {.per_class = 2, .counted = 90, .part = 60}));
  EXPECT_TRUE(run.wrote("samples.svg"));
  const std::vector<double> shares = run.table("shares.csv").column("share");
  ASSERT_EQ(shares.size(), 9U);
  EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-12);
  EXPECT_EQ(run.reported, (Done{60, 90}));
}

TEST_F(InitialRuns, WeightsHaveTheirVariancesBoundsAndZeroBiases) {
  InitialRun run(file("out"));
  ASSERT_TRUE(record_weights(run.context(), {.initial = kSmall, .networks = 20}));
  for (const char* kind : {"standard", "normalised"}) {
    const Table weights = run.table(std::string(kind) + ".csv");
    ASSERT_EQ(weights.rows(), 4U);  // three hidden layers and the output
    EXPECT_EQ(weights.column("fan_in"), (std::vector<double>{1024, 40, 40, 40}));
    EXPECT_EQ(weights.column("fan_out"), (std::vector<double>{40, 40, 40, 9}));
    const bool standard = std::string_view(kind) == "standard";
    for (std::size_t row = 0; row < 4; ++row) {
      EXPECT_NEAR(weights.at(row, standard ? "fan_in_variance" : "mean_fan_variance"),
                  standard ? 1.0 / 3 : 1.0, standard ? 0.015 : 0.045);  // 7200 weights at least
      EXPECT_LE(weights.at(row, "largest"), weights.at(row, "bound"));
      EXPECT_GT(weights.at(row, "largest"), 0.99 * weights.at(row, "bound"));
      EXPECT_EQ(weights.at(row, "largest_bias"), 0);
    }
  }
}

TEST_F(InitialRuns, ActivationsAreHistogramsAndSpreads) {
  InitialRun run(file("out"));
  ASSERT_TRUE(record_activations(run.context(), kSmall));
  expect_layer_histograms(run);
  const Table layers = run.table("layers.csv");
  EXPECT_EQ(layers.columns(),
            (Columns{"layer", "standard", "standard_p98", "normalised", "normalised_p98"}));
  EXPECT_EQ(layers.column("layer"), (std::vector<double>{1, 2, 3}));
  for (std::size_t row = 0; row < 3; ++row) {
    EXPECT_GT(layers.at(row, "normalised"), layers.at(row, "standard"));
    EXPECT_GT(layers.at(row, "standard_p98"), layers.at(row, "standard"));
  }
  EXPECT_EQ(run.reported, (Done{1, 2}));
}

// The trainings of the same seed start from the same network and look at the same images.
TEST_F(InitialRuns, ActivationsAreThoseOfATrainingBeforeItsFirstUpdate) {
  InitialRun initial(file("initial"), 4), training(file("training"), 4);
  ASSERT_TRUE(record_activations(initial.context(), kSmall));
  TrainingConfig config;
  config.learner.network = kSmall.network(Initialisation::normalised);
  config.learner.data.held_out = config.statistics_examples = kSmall.images;
  ASSERT_TRUE(train(config, training.context()));
  const Table before = training.table("activations.csv");
  for (std::size_t layer = 0; layer < 3; ++layer)
    EXPECT_EQ(before.at(0, "L" + std::to_string(layer + 1) + "_std"),
              initial.table("layers.csv").at(layer, "normalised"));
}

TEST_F(InitialRuns, GradientsAreOfTheLossOfOneImage) {
  InitialRun few(file("few")), many(file("many"));
  ASSERT_TRUE(record_gradients(few.context(), kSmall));
  InitialConfig config = kSmall;
  config.images = 240;
  ASSERT_TRUE(record_gradients(many.context(), config));
  expect_layer_histograms(few);
  // The gradient of a mean loss alone would be eight times smaller.
  for (const char* kind : {"standard", "normalised"})
    for (std::size_t row = 0; row < 3; ++row)
      EXPECT_NEAR(many.table("layers.csv").at(row, kind) / few.table("layers.csv").at(row, kind), 1,
                  0.25);
}

TEST_F(InitialRuns, WeightGradientsComeForThreeSizesOfBatch) {
  InitialRun run(file("out"));
  ASSERT_TRUE(record_weight_gradients(run.context(), {.initial = kSmall, .batch = 10}));
  for (const char* name : {"standard.csv", "normalised.csv"})
    for (const char* layer : {"L1", "L2", "L3"}) EXPECT_NEAR(area(run.table(name), layer), 1, 1e-9);
  const Table batches = run.table("batches.csv");
  EXPECT_EQ(batches.column("batch"), (std::vector<double>{1, 1, 1, 10, 10, 10, 30, 30, 30}));
  // What the figure is drawn from is the mini-batches' row; means of more examples are smaller.
  const Table layers = run.table("layers.csv");
  for (std::size_t row = 0; row < 3; ++row) {
    EXPECT_EQ(layers.at(row, "standard"), batches.at(3 + row, "standard"));
    EXPECT_GT(batches.at(row, "standard"), batches.at(3 + row, "standard"));
    EXPECT_GT(batches.at(3 + row, "standard"), batches.at(6 + row, "standard"));
  }
}

TEST_F(InitialRuns, JacobiansLeaveADistributionAndMeans) {
  InitialRun run(file("out"));
  ASSERT_TRUE(record_jacobians(run.context(), {.initial = kSmall, .jacobian_images = 2}));
  for (const char* name : {"standard.csv", "normalised.csv"})
    EXPECT_NEAR(area(run.table(name), "density"), 1, 1e-9);
  const Table layers = run.table("layers.csv");
  ASSERT_EQ(layers.rows(), 2U);  // between three layers
  for (std::size_t row = 0; row < 2; ++row) {
    EXPECT_EQ(layers.at(row, "images"), 2);
    EXPECT_GT(layers.at(row, "standard_rms"), layers.at(row, "standard"));
    EXPECT_NEAR(layers.at(row, "standard"), 0.49, 0.06);
    EXPECT_GT(layers.at(row, "normalised"), layers.at(row, "standard"));
  }
  EXPECT_EQ(run.reported.size(), 8U);
}

TEST_F(InitialRuns, LinearNetworkObeysTheEquations) {
  InitialRun run(file("out"));
  const InitialConfig config = {.width = 150, .depth = 3, .images = 100};
  ASSERT_TRUE(record_linear_network(run.context(), {.initial = config, .draws = 4}));
  for (const char* name : {"forward.csv", "backward.csv", "weights.csv"}) {
    const Table table = run.table(name);
    EXPECT_EQ(table.rows(), std::string_view(name) == "forward.csv" ? 4U : 3U);
    for (const std::string kind : {"standard", "normalised"})
      for (std::size_t row = 0; row < table.rows(); ++row)
        EXPECT_NEAR(table.at(row, kind) / table.at(row, kind + "_predicted"), 1, 0.06)
            << name << " " << kind << " layer " << table.at(row, "layer");
  }
}

TEST_F(InitialRuns, SurfacesLeaveOneGridAndASharePerSeed) {
  InitialRun run(file("out"), 7);
  ASSERT_TRUE(record_cost_surfaces(run.context(), {.seeds = 3, .samples = 2, .side = 9}));
  EXPECT_EQ(run.table("surface.csv").rows(), 81U);
  EXPECT_EQ(run.table("plateaus.csv").column("seed"), (std::vector<double>{22, 23, 24}));
  EXPECT_EQ(run.reported, (Done{1, 2, 3}));
}

TEST_F(InitialRuns, StopWhenProgressSaysSo) {
  InitialRun run(file("out"));
  run.stop_at = 3;
  EXPECT_FALSE(record_jacobians(run.context(), {.initial = kSmall, .jacobian_images = 2}));
  EXPECT_EQ(run.reported, (Done{1, 2, 3}));
  EXPECT_FALSE(run.wrote("layers.csv"));
}

TEST_F(InitialRuns, AreFunctionsOfTheSeed) {
  InitialRun one(file("a"), 5), again(file("b"), 5), other(file("c"), 6);
  for (InitialRun* run : {&one, &again, &other})
    ASSERT_TRUE(record_gradients(run->context(), kSmall));
  const auto text = [](const InitialRun& run) { return csv_text(run.table("standard.csv")); };
  EXPECT_EQ(text(one), text(again));
  EXPECT_NE(text(one), text(other));
}

TEST_F(InitialRuns, OfTheTableHaveIdsOfTheirOwnAndSayWhatTheyDo) {
  std::set<std::string> ids;
  for (const glorot2010::Run& run : initialisation_runs()) {
    EXPECT_TRUE(ids.insert(run.id).second) << run.id;
    EXPECT_GT(run.work, 0U) << run.id;
    EXPECT_FALSE(run.configuration.empty()) << run.id;
    EXPECT_FALSE(run.item.empty() || run.about.empty() || run.unit.empty()) << run.id;
  }
  EXPECT_EQ(ids, (std::set<std::string>{"fig01", "fig05", "weights", "fig06", "fig07", "fig08",
                                        "jacobian", "linear"}));
}

}  // namespace
}  // namespace glorot2010
