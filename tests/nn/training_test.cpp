// Whole training loops: that they learn, and that threads and probes change no bit of them.

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "nn/linear.h"
#include "nn/optim/sgd.h"
#include "nn/sequential.h"
#include "tensor/format.h"
#include "tests/nn/networks.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/thread_count.h"

namespace gradflow::nn {
namespace {

using gradflow::testing::add_layers;
using gradflow::testing::Batch;
using gradflow::testing::expect_same;
using gradflow::testing::loss_of;
using gradflow::testing::random_batch;
using gradflow::testing::ThreadCount;

TEST(Training, LearnsExclusiveOr) {
  Rng rng(2);
  Sequential net;
  net.add<Linear>("h1", 2, 8, init::glorot_uniform(), rng);
  net.add("t1", tanh);
  net.add<Linear>("out", 8, 2, init::glorot_uniform(), rng);
  optim::Sgd sgd(net, {.learning_rate = 0.5, .momentum = 0.9});
  const Batch batch{Tensor::from({4, 2}, {-1, -1, -1, 1, 1, -1, 1, 1}),
                    Tensor::from({4}, {0, 1, 1, 0}, DType::int32)};
  const double before = loss_of(net, batch).value().item();
  for (int step = 0; step < 200; ++step) sgd.backward(loss_of(net, batch));
  EXPECT_GT(before, 0.3);
  EXPECT_LT(loss_of(net, batch).value().item(), 0.01);
}

TEST(Training, FitsALinearMap) {
  Rng rng(2);
  const Tensor x = rng.uniform({64, 3}, -1, 1);
  const Tensor weight = Tensor::from({2, 3}, {1, -2, 0.5, 3, 0, -1});
  const Tensor y = matmul(x, weight, Transpose::no, Transpose::yes) + 0.25;
  Linear layer(3, 2, init::standard_uniform(), rng);
  optim::Sgd sgd(layer, {.learning_rate = 0.5});
  for (int step = 0; step < 300; ++step) sgd.backward(squared_error(layer(x), y));
  EXPECT_TRUE(testing::close(layer.weight().value(), weight, 1e-4));
  EXPECT_TRUE(testing::close(layer.bias().value(), Tensor::full({2}, 0.25), 1e-4));
}

// Watches all that can be watched.
struct Probe {
  explicit Probe(Sequential& net) {
    for (const auto& [path, module] : net.named_modules()) {
      handles.push_back(module->on_forward(
          [this](const Module&, std::span<const Variable>, std::span<const Variable> outputs) {
            seen += rms(outputs[0].value());
          }));
      handles.push_back(
          module->on_backward([this](const Module&, std::span<const Tensor> outputs,
                                     std::span<const Tensor>) { seen += rms(outputs[0]); }));
    }
    for (Parameter* parameter : net.parameters())
      handles.push_back(
          parameter->on_gradient([this](const Node&, const Tensor& g) { seen += rms(g); }));
  }
  double seen = 0;
  std::vector<HookHandle> handles;
};

// Parameters and velocities after twenty steps of a network above the grain.
std::vector<Tensor> train_large(bool probed) {
  Rng rng(4);
  Sequential net;
  add_layers(net, {300, 512, 400, 10}, rng);
  optim::Sgd sgd(net, {.learning_rate = 0.05, .momentum = 0.9, .weight_decay = 1e-3});
  for (int step = 0; step < 20; ++step) {
    const Batch batch = random_batch(rng, 96, 300, 10);
    if (probed) {
      const Probe probe(net);
      sgd.backward(loss_of(net, batch));
      EXPECT_GT(probe.seen, 0);
    } else {
      sgd.backward(loss_of(net, batch));
    }
  }
  std::vector<Tensor> found;
  for (const Parameter* parameter : net.parameters()) found.push_back(parameter->value());
  for (const auto& [path, velocity] : sgd.named_state()) found.push_back(*velocity);
  return found;
}

TEST(Training, GivesTheSameBitsForAnyNumberOfThreads) {
  std::vector<Tensor> alone;
  for (const int threads : {1, 2, 3}) {
    testing::forget_last_team();
    const ThreadCount count(threads);
    const std::vector<Tensor> found = train_large(false);
    EXPECT_EQ(last_team_size(), threads);
    if (threads == 1) alone = found;
    expect_same(found, alone);
  }
}

// Parameters after two hundred steps of plain SGD on mini-batches of ten, in which a weight is
// updated in the walk that forms the gradient of its layer's input.
std::vector<Tensor> train_small_batches() {
  Rng rng(5);
  Sequential net;
  add_layers(net, {300, 512, 500, 7}, rng);
  optim::Sgd sgd(net, {.learning_rate = 0.05});
  for (int step = 0; step < 200; ++step) sgd.backward(loss_of(net, random_batch(rng, 10, 300, 7)));
  std::vector<Tensor> found;
  for (const Parameter* parameter : net.parameters()) found.push_back(parameter->value());
  return found;
}

TEST(Training, GivesTheSameBitsForAnyNumberOfThreadsAfterTwoHundredSteps) {
  std::vector<Tensor> alone;
  for (const int threads : {1, 2, 3, 7}) {
    const ThreadCount count(threads);
    const std::vector<Tensor> found = train_small_batches();
    if (threads == 1) alone = found;
    expect_same(found, alone);
  }
}

TEST(Training, GivesTheSameBitsWithAProbeOnEveryStep) {
  const ThreadCount count(2);
  expect_same(train_large(true), train_large(false));
}

TEST(Training, InfersWithOneModelFromTwoThreads) {
  Rng rng(4);
  Sequential net;
  add_layers(net, {40, 60, 10}, rng);
  const Tensor x = rng.uniform({16, 40}, -1, 1);
  const Tensor expected = net(x).value();  // the first call writes the paths
  std::vector<std::thread> threads;
  std::vector<int> right(2, 0);
  for (std::size_t i = 0; i < right.size(); ++i)
    threads.emplace_back([&, i] {
      const NoGrad scope;
      for (int call = 0; call < 200; ++call)
        if (identical(net(x).value(), expected)) ++right[i];
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, (std::vector<int>{200, 200}));
  EXPECT_TRUE(net.parameters()[0]->value().sole_owner());
}

}  // namespace
}  // namespace gradflow::nn
