// The training of the study deep_signal on networks of a few layers: that an interrupted one ends
// with the bits of one left alone, that watching changes none, and what its tables hold.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "nn/gradflow.h"
#include "studies/deep_signal/designs.h"
#include "studies/deep_signal/learning.h"
#include "studies/deep_signal/side_by_side.h"
#include "studies/deep_signal/signal.h"
#include "studies/deep_signal/training.h"
#include "tests/studies/scratch_folder.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace deep_signal {
namespace {

using gradflow::Tensor;
using gradflow::testing::expect_error;
using gradflow::testing::same_bits;

const Design& design(std::string_view name) {
  static const std::vector<Design> designs = trained_designs();
  return *std::ranges::find(designs, name, &Design::name);
}

bool to_the_end(std::int64_t, double) { return true; }

class DeepTraining : public ScratchFolder {
 protected:
  static Recipe small() {
    return {.depth = 4,
            .steps = 12,
            .batch = 8,
            .report_every = 4,
            .watched_error = 30,
            .final_error = 50,
            .seed = 3};
  }
  std::filesystem::path folder(const std::string& name) const {
    std::filesystem::create_directories(file(name));
    return file(name);
  }
  static std::vector<Tensor> state(Training& training) {
    std::vector<Tensor> values;
    for (const auto& [path, parameter] : training.net().named_parameters())
      values.push_back(parameter->value());
    for (const auto& [path, buffer] : training.net().named_buffers()) values.push_back(*buffer);
    return values;
  }
  static void expect_same(Training& got, Training& expected) {
    const std::vector<Tensor> a = state(got), b = state(expected);
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(same_bits(a[i], b[i]));
  }
};

TEST_F(DeepTraining, RefusesADamagedCheckpoint) {
  const char* name = "residual_layer_norm";
  Training(design(name), small(), folder("out")).run(to_the_end);
  const std::string checkpoint = fmt::format("out/{}.safetensors", name);
  put(checkpoint, get(checkpoint).substr(0, 3000));
  const std::string text =
      text_of<gradflow::FileError>([&] { Training(design(name), small(), folder("out")); });
  EXPECT_NE(text.find("residual_layer_norm.safetensors"), std::string::npos) << text;
}

TEST_F(DeepTraining, GoesOnFromItsCheckpointWithTheSameBits) {
  for (const char* name : {"residual_batch_norm", "residual_layer_norm"}) {
    Training whole(design(name), small(), folder("whole"));
    EXPECT_TRUE(whole.run(to_the_end));
    {
      Training cut(design(name), small(), folder("cut"));
      EXPECT_FALSE(cut.run([](std::int64_t step, double) { return step < 8; }));
      EXPECT_FALSE(cut.finished());
    }
    Training resumed(design(name), small(), folder("cut"));
    EXPECT_EQ(resumed.curve().rows(), 2U);
    EXPECT_TRUE(resumed.run(to_the_end));
    expect_same(resumed, whole);
    EXPECT_EQ(csv_text(resumed.curve()), csv_text(whole.curve()));
    EXPECT_EQ(csv_text(resumed.layers()), csv_text(whole.layers()));
    EXPECT_EQ(resumed.error(), whole.error());
  }
}

TEST_F(DeepTraining, IsFinishedWhenItsCheckpointIs) {
  Training first(design("residual"), small(), folder("out"));
  first.run(to_the_end);
  Training again(design("residual"), small(), folder("out"));
  EXPECT_TRUE(again.finished());
  expect_same(again, first);
}

TEST_F(DeepTraining, StartsAnewForAnotherRecipeOrDepth) {
  Training(design("residual"), small(), folder("out")).run(to_the_end);
  Recipe other = small();
  other.seed = 4;
  EXPECT_FALSE(Training(design("residual"), other, folder("out")).finished());
  Training unspoilt(design("residual"), other, folder("elsewhere"));
  Training anew(design("residual"), other, folder("out"));
  expect_same(anew, unspoilt);
  other.depth = 3;
  Training shallower(design("residual"), other, folder("out"));
  EXPECT_TRUE(shallower.run(to_the_end));
}

TEST_F(DeepTraining, WatchingAndJudgingChangeNoBit) {
  Recipe seldom = small();
  seldom.report_every = 12;
  Training often(design("residual_batch_norm"), small(), folder("often"));
  Training once(design("residual_batch_norm"), seldom, folder("once"));
  often.run(to_the_end);
  once.run(to_the_end);
  expect_same(often, once);
}

TEST_F(DeepTraining, RecordsEveryLayerOfTheWatchedSteps) {
  Training training(design("layer_norm"), small(), folder("out"));
  training.run(to_the_end);
  EXPECT_EQ(training.curve().column("step"), (std::vector<double>{4, 8, 12}));
  const studies::Table& layers = training.layers();
  ASSERT_EQ(layers.rows(), 12U);  // four layers at steps 0, 4 and 8
  for (std::size_t row = 0; row < layers.rows(); ++row) {
    const std::size_t watched = row / 4, layer = row % 4;
    EXPECT_EQ(layers.at(row, "step"), 4 * static_cast<double>(watched));
    EXPECT_EQ(layers.at(row, "layer"), static_cast<double>(layer + 1));
    EXPECT_GT(layers.at(row, "z"), 0);
    EXPECT_GT(layers.at(row, "dz"), 0);
  }
}

TEST_F(DeepTraining, LearnsOnAFewLayers) {
  Recipe longer = small();
  longer.steps = 300;
  longer.report_every = 100;
  Training training(design("residual_layer_norm"), longer, folder("out"));
  training.run(to_the_end);
  EXPECT_LT(training.curve().last("loss"), training.curve().at(0, "loss"));
}

TEST_F(DeepTraining, SaysWhichNetworkDivergesAndWhen) {
  Recipe wild = small();
  wild.learning_rate = 1e30;
  Training training(design("plain_he"), wild, folder("out"));
  const std::string text = text_of<gradflow::Error>([&] { training.run(to_the_end); });
  EXPECT_TRUE(text.starts_with("deep_signal: the loss of plain_he is ")) << text;
  EXPECT_TRUE(text.ends_with(" at step 1")) << text;
}

TEST_F(DeepTraining, RefusesANetworkThatThereIsNot) {
  studies::StudyOptions options{.out = file("out"), .data_dir = {}, .own = {{"network", "deeper"}}};
  expect_error<gradflow::ArgumentError>(
      [&] { train_one(trained_designs(), small(), options); },
      "--network deeper: expected one of plain, plain_normalised, plain_he, residual, layer_norm, "
      "batch_norm, residual_layer_norm, residual_batch_norm");
}

TEST_F(DeepTraining, StopsWhenNobodyReadsHowFarItIs) {
  studies::StudyOptions options{
      .out = folder("out"), .data_dir = {}, .own = {{"network", "residual"}}};
  const int out = ::dup(STDOUT_FILENO), full = ::open("/dev/full", O_WRONLY);
  ::dup2(full, STDOUT_FILENO);
  const std::string text =
      text_of<gradflow::Error>([&] { train_one(trained_designs(), small(), options); });
  ::dup2(out, STDOUT_FILENO);
  ::close(full);
  ::close(out);
  EXPECT_EQ(text, "interrupted; the same command goes on from there");
  EXPECT_EQ(Training(design("residual"), small(), options.out).curve().rows(), 1U);
}

TEST(DeepSignal, TakesAnotherRateAndRefusesWhatIsNone) {
  const auto options = [](const char* rate) {
    return studies::StudyOptions{.out = {}, .data_dir = {}, .own = {{"rate", rate}}};
  };
  EXPECT_EQ(recipe_of(options("0.0001")).learning_rate, 0.0001);
  for (const char* rate : {"fast", "0", "-1", "1e-4x", "inf"})
    expect_error<gradflow::ArgumentError>(
        [&] { recipe_of(options(rate)); },
        fmt::format("--rate {}: expected a number above 0", rate));
}

TEST(DeepSignal, RatioIsAboveOneAndInfiniteWhenNothingIsLeft) {
  const Signal shrinking{.activations = {}, .gradients = {0.5, 1, 2}};
  const Signal growing{.activations = {}, .gradients = {2, 1, 0.5}};
  const Signal lost{.activations = {}, .gradients = {0, 0, 0}};
  EXPECT_EQ(shrinking.ratio(), 4);
  EXPECT_EQ(growing.ratio(), 4);
  EXPECT_EQ(lost.ratio(), std::numeric_limits<double>::infinity());
}

TEST(DeepSignal, ResidualsWithLayerNormKeepTheGradientOfThirtyLayers) {
  EXPECT_LT(signal_of(design("residual_layer_norm"), 30, 1).ratio(), 10);
  EXPECT_GT(signal_of(design("plain"), 30, 1).ratio(), 1e6);
}

}  // namespace
}  // namespace deep_signal
