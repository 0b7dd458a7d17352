#include "nn/optim/optimizer.h"

#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>
#include <vector>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "nn/linear.h"
#include "nn/optim/sgd.h"
#include "nn/sequential.h"
#include "tests/nn/networks.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/thread_count.h"

namespace gradflow::optim {
namespace {

using gradflow::testing::add_layers;
using gradflow::testing::Batch;
using gradflow::testing::expect_error;
using gradflow::testing::loss_of;
using gradflow::testing::random_batch;
using gradflow::testing::same_bits;

// A layer that is used twice in one graph, between two others.
struct TwiceUsed : nn::Layer<Variable(Variable)> {
  TwiceUsed(std::int64_t width, Rng& rng, DType dtype)
      : layer(width, width, init::glorot_uniform(), rng, {.dtype = dtype}) {}
  void visit(nn::Visitor& visitor) override { visitor.child("layer", layer); }
  Variable forward(const Variable& x) override { return tanh(layer(tanh(layer(x)))) + x; }
  nn::Linear layer;
};

struct Setting {
  std::vector<std::int64_t> sizes;
  std::int64_t batch;
  SgdOptions options;
  DType dtype;
};

// How one step is made from a loss.
using MakeStep = std::function<void(nn::Sequential&, Sgd&, const Variable& loss)>;

// The parameters and velocities after five steps.
std::vector<Tensor> train(const Setting& setting, const MakeStep& make_step) {
  Rng rng(11);
  nn::Sequential net;
  add_layers(net, setting.sizes, rng, setting.dtype);
  net.add<TwiceUsed>("twice", setting.sizes.back(), rng, setting.dtype);
  Sgd sgd(net, setting.options);
  for (int step = 0; step < 5; ++step) {
    const Batch batch =
        random_batch(rng, setting.batch, setting.sizes.front(),
                     static_cast<std::int32_t>(setting.sizes.back()), setting.dtype);
    const Variable loss = loss_of(net, batch);
    make_step(net, sgd, loss);
  }
  std::vector<Tensor> found;
  for (nn::Parameter* parameter : net.parameters()) {
    EXPECT_FALSE(parameter->has_gradient()) << parameter->label();
    EXPECT_EQ(parameter->fresh_copies(), 0) << parameter->label();
    found.push_back(parameter->value());
  }
  for (const auto& [path, tensor] : sgd.named_state()) found.push_back(*tensor);
  return found;
}

std::vector<Setting> settings() {
  std::vector<Setting> all;
  for (const DType dtype : {DType::float32, DType::float64})
    for (const double momentum : {0.0, 0.9})
      for (const double decay : {0.0, 0.05})
        for (const auto& sizes : {std::vector<std::int64_t>{3, 2}, {17, 33, 5}, {130, 300, 41, 10}})
          for (const std::int64_t batch : {1, 10, 33})
            all.push_back({sizes,
                           batch,
                           {.learning_rate = 0.1, .momentum = momentum, .weight_decay = decay},
                           dtype});
  return all;
}

// On one thread: that their number changes nothing is tested where nets are large.
void expect_same_training(const MakeStep& one, const MakeStep& other) {
  const testing::ThreadCount alone(1);
  for (const Setting& setting : settings()) {
    const std::vector<Tensor> a = train(setting, one), b = train(setting, other);
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i)
      ASSERT_TRUE(same_bits(a[i], b[i]))
          << "tensor " << i << " batch " << setting.batch << " momentum "
          << setting.options.momentum << " decay " << setting.options.weight_decay;
  }
}

void step_after_backward(nn::Sequential&, Sgd& sgd, const Variable& loss) {
  backward(loss);
  sgd.step();
}

void step_in_backward(nn::Sequential&, Sgd& sgd, const Variable& loss) { sgd.backward(loss); }

TEST(Optimizer, BackwardGivesTheBitsOfStep) {
  expect_same_training(step_after_backward, step_in_backward);
}

TEST(Optimizer, GivesTheSameBitsWithHooksWatching) {
  expect_same_training(step_in_backward, [](nn::Sequential& net, Sgd& sgd, const Variable& loss) {
    int seen = 0;
    std::vector<HookHandle> handles;
    for (nn::Parameter* parameter : net.parameters())
      handles.push_back(parameter->on_gradient([&](const Node&, const Tensor&) { ++seen; }));
    sgd.backward(loss);
    EXPECT_EQ(seen, static_cast<int>(handles.size()));
  });
}

TEST(Optimizer, GivesTheSameBitsWhenThePassIsStepped) {
  expect_same_training(step_in_backward, [](nn::Sequential&, Sgd& sgd, const Variable& loss) {
    UpdatingSink sink(sgd);
    BackwardPass pass(loss, sink);
    while (pass.next()) {
    }
  });
}

TEST(Optimizer, TakesWhatEarlierPassesLeftIntoTheUpdate) {
  const auto train_twice = [](bool in_backward) {
    Rng rng(3);
    nn::Sequential net;
    add_layers(net, {6, 5, 3}, rng);
    Sgd sgd(net, {.learning_rate = 0.1, .momentum = 0.5});
    backward(loss_of(net, random_batch(rng, 4, 6, 3)));
    // The second pass does not reach the first layer, whose gradient is used all the same.
    const Variable loss = sum(*net.at("out").parameters()[0]);
    if (in_backward) {
      sgd.backward(loss);
    } else {
      backward(loss);
      sgd.step();
    }
    std::vector<Tensor> values;
    for (nn::Parameter* parameter : net.parameters()) {
      EXPECT_FALSE(parameter->has_gradient());
      values.push_back(parameter->value());
    }
    return values;
  };
  const auto a = train_twice(false), b = train_twice(true);
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(same_bits(a[i], b[i]));
}

struct OptimizerRun : ::testing::Test {
  OptimizerRun() { add_layers(net, {4, 3, 2}, rng); }
  nn::Parameter& parameter(std::size_t i) { return *net.parameters()[i]; }

