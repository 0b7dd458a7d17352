// The umbrella header is enough to define, train and watch a model.

#include "nn/gradflow.h"

#include <gtest/gtest.h>

namespace {

using namespace gradflow;  // NOLINT: as in a user's program

TEST(Umbrella, IsEnoughToDefineTrainAndWatchAModel) {
  Rng rng(1);
  nn::Sequential net;
  net.add<nn::Linear>("h1", 2, 8, init::glorot_uniform(), rng);
  net.add("t1", tanh);
  net.add<nn::Linear>("out", 8, 2, init::glorot_uniform(), rng);
  optim::Sgd sgd(net, {.learning_rate = 0.1});

  double largest = 0;
  const HookHandle watch = net.at("t1").on_backward(
      [&](const nn::Module&, std::span<const Tensor> outputs, std::span<const Tensor>) {
        largest = std::max(largest, rms(outputs[0]));
      });
  const Tensor inputs = rng.uniform({16, 2}, -1, 1);
  const Tensor labels = rng.integers({16}, 0, 1);
  const double before = cross_entropy(net(inputs), labels).value().item();
  for (int step = 0; step < 50; ++step) sgd.backward(cross_entropy(net(inputs), labels));
  EXPECT_LT(cross_entropy(net(inputs), labels).value().item(), before);
  EXPECT_GT(largest, 0);
}

}  // namespace
