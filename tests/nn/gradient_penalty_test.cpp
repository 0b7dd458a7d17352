// Models that train on their own gradients: a critic whose slope is to be 1 everywhere (Gulrajani
// et al. 2017, "Improved training of Wasserstein GANs").

#include <gtest/gtest.h>

#include <vector>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "autograd/recorded_pass.h"
#include "nn/optim/sgd.h"
#include "tests/nn/networks.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::nn {
namespace {

using gradflow::testing::add_layers;
using gradflow::testing::expect_error;
using gradflow::testing::same_bits;

// The mean over a batch of (|dy/dx| - 1)².
Variable penalty_of(Layer<Variable(Variable)>& critic, const Tensor& points) {
  const Variable x(points, RequiresGradient::yes);
  const Variable y = critic(x);
  const auto [slope] = differentiable_gradients(y, {x}, Tensor::ones(y.shape()));
  return mean(pow(sqrt(sum(slope * slope, 1)) - 1, 2));
}

TEST(GradientPenalty, TrainsACriticToASlopeOfOne) {
  Rng rng(4);
  Sequential critic;
  add_layers(critic, {2, 16, 1}, rng);
  optim::Sgd sgd(critic, {.learning_rate = 0.2});
  const Tensor unseen = rng.uniform({64, 2}, -1, 1);
  const double before = penalty_of(critic, unseen).value().item();
  for (int step = 0; step < 300; ++step)
    sgd.backward(penalty_of(critic, rng.uniform({32, 2}, -1, 1)));
  EXPECT_GT(before, 0.05);
  EXPECT_LT(penalty_of(critic, unseen).value().item(), 0.002);
  for (const Parameter* parameter : critic.parameters()) EXPECT_EQ(parameter->fresh_copies(), 0);
}

TEST(GradientPenalty, UpdatedDuringThePassHasTheBitsOfAStep) {
  std::vector<Sequential> critics(2);
  for (Sequential& critic : critics) {
    Rng rng(4);
    add_layers(critic, {3, 40, 40, 1}, rng);
  }
  optim::Sgd during(critics[0], {.learning_rate = 0.1}), after(critics[1], {.learning_rate = 0.1});
  Rng rng(5);
  for (int step = 0; step < 3; ++step) {
    const Tensor points = rng.uniform({16, 3}, -1, 1);
    during.backward(penalty_of(critics[0], points) + mean(critics[0](points)));
    backward(penalty_of(critics[1], points) + mean(critics[1](points)));
    after.step();
  }
  for (std::size_t i = 0; i < critics[0].parameters().size(); ++i)
    EXPECT_TRUE(
        same_bits(critics[0].parameters()[i]->value(), critics[1].parameters()[i]->value()));
}

TEST(GradientPenalty, BackwardHooksOfModulesFireInThePassThatTrainsAlone) {
  Rng rng(4);
  Sequential critic;
  add_layers(critic, {2, 8, 1}, rng);
  int fired = 0;
  const HookHandle watching = critic.at("t1").on_backward(
      [&](const Module&, std::span<const Tensor>, std::span<const Tensor>) { ++fired; });
  const Variable penalty = penalty_of(critic, rng.uniform({4, 2}, -1, 1));
  EXPECT_EQ(fired, 0);
  backward(penalty);
  EXPECT_EQ(fired, 1);
}

TEST(GradientPenalty, IsRefusedForAGraphOlderThanTheLastUpdate) {
  Rng rng(4);
  Sequential critic;
  add_layers(critic, {2, 8, 1}, rng);
  optim::Sgd sgd(critic, {.learning_rate = 0.1});
  const Tensor points = rng.uniform({4, 2}, -1, 1);
  const Variable x(points, RequiresGradient::yes);
  const Variable y = sum(critic(x));
  const Node& layer = *y.node().inputs()[0];
  sgd.backward(sum(critic(points)));
  expect_error<GraphError>(
      [&] { differentiable_gradients(y, {x}); },
      fmt::format("differentiable_gradients: node {} made at {}:{} was computed from a value that "
                  "has been written since, that of {} or {}; compute the root again",
                  layer, layer.where().file, layer.where().line, critic.parameters()[2]->node(),
                  critic.parameters()[3]->node()));
}

}  // namespace
}  // namespace gradflow::nn
