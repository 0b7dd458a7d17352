// A run that is interrupted in the middle of an epoch ends with the bits of one left alone, for
// every optimiser, with dropout, a shuffling loader that prefetches, a group, a schedule and a rate
// that depends on the losses.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "nn/checkpoint.h"
#include "nn/data/data_loader.h"
#include "nn/data/tensor_dataset.h"
#include "nn/dropout.h"
#include "nn/optim/plateau.h"
#include "nn/optim/schedule.h"
#include "tests/nn/networks.h"
#include "tests/nn/optimizer_kinds.h"
#include "tests/nn/temporary_folder.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::nn {
namespace {

using gradflow::testing::Batch;
using gradflow::testing::OptimizerKind;
using gradflow::testing::same_bits;
using gradflow::testing::TemporaryFolder;

constexpr int kBatches = 5, kBatchSize = 4;  // of an epoch

std::vector<Tensor> points() {
  Rng rng(77);
  Batch all = testing::random_batch(rng, kBatches * kBatchSize, 6, 3);
  return {std::move(all.inputs), std::move(all.labels)};
}

// A training run as a program has it; every construction of one is a program started anew.
struct KindProgram {
  KindProgram(const OptimizerKind& kind, std::uint64_t seed) {
    Rng rng(seed);
    net.add<Dropout>("drop0", 0.2, rng);
    testing::add_layers(net, {6, 8, 5, 3}, rng);
    optimizer = kind.make(net, {optim::parameters_below("out", {.rate_factor = 0.5}),
                                optim::parameters_below("h1", {.weight_decay = 0.1})});
    checkpoint.add(net);
    checkpoint.add(*optimizer);
  }

  void train(int until) {
    for (; step < until; ++step) {
      const std::vector<Tensor> batch = loader.next();
      optimizer->set_learning_rate(rate(step) * plateau.learning_rate());
      const Variable loss = cross_entropy(net(batch[0]), batch[1]);
      plateau.see(loss.value().item());
      optimizer->backward(loss);
    }
  }
  void save(const std::string& path) {
    checkpoint.set("step", step);
    checkpoint.set("epoch", loader.epoch());
    checkpoint.set("position", loader.position());
    checkpoint.set("plateau", plateau.state());
    checkpoint.save(path);
  }
  void load(const std::string& path) {
    checkpoint.load(path);
    step = static_cast<int>(checkpoint.number("step"));
    loader.seek(checkpoint.number("epoch"), checkpoint.number("position"));
    plateau.restore(checkpoint.text("plateau"));
  }

  data::TensorDataset dataset{points()};
  data::DataLoader loader{dataset, {.batch_size = kBatchSize, .seed = 78}};
  Sequential net;
  std::unique_ptr<optim::Optimizer> optimizer;
  optim::Schedule rate = optim::linear_warm_up(0.02, 4).then(4, optim::cosine_decay(0.02, 20));
  optim::ReduceOnPlateau plateau{1, {.factor = 0.5, .patience = 1}};
  Checkpoint checkpoint;
  int step = 0;
};

struct ResumedRun : ::testing::TestWithParam<OptimizerKind> {};

TEST_P(ResumedRun, EndsWithTheBitsOfOneLeftAlone) {
  const TemporaryFolder folder;
  const std::string path = folder.file("run.safetensors");
  KindProgram alone(GetParam(), 1);
  alone.train(4 * kBatches);
  {
    KindProgram interrupted(GetParam(), 1);
    interrupted.train(kBatches + 2);
    interrupted.save(path);
    interrupted.train(kBatches + 4);  // lost with the program
  }
  KindProgram resumed(GetParam(), 2);
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
}

INSTANTIATE_TEST_SUITE_P(Kinds, ResumedRun, ::testing::ValuesIn(testing::optimizer_kinds()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace gradflow::nn
