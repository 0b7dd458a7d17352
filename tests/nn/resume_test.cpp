// A run on shuffled, randomly transformed data that is interrupted in the middle of an epoch and
// goes on in another program has the bits of one left alone.

#include <gtest/gtest.h>

#include "nn/checkpoint.h"
#include "nn/data/data_loader.h"
#include "nn/data/tensor_dataset.h"
#include "nn/data/transform.h"
#include "nn/optim/sgd.h"
#include "tests/nn/networks.h"
#include "tests/nn/temporary_folder.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::data {
namespace {

using gradflow::testing::same_bits;

TensorDataset noise_images() {
  Rng rng(3);
  Tensor images = rng.integers({50, 4, 4}, 0, 255);
  return TensorDataset({std::move(images), rng.integers({50}, 0, 2)});
}

// Every construction of one is a program started anew.
struct Program {
  explicit Program(std::uint64_t seed, int prefetch)
      : loader(images, {.batch_size = 8, .seed = 11, .prefetch = prefetch}) {
    images.add(0, scale(1 / 255.0));
    images.add(0, random_crop(4, 4, 1));
    images.add(0, random_flip());
    images.add(0, [](const Tensor& image, Rng&) { return image.reshape({16}); });
    Rng rng(seed);
    testing::add_layers(net, {16, 6, 3}, rng);
    sgd =
        std::make_unique<optim::Sgd>(net, optim::SgdOptions{.learning_rate = 0.1, .momentum = 0.9});
    checkpoint.add(net);
    checkpoint.add(*sgd);
  }

  // To the end of an epoch, or leaving the loop early after so many batches.
  void train(std::int64_t epochs, int most_batches = 1000) {
    while (loader.epoch() < epochs)
      for (const std::vector<Tensor>& batch : loader) {
        sgd->backward(cross_entropy(net(batch[0]), batch[1]));
        if (--most_batches == 0) return;
      }
  }
  void save(const std::string& path) {
    checkpoint.set("epoch", loader.epoch());
    checkpoint.set("position", loader.position());
// A run that is interrupted in the middle of an epoch ends with the bits of one left alone, for
// every optimiser, with a group, a schedule and a rate that depends on the losses.
#include <string>
#include <vector>
#include "nn/optim/plateau.h"
#include "nn/optim/schedule.h"
#include "tensor/rearrange.h"
#include "tests/nn/optimizer_kinds.h"
namespace gradflow::nn {
using gradflow::testing::Batch;
using gradflow::testing::OptimizerKind;
using gradflow::testing::TemporaryFolder;
constexpr int kBatches = 5, kBatchSize = 4;  // of an epoch
// Batch `i` of an epoch: the rows of a fixed set of points in an order drawn for that epoch.
Batch batch_of(int epoch, int i) {
  Rng data(77);
  const Batch all = testing::random_batch(data, kBatches * kBatchSize, 6, 3);
  const Tensor order =
      Rng(78).at(static_cast<std::uint64_t>(epoch)).permutation(kBatches * kBatchSize);
  std::vector<Tensor> inputs, labels;
  for (int j = 0; j < kBatchSize; ++j) {
    const auto row = static_cast<std::int64_t>(order.at({i * kBatchSize + j}));
    inputs.push_back(all.inputs.rows(row, row + 1));
    labels.push_back(all.labels.rows(row, row + 1));
  return {concatenate(inputs, 0), concatenate(labels, 0)};
// A training run as a program has it; every construction of one is a program started anew.
  Program(const OptimizerKind& kind, std::uint64_t seed) {
    testing::add_layers(net, {6, 8, 5, 3}, rng);
    optimizer = kind.make(net, {optim::parameters_below("out", {.rate_factor = 0.5}),
                                optim::parameters_below("h1", {.weight_decay = 0.1})});
    checkpoint.add(*optimizer);
  void train(int until) {
    for (; step < until; ++step) {
      optimizer->set_learning_rate(rate(step) * plateau.learning_rate());
      const Variable loss = testing::loss_of(net, batch_of(step / kBatches, step % kBatches));
      plateau.see(loss.value().item());
      optimizer->backward(loss);
    }
    checkpoint.set("step", step);
    checkpoint.set("plateau", plateau.state());
    checkpoint.save(path);
  }
  void load(const std::string& path) {
    checkpoint.load(path);
    loader.seek(checkpoint.number("epoch"), checkpoint.number("position"));
  }

  TensorDataset dataset = noise_images();
  Transformed images{dataset};
  DataLoader loader;
  nn::Sequential net;
  std::unique_ptr<optim::Sgd> sgd;
  nn::Checkpoint checkpoint;
};

TEST(ResumedRun, HasTheBitsOfOneLeftAloneWhereverItWasInterrupted) {
  Program alone(1, 2);
  alone.train(3);
  const testing::TemporaryFolder folder;
  const std::string path = folder.file("run.safetensors");
  // In the middle of the first epoch, behind the last batch of one, and in the second.
  for (const int batches : {3, 7, 12}) {
    {
      Program interrupted(1, 2);
      interrupted.train(3, batches);
      interrupted.save(path);
      interrupted.train(3, 2);  // lost with the program
    }
    Program resumed(2, batches % 2);
    resumed.load(path);
    resumed.train(3);
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_TRUE(
          same_bits(resumed.net.parameters()[i]->value(), alone.net.parameters()[i]->value()));
      EXPECT_TRUE(
          same_bits(*resumed.sgd->named_state()[i].item, *alone.sgd->named_state()[i].item));
    }
  }
}

}  // namespace
}  // namespace gradflow::data
    step = static_cast<int>(checkpoint.number("step"));
    plateau.restore(checkpoint.text("plateau"));
  Sequential net;
  std::unique_ptr<optim::Optimizer> optimizer;
  optim::Schedule rate = optim::linear_warm_up(0.02, 4).then(4, optim::cosine_decay(0.02, 20));
  optim::ReduceOnPlateau plateau{1, {.factor = 0.5, .patience = 1}};
  Checkpoint checkpoint;
  int step = 0;
struct ResumedRun : ::testing::TestWithParam<OptimizerKind> {};
TEST_P(ResumedRun, EndsWithTheBitsOfOneLeftAlone) {
  const TemporaryFolder folder;
  Program alone(GetParam(), 1);
  alone.train(4 * kBatches);
  {
    Program interrupted(GetParam(), 1);
    interrupted.train(kBatches + 2);
    interrupted.save(path);
    interrupted.train(kBatches + 4);  // lost with the program
  Program resumed(GetParam(), 2);
  resumed.load(path);
  EXPECT_EQ(resumed.step, kBatches + 2);
  resumed.train(4 * kBatches);
  EXPECT_LT(alone.plateau.learning_rate(), 1);  // it had something to keep
  EXPECT_EQ(resumed.plateau.state(), alone.plateau.state());
  const auto expected = alone.net.parameters(), found = resumed.net.parameters();
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_TRUE(same_bits(found[i]->value(), expected[i]->value())) << expected[i]->label();
  const auto expected_state = alone.optimizer->named_state();
  const auto found_state = resumed.optimizer->named_state();
  ASSERT_EQ(found_state.size(), expected_state.size());
  for (std::size_t i = 0; i < expected_state.size(); ++i)
    EXPECT_TRUE(same_bits(*found_state[i].item, *expected_state[i].item)) << expected_state[i].path;
INSTANTIATE_TEST_SUITE_P(Kinds, ResumedRun, ::testing::ValuesIn(testing::optimizer_kinds()),
                         [](const auto& tested) { return tested.param.name; });
}  // namespace gradflow::nn
