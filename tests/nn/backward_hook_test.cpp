// The backward half of NOTE: the hook contract (autograd/hook.h), on modules.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "nn/linear.h"
#include "nn/sequential.h"
#include "tests/nn/networks.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::nn {
namespace {

using gradflow::testing::close;
using gradflow::testing::expect_error;
using gradflow::testing::same_bits;
using Tensors = std::span<const Tensor>;
using Log = std::vector<std::string>;

// What a backward hook saw.
struct Seen {
  std::vector<Tensor> outputs, inputs;
};

struct BackwardHook : ::testing::Test {
  BackwardHook() { testing::add_layers(net, {3, 4, 2}, rng); }

  auto note(std::string name) {
    return [this, name](const Module&, Tensors, Tensors) { log.push_back(name); };
  }
  auto keep(std::vector<Seen>& seen) {
    return [&seen](const Module&, Tensors outputs, Tensors inputs) {
      seen.push_back({{outputs.begin(), outputs.end()}, {inputs.begin(), inputs.end()}});
    };
  }

  Rng rng{1};
  Sequential net;
  const Variable x{rng.uniform({5, 3}, -1, 1)};
  const Variable wanted_x{x.value(), RequiresGradient::yes};
  Log log;
};

TEST_F(BackwardHook, FiresOnceForEachPassInOrderOfRegistration) {
  const HookHandle first = net.on_backward(note("first"));
  const HookHandle second = net.on_backward(note("second"));
  const Variable loss = sum(net(x));
  EXPECT_TRUE(log.empty());
  backward(loss, {.keep = Keep::graph});
  EXPECT_EQ(log, (Log{"first", "second"}));
  backward(loss);
  EXPECT_EQ(log.size(), 4U);
}

TEST_F(BackwardHook, FiresForChildrenBeforeTheirParents) {
  Sequential outer;
  auto& block = outer.add<Sequential>("block");
  block.add<Linear>("a", 3, 3, init::glorot_uniform(), rng);
  block.add("b", tanh);
  std::vector<HookHandle> handles;
  for (const auto& [path, module] : outer.named_modules())
    handles.push_back(module->on_backward(note(path)));
  backward(sum(outer(x)));
  EXPECT_EQ(log, (Log{"block.b", "block.a", "block", ""}));
}

TEST_F(BackwardHook, FiresOnlyForCallsMadeWhileItWasRegistered) {
  const Variable before = sum(net(x));
  const HookHandle hook = net.on_backward(note("net"));
  backward(before);
  EXPECT_TRUE(log.empty());
  backward(sum(net(x)));
  EXPECT_EQ(log.size(), 1U);
}

TEST_F(BackwardHook, RegisteredAfterACallMissesItWhoeverElseWatched) {
  const HookHandle early = net.on_backward(note("early"));
  const Variable loss = sum(net(x));
  const HookHandle late = net.on_backward(note("late"));
  backward(loss);
  EXPECT_EQ(log, Log{"early"});
}

TEST_F(BackwardHook, PausedDuringACallMissesItUnlessAnotherWatches) {
  HookHandle hook = net.on_backward(note("hook"));
  hook.pause();
  const Variable alone = sum(net(x));
  const HookHandle other = net.on_backward(note("other"));
  const Variable watched = sum(net(x));
  hook.resume();
  backward(alone);
  EXPECT_TRUE(log.empty());
  backward(watched);
  EXPECT_EQ(log, (Log{"hook", "other"}));
}

TEST_F(BackwardHook, DoesNotFireForACallThatMadeNoNode) {
  Sequential identity;
  const HookHandle hook = identity.on_backward(note("identity"));
  const HookHandle on_net = net.on_backward(note("net"));
  backward(sum(identity(wanted_x)));
  {
    const NoGrad scope;
    net(x);
  }
  EXPECT_TRUE(log.empty());
}

TEST_F(BackwardHook, DoesNotFireForACallThatThePassDoesNotReach) {
  const HookHandle hook = net.at("out").on_backward(note("out"));
  const HookHandle reached = net.at("h1").on_backward(note("h1"));
  const Variable y = net(x);
  const NodePtr tanh_of_h1 = y.node().inputs()[0];
  backward(sum(Variable(tanh_of_h1)));
  EXPECT_EQ(log, Log{"h1"});
}

TEST_F(BackwardHook, SeesTheGradientsOfOutputsAndInputs) {
  std::vector<Seen> seen;
  auto& h1 = dynamic_cast<Linear&>(net.at("h1"));
  const HookHandle hook = h1.on_backward(keep(seen));
  const Variable s = h1(wanted_x);
  const Variable loss = sum(tanh(s) * tanh(s));
  const std::vector<Tensor> expected = gradients(loss, {s, wanted_x}, {}, Keep::graph);
  seen.clear();
  backward(loss);
  ASSERT_EQ(seen.size(), 1U);
  ASSERT_EQ(seen[0].outputs.size(), 1U);
  ASSERT_EQ(seen[0].inputs.size(), 1U);
  EXPECT_TRUE(same_bits(seen[0].outputs[0], expected[0]));
  EXPECT_TRUE(same_bits(seen[0].inputs[0], expected[1]));
}

TEST_F(BackwardHook, SeesNothingForAnInputThatNeedsNoGradient) {
  std::vector<Seen> seen;
  const HookHandle hook = net.at("h1").on_backward(keep(seen));
  backward(sum(net(x)));
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_TRUE(seen[0].outputs[0].defined());
  EXPECT_FALSE(seen[0].inputs[0].defined());
}

TEST_F(BackwardHook, SeesOfAnInputOnlyWhatTheCallSentThere) {
  std::vector<Seen> seen;
  const HookHandle hook = net.on_backward(keep(seen));
  const Variable x3(rng.uniform({5, 3}, -1, 1), RequiresGradient::yes);
  const Variable y = net(x3);
  const Variable loss = sum(y) + sum(x3 * 100.0);  // the second term does not count
  backward(loss);
  const Tensor through_net = x3.gradient() - Tensor::full({5, 3}, 100);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_TRUE(close(seen[0].inputs[0], through_net, 1e-4));
}

// Uses its input twice, and in a child.
struct Fork : Layer<Variable(Variable)> {
  explicit Fork(Rng& rng) : inner(3, 3, init::glorot_uniform(), rng) {}
  void visit(Visitor& visitor) override { visitor.child("inner", inner); }
  Variable forward(const Variable& x) override { return inner(x) * tanh(x); }
  Linear inner;
};

TEST_F(BackwardHook, SeesTheGradientOfAnInputThatIsTakenApart) {
  struct Rows final : Layer<Variable(Variable)> {
    void visit(Visitor&) override {}
    Variable forward(const Variable& rows) override {
      Variable total = sum(slice(rows, 0, 0, 1));
      for (std::int64_t i = 1; i < 5; ++i)
        total = total + sum(slice(rows, 0, i, i + 1)) * static_cast<double>(i);
      return total + sum(rows * 10.0) + sum(slice(rows, 0, 0, 5));
    }
  } rows;
  std::vector<Seen> seen;
  const HookHandle hook = rows.on_backward(keep(seen));
  backward(rows(wanted_x));
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_TRUE(same_bits(seen[0].inputs[0], wanted_x.gradient()));
  EXPECT_EQ(wanted_x.gradient().at({4, 0}), 15);
}

TEST_F(BackwardHook, SeesNothingForAVariableThatHoldsNothing) {
  struct Optional final : Layer<Variable(Variable, Variable)> {
    void visit(Visitor&) override {}
    Variable forward(const Variable& a, const Variable& b) override {
      return b.defined() ? a * b : a * 2.0;
    }
  } optional;
  std::vector<Seen> seen;
  const HookHandle hook = optional.on_backward(keep(seen));
  backward(sum(optional(wanted_x, Variable())));
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_TRUE(seen[0].inputs[0].defined());
  EXPECT_FALSE(seen[0].inputs[1].defined());
}

TEST_F(BackwardHook, SeesTheGradientOfAnInputComplete) {
  Fork fork(rng);
  std::vector<Seen> seen;
  const HookHandle hook = fork.on_backward(keep(seen));
  const HookHandle child = fork.inner.on_backward(note("inner"));
  backward(sum(fork(wanted_x)));
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_TRUE(same_bits(seen[0].inputs[0], wanted_x.gradient()));
  EXPECT_EQ(log, Log{"inner"});
}

TEST_F(BackwardHook, FiresForEachCallOfAModuleUsedTwiceWithItsOwnGradients) {
  Linear layer(3, 3, init::glorot_uniform(), rng);
  std::vector<Seen> seen;
  const HookHandle hook = layer.on_backward(keep(seen));
  const Variable first = layer(wanted_x);
  const Variable middle = tanh(first);
  const Variable second = layer(middle);
  const Variable loss = sum(second * second);
  const std::vector<Tensor> expected =
      gradients(loss, {second, middle, first, wanted_x}, {}, Keep::graph);
  seen.clear();
  backward(loss);
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_TRUE(same_bits(seen[0].outputs[0], expected[0]));
  EXPECT_TRUE(same_bits(seen[0].inputs[0], expected[1]));
  EXPECT_TRUE(same_bits(seen[1].outputs[0], expected[2]));
  EXPECT_TRUE(same_bits(seen[1].inputs[0], expected[3]));
}

TEST_F(BackwardHook, AddsNoNodesAndChangesNoBit) {
  const auto run = [&] {
    net.clear_gradients();
    const std::int64_t before = live_nodes();
    const Variable loss = sum(net(x));
    const std::int64_t nodes = live_nodes() - before;
    backward(loss);
    std::vector<Tensor> found;
    for (const Parameter* p : net.parameters()) found.push_back(p->gradient());
    return std::pair(nodes, found);
  };
  const auto [nodes, plain] = run();
  std::vector<HookHandle> handles;
  for (const auto& [path, module] : net.named_modules())
    handles.push_back(module->on_backward(note(path)));
  const auto [watched_nodes, watched] = run();
  EXPECT_EQ(log.size(), 4U);
  EXPECT_EQ(nodes, watched_nodes);
  for (std::size_t i = 0; i < plain.size(); ++i) EXPECT_TRUE(same_bits(plain[i], watched[i]));
}

TEST_F(BackwardHook, SharesTheGradientsThatItKeeps) {
  std::vector<Seen> seen;
  const HookHandle hook = net.at("t1").on_backward(keep(seen));
  const Variable h1 = (*dynamic_cast<Linear*>(&net.at("h1")))(x);
  Variable t1 = (*dynamic_cast<Activation*>(&net.at("t1")))(h1);
  t1.keep_gradient();
  backward(sum(t1 * t1));
  EXPECT_TRUE(seen[0].outputs[0].shares_storage_with(t1.gradient()));
}

TEST_F(BackwardHook, KeepsNoGraphAlive) {
  std::vector<HookHandle> handles;
  for (const auto& [path, module] : net.named_modules())
    handles.push_back(module->on_backward(note(path)));
  const std::int64_t before = live_nodes();
  { const Variable loss = sum(net(x)); }
  EXPECT_EQ(live_nodes(), before);
  { backward(sum(net(x))); }
  EXPECT_EQ(live_nodes(), before);
}

TEST_F(BackwardHook, IsRemovedWithItsHandleAlsoFromCallsAlreadyMade) {
  Variable loss;
  {
    const HookHandle hook = net.on_backward(note("net"));
    loss = sum(net(x));
  }
  backward(loss);
  EXPECT_TRUE(log.empty());
}

TEST_F(BackwardHook, DoesNotFireForAModuleThatIsGone) {
  auto short_lived = std::make_unique<Linear>(3, 2, init::glorot_uniform(), rng);
  const HookHandle hook = short_lived->on_backward(note("gone"));
  const Variable loss = sum((*short_lived)(x));
  short_lived.reset();
  backward(loss);
  EXPECT_TRUE(log.empty());
}

TEST_F(BackwardHook, ThatEndsItsModuleIsTheLast) {
  auto layer = std::make_unique<Linear>(3, 2, init::glorot_uniform(), rng);
  const HookHandle first = layer->on_backward([&](const Module&, Tensors, Tensors) {
    log.push_back("first");
    layer.reset();
  });
  const HookHandle second = layer->on_backward(note("second"));
  backward(sum((*layer)(x)));
  EXPECT_EQ(log, Log{"first"});
}

TEST_F(BackwardHook, IsSilentWhilePaused) {
  HookHandle hook = net.on_backward(note("net"));
  const Variable loss = sum(net(x));
  hook.pause();
  backward(loss, {.keep = Keep::graph});
  EXPECT_TRUE(log.empty());
  hook.resume();
  backward(loss);
  EXPECT_EQ(log.size(), 1U);
}

TEST_F(BackwardHook, MayBeRemovedInsideAHook) {
  HookHandle own, later;
  own = net.on_backward([&](const Module&, Tensors, Tensors) {
    log.push_back("own");
    own.remove();
    later.remove();
  });
  later = net.on_backward(note("later"));
  backward(sum(net(x)));
  backward(sum(net(x)));
  EXPECT_EQ(log, Log{"own"});
}

TEST_F(BackwardHook, RegisteredInsideAHookWaitsForTheNextCall) {
  std::vector<HookHandle> added;
  const HookHandle hook = net.on_backward([&](const Module&, Tensors, Tensors) {
    log.push_back("hook");
    if (added.empty()) added.push_back(net.on_backward(note("added")));
  });
  backward(sum(net(x)));
  EXPECT_EQ(log, Log{"hook"});
  backward(sum(net(x)));
  EXPECT_EQ(log, (Log{"hook", "hook", "added"}));
}

TEST_F(BackwardHook, ThatThrowsEndsThePassAndSettledLeavesKeepWhatTheyGot) {
  const HookHandle hook = net.at("t1").on_backward(
      [](const Module&, Tensors, Tensors) { throw ArgumentError("hook: no more"); });
  BackwardPass pass(sum(net(x)));
  expect_error<ArgumentError>([&] { pass.run(); }, "hook: no more");
  expect_error<GraphError>([&] { pass.next(); },
                           "backward: this pass ended with an error and cannot go on; compute the "
                           "root again and start another");
  EXPECT_TRUE(net.at("out").parameters()[0]->has_gradient());
  EXPECT_FALSE(net.at("h1").parameters()[0]->has_gradient());
}

TEST_F(BackwardHook, MayRunAnotherPass) {
  Tensor inner;
  const HookHandle hook = net.at("t1").on_backward([&](const Module&, Tensors, Tensors) {
    const Variable other(Tensor::full({2}, 3), RequiresGradient::yes);
    inner = gradients(sum(other * other), {other})[0];
  });
  backward(sum(net(x)));
  EXPECT_TRUE(same_bits(inner, Tensor::full({2}, 6)));
  EXPECT_TRUE(net.parameters()[0]->has_gradient());
}

// A call whose inputs are what comes in and a weight that it does not own.
struct Product : Layer<Variable(Variable, Variable)> {
  Variable forward(const Variable& x, const Variable& w) override {
    return linear(x, w, Variable(Tensor::zeros({2})));
  }
  void visit(Visitor&) override {}
};

TEST_F(BackwardHook, SeesAWeightThatIsAnInputAlsoInAPassThatUpdatesAsItGoes) {
  for (const bool as_it_goes : {false, true}) {
    Rng draws(4);
    std::vector<Seen> seen;
    Variable w(draws.uniform({2, 3}, -1, 1), RequiresGradient::yes, "w");
    Product product;
    const HookHandle handle = product.on_backward(keep(seen));
    const Variable y = sum(product(tanh(wanted_x), w));
    if (as_it_goes) {
      struct Updating final : Sink {
        void settle(Variable leaf, Gradient gradient) override { leaf.update(gradient, -0.1, 1.0); }
        bool updates_with_waiting() const override { return true; }
      } sink;
      backward(y, sink);
    } else {
      backward(y);
    }
    ASSERT_EQ(seen.size(), 1U);
    ASSERT_EQ(seen[0].inputs.size(), 2U);
    EXPECT_TRUE(seen[0].inputs[0].defined());
    EXPECT_TRUE(seen[0].inputs[1].defined()) << as_it_goes;
  }
}

}  // namespace
}  // namespace gradflow::nn
