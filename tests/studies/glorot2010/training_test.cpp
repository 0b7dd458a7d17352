// The training loop on a tiny network: what it records, that it resumes to the same bits wherever
// it was stopped or killed, and that it says so when it diverges.

#include "studies/glorot2010/training/training.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "autograd/backward.h"
#include "autograd/ops/cross_entropy.h"
#include "studies/glorot2010/training/telemetry.h"
#include "studies/support/csv.h"
#include "studies/support/shapeset.h"
#include "tensor/arithmetic.h"
#include "tensor/error.h"
#include "tests/studies/scratch_folder.h"
#include "tests/support/thread_count.h"

namespace glorot2010 {
namespace {

using gradflow::testing::ThreadCount;
using studies::shapeset::Batch;
using studies::shapeset::Shapeset;

class Training : public ScratchFolder {
 protected:
  static TrainingConfig tiny() {
    return {.learner = {.network = {.depth = 2, .width = 12},
                        .learning_rate = 0.05,
                        .data = {.held_out = 40}},
            .updates = 60,
            .statistics_examples = 30};
  }

  // One start of the run in the folder of that name, until `progress` says stop or throws.
  bool start(const std::string& name, const TrainingConfig& config,
             const std::function<bool(std::uint64_t)>& progress, double checkpoint_seconds = 1e9) {
    studies::RunFolder folder(file(""), name);
    studies::Manifest manifest;
    manifest.run = name;
    manifest.configuration = config.text();
    const auto before = studies::read_manifest(folder.path());
    folder.begin(manifest, before && config.lengthens(before->manifest.configuration));
    RunContext context{.folder = folder,
                       .data_dir = {},
                       .watch = false,
                       .progress = [&](std::uint64_t done, std::string_view text) {
                         status_ = text;
                         return progress(done);
                       }};
    return train(config, context, checkpoint_seconds);
  }
  bool start(const std::string& name, const TrainingConfig& config) {
    return start(name, config, [](std::uint64_t) { return true; });
  }

  // All tables of the run.
  std::map<std::string, std::string> tables(const std::string& name) const {
    std::map<std::string, std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(file(name)))
      if (entry.path().extension() == ".csv")
        found[entry.path().filename().string()] =
            get(name + "/" + entry.path().filename().string());
    return found;
  }

  std::string status_;
};

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

TEST_F(Training, StoppedAnywhereAndResumedEndsWithTheSameBits) {
  ASSERT_TRUE(start("whole", tiny()));
  for (const std::uint64_t stop : {0, 10, 30, 50}) {
    const std::string name = "stopped" + std::to_string(stop);
    EXPECT_FALSE(start(
        name, tiny(), [&](std::uint64_t done) { return done < stop; }, 1e9));
    EXPECT_TRUE(std::filesystem::exists(file(name + "/checkpoint.safetensors")));
    std::uint64_t resumed_at = 1000;
    EXPECT_TRUE(start(name, tiny(), [&](std::uint64_t done) {
      resumed_at = std::min(resumed_at, done);
      return true;
    }));
    EXPECT_EQ(resumed_at, stop);
    EXPECT_EQ(tables(name), tables("whole")) << stop;
  }
}

// A kill: no checkpoint is made at that moment, only those before it count. Rows that were recorded
// after the last of them are recorded again, and not twice.
TEST_F(Training, KilledAndResumedEndsWithTheSameBits) {
  struct Kill {};
  ASSERT_TRUE(start("whole", tiny()));
  for (const double checkpoint_seconds : {0.0, 1e9}) {
    for (int starts = 0; starts < 2; ++starts)  // killed twice
      EXPECT_THROW(start(
                       "killed", tiny(),
                       [&](std::uint64_t done) {
                         if (done == 20u + 20u * static_cast<unsigned>(starts)) throw Kill();
                         return true;
                       },
                       checkpoint_seconds),
                   Kill);
    EXPECT_TRUE(start("killed", tiny()));
    EXPECT_EQ(tables("killed"), tables("whole"));
    std::filesystem::remove_all(file("killed"));
  }
}

// The rows of the shorter one stay; those that only the longer one would have had are not there.
TEST_F(Training, GoesOnFromTheEndOfAShorterOneWithTheSameBits) {
  TrainingConfig shorter = tiny();
  shorter.updates = 40;
  ASSERT_TRUE(start("whole", tiny()));
  ASSERT_TRUE(start("lengthened", shorter));
  EXPECT_TRUE(std::filesystem::exists(file("lengthened/histograms.csv")));
  ASSERT_TRUE(start("lengthened", tiny()));
  EXPECT_EQ(tables("lengthened"), tables("whole"));
}

TEST_F(Training, LeavesTheHistogramsOfWhereItWasStopped) {
  TrainingConfig shorter = tiny();
  shorter.updates = 30;
  ASSERT_TRUE(start("shorter", shorter));
  EXPECT_FALSE(start("stopped", tiny(), [](std::uint64_t done) { return done < 30; }));
  EXPECT_EQ(tables("stopped").at("histograms.csv"), tables("shorter").at("histograms.csv"));
}

TEST_F(Training, ResumesWithoutItsTables) {
  ASSERT_TRUE(start("whole", tiny()));
  EXPECT_FALSE(start("run", tiny(), [](std::uint64_t done) { return done < 30; }));
  for (const auto& [name, text] : tables("run")) std::filesystem::remove(file("run/" + name));
  EXPECT_TRUE(start("run", tiny()));
  EXPECT_EQ(tables("run"), tables("whole"));
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

TEST(TrainingConfig, LengthensTheSameTrainingToFewerUpdates) {
  const TrainingConfig config{.learner = {.learning_rate = 0.1}, .updates = 500};
  TrainingConfig other = config;
  EXPECT_FALSE(config.lengthens(other.text()));
  other.updates = 499;
  EXPECT_TRUE(config.lengthens(other.text()));
  EXPECT_FALSE(other.lengthens(config.text()));
  other.learner.learning_rate = 0.01;
  EXPECT_FALSE(config.lengthens(other.text()));
  other = config;
  other.statistics_examples = 30;
  EXPECT_FALSE(config.lengthens(other.text()));
  EXPECT_FALSE(config.lengthens(config.learner.text() + ";  updates, statistics on the first 300"));
}

TEST(TrainingRuns, OfThePaperLengthenThoseOfTheDesk) {
  for (const char* id : {"train-tanh", "mnist-softsign-n", "depth-sigmoid-2"}) {
    const glorot2010::Run& desk = find_run(Profile::desk, id);
    EXPECT_TRUE(desk.may_be_lengthened) << id;
    EXPECT_TRUE(find_run(Profile::paper, id).lengthens(desk.configuration)) << id;
    EXPECT_FALSE(desk.lengthens(find_run(Profile::paper, id).configuration)) << id;
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
