// The variations of the paper's trainings: widths, depths, the quadratic cost; and that the runs
// which were there before them keep their configurations, by which finished results are recognised.

#include "studies/glorot2010/training/variations.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "autograd/ops/cross_entropy.h"
#include "studies/glorot2010/experiment.h"
#include "studies/glorot2010/model/cost.h"
#include "studies/glorot2010/training/models.h"
#include "studies/glorot2010/training/training.h"
#include "tensor/error.h"
#include "tests/studies/glorot2010/initial_run.h"
#include "tests/studies/scratch_folder.h"

namespace glorot2010 {
namespace {

using gradflow::Rng;
using gradflow::Tensor;

TEST(Configurations, OfTheRunsWithFinishedResultsDoNotChange) {
  EXPECT_EQ(find_run(Profile::desk, "train-tanh").configuration,
            "network 1024-1000x5-9 tanh, standard initialisation; sgd, learning rate 0.03, 10 "
            "examples an update; Shapeset-3×2 in [-1, 1], validation and test error on 10000 "
            "examples of seeds 2011 and 2010; 500000 updates, statistics on the first 300 test "
            "examples");
  EXPECT_EQ(find_run(Profile::desk, "rate-mnist-softsign-n").configuration,
            "learning rates 0.003, 0.01, 0.03, 0.1, 0.3, 20000 updates each; network and data of: "
            "network 784-1000x5-10 softsign, normalised initialisation; sgd, learning rate 0.01, "
            "10 examples an update; MNIST");
}

TEST(Widening, LeavesTheMiddleLayerItsWidth) {
  const auto widths = [](const NetworkConfig& config) {
    std::vector<std::int64_t> all;
    for (int i = 1; i <= config.depth; ++i) all.push_back(config.width_of(i));
    return all;
  };
  EXPECT_EQ(widths({.widening = 200}), (std::vector<std::int64_t>{600, 800, 1000, 1200, 1400}));
  EXPECT_EQ(widths({.widening = -200}), (std::vector<std::int64_t>{1400, 1200, 1000, 800, 600}));
  EXPECT_EQ(widths({.depth = 2, .width = 10, .widening = 4}), (std::vector<std::int64_t>{8, 12}));
  EXPECT_EQ(widths({.depth = 2}), (std::vector<std::int64_t>{1000, 1000}));
}

TEST(Widening, IsSaidByTheTextAndMadeByTheNetwork) {
  const NetworkConfig config{.depth = 3, .width = 6, .widening = -2, .inputs = 5, .classes = 2};
  EXPECT_EQ(config.text(), "network 5-8-6-4-2 tanh, standard initialisation");
  Rng rng(1);
  Network network(config, rng);
  EXPECT_EQ(network.linear(2).weight().value().shape(), (gradflow::Shape{6, 8}));
  EXPECT_EQ(network.output().weight().value().shape(), (gradflow::Shape{2, 4}));
  EXPECT_EQ(network.parameter_count(), 6 * 8 + 9 * 6 + 7 * 4 + 5 * 2);
}

TEST(Widening, ThatLeavesALayerWithoutUnitsIsRefused) {
  Rng rng(1);
  EXPECT_EQ(text_of<gradflow::ArgumentError>(
                [&] { Network network({.width = 40, .widening = 20, .inputs = 4}, rng); }),
            "Network: hidden layer 1 has 0 units, expected at least 1");
}

TEST(QuadraticCost, IsHalfTheSquaredDistanceFromTheLabelMeanOverTheBatch) {
  const std::vector<std::vector<double>> z = {{0.5, -1.0, 0.25}, {2.0, 0.0, -0.5}};
  const std::vector<int> label = {2, 1};
  double expected = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    double sum = 0;
    for (const double value : z[i]) sum += std::exp(value);
    for (std::size_t k = 0; k < z[i].size(); ++k) {
      const double target = static_cast<int>(k) == label[i] ? 1 : 0;
      expected += std::pow(std::exp(z[i][k]) / sum - target, 2) / 2 / 2;
    }
  }
  const gradflow::Variable logits =
      Tensor::from({2, 3}, {z[0][0], z[0][1], z[0][2], z[1][0], z[1][1], z[1][2]});
  const Tensor labels = Tensor::from({2}, {2, 1}, gradflow::DType::int32);
  EXPECT_NEAR(cost_of(Cost::quadratic, logits, labels).value().item(), expected, 1e-6);
  EXPECT_EQ(cost_of(Cost::cross_entropy, logits, labels).value().item(),
            cross_entropy(logits, labels).value().item());
}

TEST(QuadraticCost, RefusesALabelThatIsNoClass) {
  const Tensor labels = Tensor::from({1}, {3}, gradflow::DType::int32);
  EXPECT_EQ(text_of<gradflow::ArgumentError>([&] {
              cost_of(Cost::quadratic, Tensor::zeros({1, 3}), labels);
            }),
            "quadratic cost: label 3 is no class; there are 3");
}

class Variations : public ScratchFolder {
 protected:
  static TrainingConfig tiny() {
    return {.learner = {.network = {.depth = 2, .width = 12, .widening = 4},
                        .learning_rate = 0.1,
                        .data = {.held_out = 40},
                        .cost = Cost::quadratic},
            .updates = 60,
            .statistics_examples = 30};
  }
};

// Score and telemetry speak of the cross-entropy whatever is trained on.
TEST_F(Variations, QuadraticTrainingRecordsItsOwnCostBesideTheCrossEntropy) {
  InitialRun run(file("run"));
  ASSERT_TRUE(train(tiny(), run.context()));
  const studies::Table errors = run.table("errors.csv");
  for (const double loss : errors.column("training_loss")) EXPECT_LT(loss, 1);
  for (const double loss : errors.column("validation_loss")) EXPECT_GT(loss, 1.5);
  EXPECT_NE(tiny().text().find("sgd on the quadratic cost, learning rate"), std::string::npos);
}

TEST_F(Variations, StoppedAndResumedEndWithTheSameBits) {
  InitialRun whole(file("whole")), stopped(file("stopped"));
  ASSERT_TRUE(train(tiny(), whole.context()));
  stopped.stop_at = 30;
  EXPECT_FALSE(train(tiny(), stopped.context()));
  stopped.stop_at = ~std::uint64_t{0};
  ASSERT_TRUE(train(tiny(), stopped.context()));
  for (const char* table : {"errors.csv", "weight_gradients.csv"})
    EXPECT_EQ(csv_text(stopped.table(table)), csv_text(whole.table(table))) << table;
}

// A finite set: the epochs after the first show the same examples in another order.
TEST(FixedExamples, ComeBackInEachEpochInAnotherOrder) {
  const auto data = open_data({.batch = 5, .held_out = 4, .fixed = 20}, 7, {});
  const auto stream = open_data({.batch = 20, .held_out = 4}, 7, {});
  const auto sums = [](Data& from, std::int64_t first, std::int64_t last) {
    std::vector<double> all;
    for (std::int64_t update = first; update < last; ++update) {
      const studies::Examples batch = from.batch(update);
      for (std::int64_t i = 0; i < batch.size(); ++i) {
        const auto image = batch.images.rows(i, i + 1).values<float>();
        all.push_back(std::accumulate(image.begin(), image.end(), 0.0));
      }
    }
    return all;
  };
  std::vector<double> first = sums(*data, 0, 4), second = sums(*data, 4, 8);
  std::vector<double> drawn = sums(*stream, 0, 1);
  EXPECT_NE(first, second);
  for (auto* order : {&first, &second, &drawn}) std::ranges::sort(*order);
  EXPECT_EQ(first, second);
  EXPECT_EQ(first, drawn);
  EXPECT_EQ(data->text(),
            "Shapeset in [-1, 1]; validation and test: 4 examples of seeds 2011 and 2010; trained "
            "on a fixed set of 20");
}

TEST(VariationRuns, BelongToTheLongProfilesAndHaveOneBudget) {
  EXPECT_TRUE(variation_runs(Profile::quick).empty());
  for (const glorot2010::Run& run : variation_runs(Profile::desk)) {
    EXPECT_EQ(run.work, run.id.ends_with("-long") ? 500'000U : 100'000U) << run.id;
    EXPECT_FALSE(run.item.empty() || run.about.empty() || run.unit.empty()) << run.id;
  }
  std::vector<std::string> ids;
  for (const Profile profile : {Profile::desk, Profile::paper})
    for (const glorot2010::Run& run : runs_of(profile)) {
      const std::string id = std::string(name(profile)) + run.id;
      EXPECT_EQ(std::count(ids.begin(), ids.end(), id), 0) << id;
      ids.push_back(id);
    }
  EXPECT_EQ(find_run(Profile::paper, "depth-sigmoid-3").work, 2'500'000U);
}

TEST(VariationRuns, HaveTheDepthsThatAreNotTrainedAnyway) {
  EXPECT_EQ(run_of_depth(Activation::tanh, 5), "train-tanh");
  EXPECT_EQ(run_of_depth(Activation::softsign, 5), "train-softsign");
  EXPECT_EQ(run_of_depth(Activation::sigmoid, 4), "train-sigmoid-4");
  EXPECT_EQ(run_of_depth(Activation::sigmoid, 3), "depth-sigmoid-3");
  for (const Activation activation : {Activation::tanh, Activation::softsign, Activation::sigmoid})
    for (int depth = 1; depth <= 5; ++depth)
      EXPECT_EQ(find_run(Profile::desk, run_of_depth(activation, depth)).unit, "updates");
  std::vector<std::string> trained_anyway;
  for (const Model& model : kModels) {
    const double rate = learning_rate(Profile::desk, model, DataSet::shapeset);
    const LearnerConfig learner = {.network = network_of(model, DataSet::shapeset),
                                   .learning_rate = rate,
                                   .data = {.held_out = 10}};
    trained_anyway.push_back(learner.text());
  }
  for (const Variation& variation : variations(10))
    EXPECT_EQ(std::ranges::count(trained_anyway, variation.learner.text()), 0) << variation.id;
}

// Whose configuration says nothing of the rate that it found.
TEST(VariationRuns, ThatNameARateRunHaveIt) {
  int searched = 0;
  for (const Variation& variation : variations(100)) {
    LearnerConfig learner = variation.learner;
    learner.data.held_out = 10000;
    learner.learning_rate = LearnerConfig{}.learning_rate;
    for (const std::string& run : variation.rate_runs) {
      ++searched;
      const std::string& searching = find_run(Profile::desk, run).configuration;
      EXPECT_NE(searching.find(learner.text()), std::string::npos) << searching;
    }
  }
  EXPECT_GE(searched, 2);
}

}  // namespace
}  // namespace glorot2010
