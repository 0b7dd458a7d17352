// Pre-training by denoising auto-encoders: the cost of a reconstruction by hand, the noise, and
// that both phases record, resume to the same bits and say what is wrong.

#include "studies/glorot2010/training/pretraining.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "studies/glorot2010/model/denoising.h"
#include "studies/support/checkpoint_text.h"
#include "tensor/error.h"
#include "tests/studies/glorot2010/initial_run.h"
#include "tests/studies/scratch_folder.h"
#include "tests/support/expect_tensor.h"

namespace glorot2010 {
namespace {

using gradflow::Rng;
using gradflow::Tensor;
using gradflow::testing::doubles;
using gradflow::testing::same_bits;

double sigma(double s) { return 1 / (1 + std::exp(-s)); }

TEST(DenoisingAutoencoder, UsesTheWeightsBothWays) {
  Rng rng(3);
  Network network(
      {.activation = Activation::sigmoid, .depth = 1, .width = 2, .inputs = 3, .classes = 2}, rng);
  DecoderBiases biases(network.config());
  biases.of_layer(1).update([](Tensor& c) {
    for (float& value : c.edit<float>()) value = 0.3F;
  });
  DenoisingAutoencoder layer(network, biases, 1);
  const Tensor input = Tensor::from({2, 3}, {1, 0, -0.5, 0, 0.25, 0});
  const Tensor target = Tensor::from({2, 3}, {1, 0.5, 0.25, 0, 0.625, 1});
  const Tensor& w = network.linear(1).weight().value();
  double expected = 0;
  for (std::int64_t n = 0; n < 2; ++n)
    for (std::int64_t i = 0; i < 3; ++i) {
      double logit = 0.3;
      for (std::int64_t j = 0; j < 2; ++j) {
        double s = 0;
        for (std::int64_t k = 0; k < 3; ++k) s += w.at({j, k}) * input.at({n, k});
        logit += sigma(s) * w.at({j, i});
      }
      const double t = target.at({n, i}), p = sigma(logit);
      expected -= (t * std::log(p) + (1 - t) * std::log(1 - p)) / 2;
    }
  EXPECT_NEAR(layer.reconstruction_cost(input, target).value().item(), expected, 1e-5);
}

TEST(DenoisingAutoencoder, HasABiasForEachOfItsInputs) {
  DecoderBiases biases({.depth = 3, .width = 6, .widening = 2, .inputs = 5});
  EXPECT_EQ(biases.of_layer(1).value().shape(), (gradflow::Shape{5}));
  EXPECT_EQ(biases.of_layer(2).value().shape(), (gradflow::Shape{4}));
  EXPECT_EQ(biases.of_layer(3).value().shape(), (gradflow::Shape{6}));
}

TEST(MaskingNoise, SetsItsShareToZeroAndLeavesTheRest) {
  const Tensor x = Tensor::full({100, 100}, 0.5);
  const std::vector<double> noisy = doubles(masked(x, 0.25, Rng(4)));
  const auto zeros = std::ranges::count(noisy, 0.0);
  EXPECT_NEAR(static_cast<double>(zeros), 2500, 4 * std::sqrt(10000 * 0.25 * 0.75));
  EXPECT_EQ(std::ranges::count(noisy, 0.5), 10000 - zeros);
  EXPECT_TRUE(same_bits(masked(x, 0.25, Rng(4)), masked(x, 0.25, Rng(4))));
  EXPECT_TRUE(same_bits(masked(x, 0, Rng(4)), x));
}

class Pretraining : public ScratchFolder {
 protected:
  static PretrainingConfig tiny() {
    return {.fine_tuning = {.learner = {.network = {.activation = Activation::sigmoid,
                                                    .depth = 2,
                                                    .width = 12},
                                        .learning_rate = 0.1,
                                        .data = {.held_out = 40}},
                            .updates = 30,
                            .statistics_examples = 30},
            .updates = 40,
            .learning_rate = 0.01};
  }
};

TEST_F(Pretraining, RecordsAFallingReconstructionOfEachLayerAndThenTheTraining) {
  InitialRun run(file("run"));
  ASSERT_TRUE(pretrain_and_train(tiny(), run.context()));
  const studies::Table rows = run.table("pretraining.csv");
  EXPECT_EQ(rows.columns(), (std::vector<std::string>{"layer", "update", "reconstruction"}));
  EXPECT_EQ(rows.column("layer"), (std::vector<double>{1, 1, 1, 1, 2, 2, 2, 2}));
  EXPECT_EQ(rows.column("update"), (std::vector<double>{10, 20, 30, 40, 10, 20, 30, 40}));
  // Saying ½ of everything costs ln 2 for each input.
  EXPECT_NEAR(rows.at(0, "reconstruction") / (1024 * std::log(2)), 1, 0.1);
  EXPECT_LT(rows.at(3, "reconstruction"), rows.at(0, "reconstruction"));
  EXPECT_LT(rows.at(7, "reconstruction"), rows.at(4, "reconstruction"));
  EXPECT_EQ(run.table("errors.csv").column("update"), (std::vector<double>{0, 10, 20, 30}));
  EXPECT_EQ(run.reported.back(), tiny().work());
  EXPECT_TRUE(std::ranges::is_sorted(run.reported));
}

TEST_F(Pretraining, ChangesWhereTheTrainingBegins) {
  InitialRun run(file("run")), plain(file("plain"));
  ASSERT_TRUE(pretrain_and_train(tiny(), run.context()));
  ASSERT_TRUE(train(tiny().fine_tuning, plain.context()));
  EXPECT_NE(run.table("activations.csv").at(0, "L1_std"),
            plain.table("activations.csv").at(0, "L1_std"));
  PretrainingConfig none = tiny();
  none.updates = 0;
  InitialRun without(file("without"));
  ASSERT_TRUE(pretrain_and_train(none, without.context()));
  EXPECT_EQ(csv_text(without.table("errors.csv")), csv_text(plain.table("errors.csv")));
}

TEST_F(Pretraining, StoppedInAnyPhaseAndResumedEndsWithTheSameBits) {
  InitialRun whole(file("whole"));
  ASSERT_TRUE(pretrain_and_train(tiny(), whole.context()));
  for (const std::uint64_t stop : {0, 20, 40, 60, 80, 100}) {
    InitialRun stopped(file("stopped" + std::to_string(stop)));
    stopped.stop_at = stop;
    EXPECT_FALSE(pretrain_and_train(tiny(), stopped.context()));
    EXPECT_EQ(stopped.reported.back(), stop);
    stopped.stop_at = ~std::uint64_t{0};
    stopped.reported.clear();
    ASSERT_TRUE(pretrain_and_train(tiny(), stopped.context()));
    EXPECT_EQ(stopped.reported.front(), stop);
    for (const char* table : {"pretraining.csv", "errors.csv", "activations.csv"})
      EXPECT_EQ(csv_text(stopped.table(table)), csv_text(whole.table(table))) << table << stop;
  }
}

// By these a training that was begun with an earlier build goes on.
TEST_F(Pretraining, KeepsTheNamesOfTheValuesInItsCheckpoints) {
  InitialRun run(file("run"));
  run.stop_at = 100;
  EXPECT_FALSE(pretrain_and_train(tiny(), run.context()));
  const auto has = [&](const char* checkpoint, std::vector<const char*> names) {
    for (const char* name : names)
      EXPECT_NE(studies::checkpoint_text(file("run/run") / checkpoint, name), "") << name;
  };
  has("pretraining.safetensors", {"data", "configuration", "seed", "layer", "update", "costs",
                                  "cost_sum_bits", "pretraining.csv"});
  has("checkpoint.safetensors",
      {"data", "configuration", "seed", "update", "losses", "loss_sum_bits", "errors.csv"});
}

TEST_F(Pretraining, ShowsTheFineTuningToWhoWatches) {
  InitialRun watched(file("watched")), plain(file("plain"));
  watched.context().watch = true;
  testing::internal::CaptureStderr();
  ASSERT_TRUE(pretrain_and_train(tiny(), watched.context()));
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_TRUE(text.starts_with("run  update 0 of 30")) << text;
  ASSERT_TRUE(pretrain_and_train(tiny(), plain.context()));
  EXPECT_EQ(csv_text(watched.table("errors.csv")), csv_text(plain.table("errors.csv")));
}

TEST(PretrainedRun, OfThePaperPreTrainsLongerAndSoGoesOnFromNoneOfTheDesk) {
  const glorot2010::Run& desk = find_run(Profile::desk, "train-pretrained");
  EXPECT_TRUE(desk.configuration.starts_with("50000 updates of each layer")) << desk.configuration;
  const glorot2010::Run& paper = find_run(Profile::paper, "train-pretrained");
  EXPECT_TRUE(paper.configuration.starts_with("300000 updates of each layer"));
  EXPECT_FALSE(desk.may_be_lengthened || desk.work_in || paper.work_in);
}

// A kill makes no checkpoint; what there is was saved on the way.
TEST_F(Pretraining, KilledAndResumedEndsWithTheSameBits) {
  struct Kill {};
  InitialRun whole(file("whole")), killed(file("killed"));
  ASSERT_TRUE(pretrain_and_train(tiny(), whole.context()));
  const auto go_on = killed.context().progress;
  for (const std::uint64_t at : {30, 70, 90}) {
    killed.context().progress = [at](std::uint64_t done, std::string_view) {
      if (done == at) throw Kill();
      return true;
    };
    EXPECT_THROW(pretrain_and_train(tiny(), killed.context(), 0), Kill);
  }
  killed.context().progress = go_on;
  ASSERT_TRUE(pretrain_and_train(tiny(), killed.context()));
  for (const char* table : {"pretraining.csv", "errors.csv"})
    EXPECT_EQ(csv_text(killed.table(table)), csv_text(whole.table(table))) << table;
}

TEST_F(Pretraining, GoesOnFromNoLayersOfAnotherConfiguration) {
  InitialRun run(file("run"));
  run.stop_at = 20;
  EXPECT_FALSE(pretrain_and_train(tiny(), run.context()));
  run.stop_at = ~std::uint64_t{0};
  PretrainingConfig other = tiny();
  other.masking = 0.5;
  const std::string text =
      text_of<gradflow::ArgumentError>([&] { pretrain_and_train(other, run.context()); });
  EXPECT_TRUE(text.starts_with("pretraining: " + file("run/run/pretraining.safetensors").string() +
                               " is of the run \""))
      << text;
}

TEST_F(Pretraining, RefusesUnitsThatReconstructNoProbability) {
  InitialRun run(file("run"));
  PretrainingConfig config = tiny();
  config.fine_tuning.learner.network.activation = Activation::tanh;
  EXPECT_EQ(text_of<gradflow::ArgumentError>([&] { pretrain_and_train(config, run.context()); }),
            "pretraining: given tanh on Shapeset-3×2; sigmoid units on Shapeset are expected");
}

TEST_F(Pretraining, SaysThatItDiverged) {
  InitialRun run(file("run"));
  PretrainingConfig config = tiny();
  config.learning_rate = 1e38;
  const std::string text = text_of<Diverged>([&] { pretrain_and_train(config, run.context()); });
  EXPECT_TRUE(text.starts_with("pretraining: the reconstruction of layer 1 costs ")) << text;
}

}  // namespace
}  // namespace glorot2010
