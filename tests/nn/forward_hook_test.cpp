// The forward half of NOTE: the hook contract (autograd/hook.h), and its common rules on modules.

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <thread>
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

using gradflow::testing::expect_error;
using gradflow::testing::same_bits;
using Variables = std::span<const Variable>;

struct ForwardHook : ::testing::Test {
  ForwardHook() { testing::add_layers(net, {3, 4, 2}, rng); }

  // A hook that writes `name` down each time it fires.
  auto note(std::string name) {
    return [this, name](const Module&, Variables, Variables) { log.push_back(name); };
  }

  Rng rng{1};
  Sequential net;
  const Variable x{rng.uniform({5, 3}, -1, 1)};
  std::vector<std::string> log;
  using Log = std::vector<std::string>;
};

TEST_F(ForwardHook, FiresAfterEachForwardInOrderOfRegistration) {
  const HookHandle first = net.on_forward(note("first"));
  const HookHandle second = net.on_forward(note("second"));
  const HookHandle child = net.at("h1").on_forward(note("h1"));
  EXPECT_TRUE(log.empty());
  net(x);
  EXPECT_EQ(log, (Log{"h1", "first", "second"}));
  net(x);
  EXPECT_EQ(log.size(), 6U);
}

TEST_F(ForwardHook, FiresUnderNoGrad) {
  const HookHandle hook = net.at("t1").on_forward(note("t1"));
  const NoGrad scope;
  net(x);
  EXPECT_EQ(log, Log{"t1"});
}

TEST_F(ForwardHook, FiresOnTheCallersThread) {
  std::thread::id seen;
  const HookHandle hook = net.on_forward(
      [&](const Module&, Variables, Variables) { seen = std::this_thread::get_id(); });
  net(x);
  EXPECT_EQ(seen, std::this_thread::get_id());
}

TEST_F(ForwardHook, SeesTheModuleItsInputsAndItsOutputs) {
  Variable input, output;
  const Module* module = nullptr;
  const HookHandle hook =
      net.at("h1").on_forward([&](const Module& m, Variables inputs, Variables outputs) {
        ASSERT_EQ(inputs.size(), 1U);
        ASSERT_EQ(outputs.size(), 1U);
        module = &m;
        input = inputs[0];
        output = outputs[0];
      });
  const Variable y = net(x);
  EXPECT_EQ(module, &net.at("h1"));
  EXPECT_EQ(&input.node(), &x.node());
  EXPECT_EQ(output.node().op(), "linear");
  EXPECT_EQ(output.label(), "h1");
  EXPECT_TRUE(output.value().shares_storage_with(output.node().value()));
}

TEST_F(ForwardHook, AddsNoNodesAndChangesNoBit) {
  const auto nodes_and_value = [&] {
    const std::int64_t before = live_nodes();
    const Variable y = net(x);
    return std::pair(live_nodes() - before, y.value());
  };
  const auto [nodes, value] = nodes_and_value();
  const HookHandle hook = net.on_forward(note("net"));
  const HookHandle child = net.at("out").on_forward(note("out"));
  const auto [watched_nodes, watched_value] = nodes_and_value();
  EXPECT_EQ(nodes, watched_nodes);
  EXPECT_TRUE(same_bits(value, watched_value));
}

TEST_F(ForwardHook, IsRemovedWithItsHandle) {
  {
    const HookHandle hook = net.on_forward(note("net"));
    net(x);
  }
  net(x);
  EXPECT_EQ(log.size(), 1U);
}

TEST_F(ForwardHook, MayOutliveItsModule) {
  HookHandle hook;
  {
    Sequential gone;
    hook = gone.on_forward(note("gone"));
    gone(x);
  }
  EXPECT_TRUE(hook.registered());
  hook.pause();
  hook.resume();
  hook.remove();
  EXPECT_FALSE(hook.registered());
  EXPECT_EQ(log.size(), 1U);
}

