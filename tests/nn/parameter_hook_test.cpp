// NOTE: the hook contract (autograd/hook.h) on the parameters of modules.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "nn/linear.h"
#include "nn/optim/sgd.h"
#include "nn/sequential.h"
#include "tests/nn/networks.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::nn {
namespace {

using gradflow::testing::same_bits;
using Log = std::vector<std::string>;

struct ParameterHook : ::testing::Test {
  Rng rng{1};
  const Variable x{rng.uniform({5, 3}, -1, 1)};
  Log log;
};

TEST_F(ParameterHook, SeesItsWholeGradientOnceBeforeTheWeightIsUpdated) {
  Linear layer(3, 3, init::glorot_uniform(), rng);
  const auto loss = [&] { return sum(tanh(layer(tanh(layer(x))))); };  // the weight is used twice
  backward(loss());
  const Tensor whole = layer.weight().gradient();
  layer.clear_gradients();
  const Tensor before = layer.weight().value().clone();
  const HookHandle hook = layer.weight().on_gradient([&](const Node& node, const Tensor& gradient) {
    log.emplace_back(node.label());
    EXPECT_TRUE(same_bits(gradient, whole));
    EXPECT_TRUE(same_bits(node.value(), before));
  });
  optim::Sgd sgd(layer);
  sgd.backward(loss());
  EXPECT_EQ(log, Log{"weight"});
  EXPECT_FALSE(same_bits(layer.weight().value(), before));
}

TEST_F(ParameterHook, ThatFreezesAnotherLeavesItAloneByEitherWayOfUpdating) {
  Sequential net;
  testing::add_layers(net, {3, 4, 2}, rng);
  Parameter& below = *net.named_parameters()[0].item;
  const Tensor before = below.value().clone();
  const HookHandle hook =
      net.named_parameters()[2].item->on_gradient([&](auto&, auto&) { below.freeze(); });
  optim::Sgd sgd(net);
  sgd.backward(sum(net(x)));
  EXPECT_TRUE(same_bits(below.value(), before));
  EXPECT_FALSE(below.has_gradient());
  below.unfreeze();
  backward(sum(net(x)));
  sgd.step();
  EXPECT_TRUE(same_bits(below.value(), before));
  EXPECT_FALSE(below.has_gradient());
}

TEST_F(ParameterHook, KeepsNoGraphAlive) {
  Linear layer(3, 2, init::glorot_uniform(), rng);
  const std::int64_t nodes = live_nodes();
  const HookHandle hook = layer.weight().on_gradient([](const Node&, const Tensor&) {});
  backward(sum(layer(x)));
  EXPECT_EQ(live_nodes(), nodes);
}

// Writes down which gradients arrived as they are, not yet formed.
struct FormedSink final : Sink {
  void settle(Variable leaf, Gradient gradient) override {
    if (gradient.formed()) formed.push_back(std::string(leaf.label()));
  }
  Log formed;
};

TEST_F(ParameterHook, FormsTheGradientAndWhenPausedDoesNot) {
  Sequential net;
  testing::add_layers(net, {3, 4, 2}, rng);
  const auto formed = [&] {
    FormedSink sink;
    backward(sum(net(x)), sink);
    return sink.formed;
  };
  EXPECT_EQ(formed(), (Log{"out.bias", "h1.bias"}));
  HookHandle hook = net.parameters()[0]->on_gradient(
      [&](const Node& node, const Tensor&) { log.emplace_back(node.label()); });
  EXPECT_EQ(formed(), (Log{"out.bias", "h1.weight", "h1.bias"}));
  hook.pause();
  EXPECT_EQ(formed(), (Log{"out.bias", "h1.bias"}));
  EXPECT_EQ(log, Log{"h1.weight"});
  const HookHandle on_module = net.at("h1").on_backward(
      [](const Module&, std::span<const Tensor>, std::span<const Tensor>) {});
  EXPECT_EQ(formed(), (Log{"out.bias", "h1.bias"}));
}

}  // namespace
}  // namespace gradflow::nn
