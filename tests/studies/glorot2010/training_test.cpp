// The training loop on a tiny network: what it records, and that it says so when it diverges.

#include "studies/glorot2010/training/training.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "autograd/backward.h"
#include "autograd/ops/cross_entropy.h"
#include "studies/glorot2010/training/telemetry.h"
#include "studies/support/csv.h"
#include "studies/support/shapeset.h"
#include "tensor/arithmetic.h"
#include "tensor/error.h"
#include "tests/studies/glorot2010/tiny_training.h"
#include "tests/support/thread_count.h"

namespace glorot2010 {
namespace {

using gradflow::testing::ThreadCount;
using studies::shapeset::Batch;
using studies::shapeset::Shapeset;

class Training : public TinyTraining {};

std::vector<std::int64_t> first(std::vector<std::int64_t> values, std::size_t count) {
  values.resize(count);
  return values;
}

TEST(TrainingSchedule, IsDenseAtFirstAndEndsWithTheLastUpdate) {
  const std::vector<std::int64_t> points = updates_to_record(10000);
  EXPECT_EQ(first(points, 12),
            (std::vector<std::int64_t>{0, 10, 20, 30, 40, 60, 80, 100, 150, 200, 300, 400}));
  EXPECT_EQ(points.back(), 10000);
  EXPECT_EQ(points[points.size() - 2], 9500);
  EXPECT_EQ(points.size(), 33u);
  EXPECT_EQ(updates_to_record(0), (std::vector<std::int64_t>{0}));
  EXPECT_EQ(updates_to_record(25), (std::vector<std::int64_t>{0, 10, 20, 25}));
}

TEST_F(Training, RecordsTheTablesThatTheFiguresDraw) {
  ASSERT_TRUE(start("run", tiny()));
  for (const char* name : {"activations.csv", "gradients.csv", "weight_gradients.csv"}) {
    const studies::Table table = studies::read_csv(file("run") / name);
    EXPECT_EQ(table.columns(), (std::vector<std::string>{"update", "L1_mean", "L1_std", "L1_p98",
                                                         "L2_mean", "L2_std", "L2_p98"}));
    EXPECT_EQ(table.column("update"), (std::vector<double>{0, 10, 20, 30, 40, 50, 60}));
    for (const double spread : table.column("L2_std")) EXPECT_GT(spread, 0);
  }
  const studies::Table errors = studies::read_csv(file("run/errors.csv"));
  EXPECT_EQ(errors.columns(),
            (std::vector<std::string>{"update", "examples", "training_loss", "validation_loss",
                                      "validation_error", "test_error"}));
  EXPECT_EQ(errors.column("examples"), (std::vector<double>{0, 100, 200, 300, 400, 500, 600}));
  EXPECT_NEAR(errors.at(0, "training_loss"), std::log(9), 0.5);
  for (const double error : errors.column("test_error")) {
    EXPECT_GE(error, 0);
    EXPECT_LE(error, 100);
  }
  for (const double loss : errors.column("validation_loss")) EXPECT_GT(loss, 0);
  const studies::Table histograms = studies::read_csv(file("run/histograms.csv"));
  EXPECT_EQ(histograms.columns(), (std::vector<std::string>{"value", "L1", "L2"}));
  EXPECT_EQ(get("run/data.txt"),
            "Shapeset in [-1, 1]; validation and test: 40 examples of seeds 2011 and 2010\n");
  EXPECT_EQ(status_, fmt::format("error {:.1f} %", errors.last("test_error")));
}

// The same updates by hand: w ← w - η g with the mean gradient of examples 10 k … 10 k + 9.
TEST_F(Training, IsPlainGradientDescentOnExamplesInTheirOrder) {
  TrainingConfig config = tiny();
  config.updates = 20;
  ASSERT_TRUE(start("run", config));
  const gradflow::Rng seed(1);
  gradflow::Rng weights = seed.at(0);
  Network network(config.learner.network, weights);
  const Shapeset examples(seed.at(1).key());
  std::vector<double> means;  // of the losses, ten by ten
  for (int update = 0; update < config.updates; ++update) {
    const Batch batch = examples.batch(10 * update, 10);
    const gradflow::Variable loss = cross_entropy(network(batch.images), batch.labels);
    if (update == 0) means.push_back(loss.value().item());
    if (update % 10 == 0) means.push_back(0);
    means.back() += loss.value().item() / 10;
    backward(loss);
    for (gradflow::nn::Parameter* parameter : network.parameters()) {
      const gradflow::Tensor gradient = parameter->gradient().clone();
      parameter->clear_gradient();
      parameter->update([&](gradflow::Tensor& value) {
        add_scaled(value, gradient, -config.learner.learning_rate);
      });
    }
  }
  const auto losses = studies::read_csv(file("run/errors.csv")).column("training_loss");
  ASSERT_EQ(losses.size(), means.size());
  for (std::size_t i = 0; i < means.size(); ++i) EXPECT_NEAR(losses[i], means[i], 1e-6) << i;
}

TEST_F(Training, GivesTheSameBitsForAnyNumberOfThreads) {
  TrainingConfig config = tiny();
  config.learner.network.width = 200;  // above the grain of the parallel loops
  config.updates = 20;
  for (const int threads : {1, 2, 3}) {
    const ThreadCount team(threads);
    ASSERT_TRUE(start("threads" + std::to_string(threads), config));
    EXPECT_GE(gradflow::last_team_size(), std::min(threads, 2));
  }
  EXPECT_EQ(tables("threads2"), tables("threads1"));
  EXPECT_EQ(tables("threads3"), tables("threads1"));
}

TEST_F(Training, SaysThatItDiverged) {
  TrainingConfig config = tiny();
  config.learner.network.activation = Activation::identity;
  config.learner.learning_rate = 1e6;
  const std::string text = text_of<gradflow::Error>([&] { start("run", config); });
  EXPECT_TRUE(text.starts_with("train: the loss is ")) << text;
  EXPECT_TRUE(
      text.ends_with(", with learning rate 1000000: training diverged; a smaller rate may "
                     "not"))
      << text;
}

TEST(TrainingConfig, SaysEverythingTheNumbersDependOn) {
  EXPECT_EQ(
      (TrainingConfig{.learner = {.learning_rate = 0.1}, .updates = 500}).text(),
      "network 1024-1000x5-9 tanh, standard initialisation; sgd, learning rate 0.1, 10 "
      "examples an update; Shapeset-3×2 in [-1, 1], validation and test error on 1000 examples "
      "of seeds 2011 and 2010; 500 updates, statistics on the first 300 test examples");
}

TEST(TrainingConfig, KnowsTheSameTrainingWhateverItsLength) {
  const TrainingConfig config{.learner = {.learning_rate = 0.1}, .updates = 500};
  TrainingConfig other = config;
  EXPECT_EQ(config.updates_in(other.text()), 500U);
  other.updates = 499;
  EXPECT_EQ(config.updates_in(other.text()), 499U);
  EXPECT_EQ(other.updates_in(config.text()), 500U);
  other.learner.learning_rate = 0.01;
  EXPECT_FALSE(config.updates_in(other.text()));
  other = config;
  other.statistics_examples = 30;
  EXPECT_FALSE(config.updates_in(other.text()));
  EXPECT_FALSE(
      config.updates_in(config.learner.text() + ";  updates, statistics on the first 300"));
}

TEST(TrainingRuns, OfThePaperLengthenThoseOfTheDesk) {
  for (const char* id : {"train-tanh", "mnist-softsign-n", "depth-sigmoid-2"}) {
    const glorot2010::Run& desk = find_run(Profile::desk, id);
    EXPECT_TRUE(desk.may_be_lengthened) << id;
    const glorot2010::Run& paper = find_run(Profile::paper, id);
    EXPECT_EQ(paper.work_in(desk.configuration), desk.work) << id;
    EXPECT_EQ(desk.work_in(paper.configuration), paper.work) << id;
    EXPECT_LT(desk.work, paper.work) << id;
  }
  EXPECT_FALSE(find_run(Profile::quick, "train-tanh").may_be_lengthened);
  EXPECT_FALSE(find_run(Profile::paper, "train-tanh").may_be_lengthened);
}

TEST(TrainingRuns, HaveOneBudgetAndNameTheirRates) {
  const std::vector<glorot2010::Run> runs = training_runs(Profile::quick);
  ASSERT_EQ(runs.size(), 6u);
  for (const glorot2010::Run& run : runs) {
    EXPECT_EQ(run.work, runs.front().work) << run.id;
    EXPECT_NE(run.configuration.find("learning rate"), std::string::npos);
  }
}

}  // namespace
}  // namespace glorot2010