TEST_F(ForwardHook, ThatEndsItsModuleIsTheLast) {
  auto layer = std::make_unique<Linear>(3, 2, init::glorot_uniform(), rng);
  const HookHandle first = layer->on_forward([&](const Module&, Variables, Variables) {
    log.push_back("first");
    layer.reset();
  });
  const HookHandle second = layer->on_forward(note("second"));
  EXPECT_EQ((*layer)(x).shape(), (Shape{5, 2}));
  EXPECT_EQ(log, Log{"first"});
}

TEST_F(ForwardHook, KeepsNoGraphAlive) {
  const std::int64_t nodes = live_nodes();
  Variable kept;
  {
    const HookHandle hook =
        net.on_forward([kept = Variable()](const Module&, Variables, Variables outputs) mutable {
          kept = outputs[0];
        });
    net(x);
    EXPECT_GT(live_nodes(), nodes);
  }
  EXPECT_EQ(live_nodes(), nodes);
}

TEST_F(ForwardHook, IsSilentWhilePaused) {
  HookHandle hook = net.on_forward(note("net"));
  hook.pause();
  net(x);
  EXPECT_TRUE(log.empty());
  hook.resume();
  net(x);
  EXPECT_EQ(log.size(), 1U);
}

TEST_F(ForwardHook, MayBeRemovedInsideAHook) {
  HookHandle own, later;
  own = net.on_forward([&](const Module&, Variables, Variables) {
    log.push_back("own");
    own.remove();
    later.remove();
  });
  later = net.on_forward(note("later"));
  net(x);
  net(x);
  EXPECT_EQ(log, Log{"own"});
}

TEST_F(ForwardHook, RegisteredInsideAHookWaitsForTheNextCall) {
  std::vector<HookHandle> added;
  const HookHandle hook = net.on_forward([&](const Module&, Variables, Variables) {
    log.push_back("hook");
    if (added.empty()) added.push_back(net.on_forward(note("added")));
  });
  net(x);
  EXPECT_EQ(log, Log{"hook"});
  net(x);
  EXPECT_EQ(log, (Log{"hook", "hook", "added"}));
}

TEST_F(ForwardHook, ThatThrowsEndsTheCallAndLeavesNoTrace) {
  HookHandle hook = net.at("h1").on_forward([](const Module& module, Variables, Variables) {
    throw ArgumentError("hook: seen enough of " + module.path());
  });
  expect_error<ArgumentError>([&] { net(x); }, "hook: seen enough of h1");
  hook.remove();
  const Variable own = tanh(Variable(Tensor::ones({1}), RequiresGradient::yes));
  EXPECT_EQ(own.label(), "");
  EXPECT_EQ(net(x).label(), "out");
}

TEST_F(ForwardHook, MayCallModulesAndRunPasses) {
  const HookHandle hook = net.at("h1").on_forward([&](const Module&, Variables inputs, Variables) {
    log.push_back("h1");
    if (log.size() == 1) backward(sum(net(inputs[0])));
  });
  const Variable y = net(x);
  EXPECT_EQ(log, (Log{"h1", "h1"}));
  EXPECT_EQ(y.label(), "out");
  const Tensor inner = net.parameters()[0]->gradient().clone();
  net.clear_gradients();
  backward(sum(y));
  EXPECT_TRUE(same_bits(net.parameters()[0]->gradient(), inner));
}

// Layers with other signatures show all the variables in their arguments and results.
struct Pair : Layer<std::tuple<Variable, Variable>(std::vector<Variable>, int)> {
  void visit(Visitor&) override {}
  std::tuple<Variable, Variable> forward(const std::vector<Variable>& xs, const int& n) override {
    return {xs[0] + xs[1], xs[0] * static_cast<double>(n)};
  }
};

TEST_F(ForwardHook, SeesAllVariablesOfListsAndTuples) {
  Pair pair;
  std::size_t inputs_seen = 0, outputs_seen = 0;
  const HookHandle hook = pair.on_forward([&](const Module&, Variables inputs, Variables outputs) {
    inputs_seen = inputs.size();
    outputs_seen = outputs.size();
  });
  pair({x, x}, 3);
  EXPECT_EQ(inputs_seen, 2U);
  EXPECT_EQ(outputs_seen, 2U);
}

}  // namespace
}  // namespace gradflow::nn