  Rng rng{5};
  nn::Sequential net;
  Batch batch = random_batch(rng, 4, 4, 2);
};

TEST_F(OptimizerRun, StepUsesGradientsUpAndOthersAddUp) {
  Sgd sgd(net);
  backward(loss_of(net, batch));
  const Tensor once = parameter(0).gradient();
  backward(loss_of(net, batch));
  EXPECT_TRUE(same_bits(parameter(0).gradient(), once * 2));
  sgd.step();
  EXPECT_FALSE(parameter(0).has_gradient());
  const Tensor value = parameter(0).value().clone();
  sgd.step();
  EXPECT_TRUE(same_bits(parameter(0).value(), value));
}

TEST_F(OptimizerRun, ClearGradientsDropsThem) {
  Sgd sgd(net);
  backward(loss_of(net, batch));
  sgd.clear_gradients();
  for (nn::Parameter* p : net.parameters()) EXPECT_FALSE(p->has_gradient());
}

TEST_F(OptimizerRun, LeavesFrozenParametersAlone) {
  Sgd sgd(net, {.momentum = 0.9, .weight_decay = 0.1});
  backward(loss_of(net, batch));
  parameter(1).freeze();
  const Tensor value = parameter(1).value();
  sgd.step();
  sgd.backward(loss_of(net, batch));
  EXPECT_TRUE(same_bits(parameter(1).value(), value));
  EXPECT_FALSE(parameter(1).has_gradient());  // nothing stale is left for a later thaw
  parameter(1).unfreeze();
  sgd.backward(loss_of(net, batch));
  EXPECT_FALSE(same_bits(parameter(1).value(), value));
}

TEST_F(OptimizerRun, LeavesParametersWithoutAGradientAlone) {
  Sgd sgd(net, {.momentum = 0.9, .weight_decay = 0.1});
  const Tensor first = parameter(0).value(), last = parameter(3).value();
  sgd.backward(sum(parameter(3)));
  EXPECT_TRUE(same_bits(parameter(0).value(), first));
  EXPECT_FALSE(same_bits(parameter(3).value(), last));
}

TEST_F(OptimizerRun, AddsTheGradientsOfOtherLeavesAsEver) {
  Sgd sgd(net.at("out"));
  const Variable x(batch.inputs, RequiresGradient::yes);
  sgd.backward(cross_entropy(net(x), batch.labels));
  EXPECT_TRUE(x.has_gradient());
  EXPECT_TRUE(parameter(0).has_gradient());
  EXPECT_FALSE(parameter(2).has_gradient());
}

TEST_F(OptimizerRun, CopiesOnceWhenSomebodyHoldsTheValue) {
  Sgd sgd(net);
  const Tensor held = parameter(0).value();
  const Tensor before = held.clone();
  sgd.backward(loss_of(net, batch));
  EXPECT_EQ(parameter(0).fresh_copies(), 1);
  EXPECT_EQ(parameter(1).fresh_copies(), 0);
  EXPECT_TRUE(same_bits(held, before));
  sgd.backward(loss_of(net, batch));
  EXPECT_EQ(parameter(0).fresh_copies(), 1);
}

TEST_F(OptimizerRun, GivesTheSameBitsWhenSomebodyHoldsTheVelocity) {
  const auto last_velocity = [&](bool hold) {
    nn::Sequential same;
    Rng seed(5);
    add_layers(same, {4, 3, 2}, seed);
    Sgd sgd(same, {.momentum = 0.9});
    std::vector<Tensor> held;
    for (int step = 0; step < 3; ++step) {
      sgd.backward(loss_of(same, batch));
      if (hold) held.push_back(*sgd.named_state()[0].item);
    }
    return *sgd.named_state()[0].item;
  };
  EXPECT_TRUE(same_bits(last_velocity(true), last_velocity(false)));
}

TEST_F(OptimizerRun, SaysHowManyParametersAnErrorInMidPassLeftUpdated) {
  Sgd sgd(net);
  const Tensor last = parameter(3).value(), first = parameter(0).value();
  const HookHandle hook = parameter(0).on_gradient(
      [](const Node&, const Tensor&) { throw ArgumentError("hook: no more"); });
  expect_error<ArgumentError>(
      [&] { sgd.backward(loss_of(net, batch)); },
      "hook: no more; the parameters stand between two steps: 2 of 4 were updated");
  EXPECT_FALSE(same_bits(parameter(3).value(), last));
  EXPECT_TRUE(same_bits(parameter(0).value(), first));
}

TEST_F(OptimizerRun, CountsOnlyWhatIsTrained) {
  parameter(2).freeze();
  Sgd sgd(net);
  const HookHandle hook = parameter(0).on_gradient(
      [](const Node&, const Tensor&) { throw ArgumentError("hook: no more"); });
  expect_error<ArgumentError>(
      [&] { sgd.backward(loss_of(net, batch)); },
      "hook: no more; the parameters stand between two steps: 1 of 3 were updated");
}

TEST_F(OptimizerRun, AddsTheStateToAForeignErrorToo) {
  Sgd sgd(net);
  const HookHandle hook = parameter(0).on_gradient(
      [](const Node&, const Tensor&) { throw std::runtime_error("disk on fire"); });
  try {
    sgd.backward(loss_of(net, batch));
    FAIL() << "nothing was thrown";
  } catch (const GraphError& error) {
    EXPECT_STREQ(error.what(),
                 "backward: disk on fire; the parameters stand between two steps: 2 of 4 were "
                 "updated");
  }
}

TEST_F(OptimizerRun, AddsNothingToAnErrorBeforeTheFirstUpdate) {
  Sgd sgd(net);
  const HookHandle hook = parameter(2).on_gradient(
      [](const Node&, const Tensor&) { throw ArgumentError("hook: no more"); });
  expect_error<ArgumentError>([&] { sgd.backward(loss_of(net, batch)); }, "hook: no more");
}

TEST_F(OptimizerRun, StepsAgainAfterAnError) {
  Sgd sgd(net);
  HookHandle hook = parameter(0).on_gradient(
      [](const Node&, const Tensor&) { throw ArgumentError("hook: no more"); });
  EXPECT_THROW(sgd.backward(loss_of(net, batch)), ArgumentError);
  hook.remove();
  const Tensor first = parameter(0).value();
  sgd.backward(loss_of(net, batch));
  EXPECT_FALSE(same_bits(parameter(0).value(), first));
}

}  // namespace
}  // namespace gradflow::optim
