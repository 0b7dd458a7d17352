// A backward pass as somebody steps it: next, run_to, peek, pending, and a pass that is dropped.

#include <gtest/gtest.h>

#include <fmt/core.h>

#include <optional>
#include <string_view>
#include <vector>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "autograd/reachable.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/sanitizer.h"
#include "tests/support/small_network.h"

namespace gradflow::testing {
namespace {

std::vector<std::string> ops_of(BackwardPass& pass) {
  std::vector<std::string> ops;
  while (const auto step = pass.next()) ops.emplace_back(step->op());
  return ops;
}

TEST(BackwardPass, HandlesTheProgramReadUpwards) {
  SmallNetwork net;
  BackwardPass pass(net.loss);
  EXPECT_EQ(ops_of(pass), (std::vector<std::string>{"cross_entropy", "linear", "tanh", "linear"}));
}

TEST(BackwardPass, TellsWhatAStepDid) {
  Variable x(Tensor::from({2}, {3, 4}), RequiresGradient::yes, "x");
  const Variable y = sum(x * x);
  BackwardPass pass(y);
  EXPECT_EQ(fmt::format("{}", *pass.next()), "#3 sum  upstream [] rms 1  → #2 multiply rms 1");
  const std::optional<Step> step = pass.next();
  ASSERT_TRUE(step.has_value());
  EXPECT_EQ(step->number, 2);
  EXPECT_EQ(step->op(), "multiply");
  ASSERT_EQ(step->sent.size(), 2U);
  EXPECT_EQ(step->sent[0].to.get(), &x.node());
  EXPECT_TRUE(same_bits(step->sent[0].gradient, Tensor::from({2}, {3, 4})));
  EXPECT_EQ(to_string(*step),
            "#2 multiply  upstream [2] rms 1  → #1 leaf \"x\" rms 3.54, #1 leaf \"x\" rms 3.54");
  EXPECT_FALSE(pass.next().has_value());
  EXPECT_FALSE(pass.next().has_value());
}

TEST(BackwardPass, TellsOfAProductThatWasLeftUnformed) {
  Variable w(Tensor::ones({2, 3}), RequiresGradient::yes, "W");
  const Variable y = matmul(w, Tensor::ones({3, 1}));
  BackwardPass pass(y, {.seed = Tensor::ones({2, 1})});
  EXPECT_EQ(to_string(*pass.next()),
            "#3 matmul  upstream [2, 1] rms 1  → #1 leaf \"W\" [2, 3] unformed");
}

TEST(BackwardPass, SteppingGivesTheBitsOfRunning) {
  SmallNetwork run(8, 20, 30, 5), stepped(8, 20, 30, 5);
  backward(run.loss);
  BackwardPass pass(stepped.loss);
  std::vector<Step> steps;
  while (auto step = pass.next()) steps.push_back(std::move(*step));
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_TRUE(same_bits(stepped.parameters()[i].gradient(), run.parameters()[i].gradient()));
}

TEST(BackwardPass, PeekNamesWhatNextWillHandle) {
  SmallNetwork net;
  BackwardPass pass(net.loss);
  while (const Node* node = pass.peek()) {
    const auto step = pass.next();
    ASSERT_TRUE(step.has_value());
    EXPECT_EQ(step->node.get(), node);
  }
  EXPECT_FALSE(pass.next().has_value());
}

TEST(BackwardPass, RunToStopsBeforeTheLabel) {
  SmallNetwork net;
  BackwardPass pass(net.loss);
  pass.run_to("h");
  ASSERT_NE(pass.peek(), nullptr);
  EXPECT_EQ(pass.peek()->op(), "tanh");
  EXPECT_TRUE(net.w2.has_gradient());
  EXPECT_FALSE(net.w1.has_gradient());
  EXPECT_EQ(pass.next()->label(), "h");
}

TEST(BackwardPass, RunToGoesOnToTheNextNodeOfThatLabel) {
  Variable x(Tensor::scalar(0.5), RequiresGradient::yes);
  Variable y = x;
  for (int i = 0; i < 3; ++i) {
    y = tanh(y);
    y.set_label("layer");
    y = y * 2;
  }
  BackwardPass pass(y);
  std::vector<std::uint64_t> stops;
  for (int i = 0; i < 3; ++i) {
    pass.run_to("layer");
    stops.push_back(pass.peek()->id());
  }
  EXPECT_GT(stops[0], stops[1]);
  EXPECT_GT(stops[1], stops[2]);
  expect_error<ArgumentError>([&] { pass.run_to("layer"); },
                              "run_to: no node labelled \"layer\" is left in this pass");
  EXPECT_EQ(pass.next()->label(), "layer");  // where it stood
  EXPECT_FALSE(pass.next().has_value());
}

TEST(BackwardPass, RunToRefusesALabelThatIsNotThere) {
  SmallNetwork net;
  BackwardPass pass(net.loss);
  expect_error<ArgumentError>([&] { pass.run_to("h7"); },
                              "run_to: no node labelled \"h7\" is left in this pass");
  EXPECT_EQ(pass.peek(), &net.loss.node());
}

TEST(BackwardPass, PendingListsTheGradientsThatWait) {
  Variable w(Tensor::ones({2, 3}), RequiresGradient::yes, "W");
  const Variable x(Tensor::ones({3, 1}), RequiresGradient::yes, "x");
  const Variable h = tanh(x);
  const Variable lower = matmul(w, h), upper = matmul(w, Tensor::ones({3, 1}));
  const Variable y = lower + upper;
  BackwardPass pass(y, {.seed = Tensor::ones({2, 1})});
  ASSERT_EQ(pass.pending().size(), 1U);
  EXPECT_EQ(pass.pending()[0].node.get(), &y.node());
  EXPECT_TRUE(pass.pending()[0].gradient.defined());
  pass.advance();  // add
  EXPECT_EQ(pass.pending().size(), 2U);
  pass.advance();  // the product with a constant
  const auto waiting = pass.pending();
  ASSERT_EQ(waiting.size(), 2U);
  EXPECT_EQ(waiting[0].node.get(), &lower.node());
  EXPECT_EQ(waiting[1].node.get(), &w.node());
  EXPECT_EQ(waiting[1].shape, (Shape{2, 3}));
  EXPECT_FALSE(waiting[1].gradient.defined());
  pass.run();
  EXPECT_TRUE(pass.pending().empty());
}

TEST(BackwardPass, DroppedHalfWayLeavesTheGraphConsumed) {
  SmallNetwork net;
  {
    BackwardPass pass(net.loss);
    pass.run_to("h");
  }
  EXPECT_TRUE(net.h.node().consumed());
  EXPECT_THROW(backward(net.loss), GraphError);
  EXPECT_THROW(backward(sum(net.h)), GraphError);
  EXPECT_TRUE(net.w2.has_gradient());
  EXPECT_FALSE(net.w1.has_gradient());
}

TEST(BackwardPass, DroppedHalfWayLeavesAKeptGraphUsable) {
  SmallNetwork net, other;
  {
    BackwardPass pass(net.loss, {.keep = Keep::graph});
    pass.run_to("h");
  }
  for (Variable p : net.parameters()) p.clear_gradient();
  backward(net.loss);
  backward(other.loss);
  EXPECT_TRUE(same_bits(net.w1.gradient(), other.w1.gradient()));
}

TEST(BackwardPass, StoresNothingOnInteriorNodes) {
  SmallNetwork net;
  backward(net.loss);
  EXPECT_EQ(net.h.node().attachments(), nullptr);
}

TEST(BackwardPass, RunToThatFindsNoFurtherNodeHandlesNone) {
  SmallNetwork net;
  BackwardPass pass(net.loss);
  const Node* before = pass.peek();
  EXPECT_THROW(pass.run_to("nowhere"), ArgumentError);
  EXPECT_EQ(pass.peek(), before);
}

TEST(BackwardPass, RunToPassesOverNodesThatLeadToNoTarget) {
  Variable x(Tensor::from({2}, {3, 4}), RequiresGradient::yes, "x");
  Variable dead = x * x;
  dead.set_label("dead");
  // Gradients of `other` alone are wanted, and `dead` does not lead to it.
  Variable other(Tensor::from({2}, {1, 1}), RequiresGradient::yes, "other");
  const Variable y = sum(dead * other);
  BackwardPass pass(y, {.targets = {other}});
  expect_error<ArgumentError>([&] { pass.run_to("dead"); },
                              "run_to: no node labelled \"dead\" is left in this pass");
}

TEST(BackwardPass, RefusesANodeThatAnotherPassHasConsumedMeanwhile) {
  Variable x(Tensor::from({2}, {3, 4}), RequiresGradient::yes, "x");
  const Variable y = sum(x * x);
  BackwardPass first(y), second(y);
  first.run();
  try {
    second.run();
    FAIL() << "the second pass ran over consumed nodes";
  } catch (const GraphError& error) {
    EXPECT_TRUE(std::string_view(error.what())
                    .starts_with("backward: this graph was already consumed, at node #"))
        << error.what();
  }
}

TEST(BackwardPass, RefusesToGoOnOverNodesThatAHooksPassConsumed) {
  Variable x(Tensor::from({2}, {3, 4}), RequiresGradient::yes, "x");
  Variable h = x * x;
  const Variable y = sum(h * h);
  HookHandle handle = h.on_gradient([&](const Node&, const Tensor&) {
    handle.pause();
    gradients(h, {x}, Tensor::ones({2}));
  });
  EXPECT_THROW(backward(y), GraphError);
}

// Two passes over partly the same nodes, taking turns, give what each gives alone; so do walks that
// mark the nodes while they run.
TEST(BackwardPass, TakesTurnsWithAnotherPassOverTheSameNodes) {
  const auto found = [](bool in_turns) {
    Variable w(Tensor::from({2}, {0.5, -2}), RequiresGradient::yes);
    Variable v(Tensor::from({2}, {3, 1}), RequiresGradient::yes);
    const Variable h = tanh(w * v) * w;
    const Variable first = sum(h * v), second = sum(tanh(h) + v * w);
    BackwardPass one(first, {.keep = Keep::graph, .targets = {w, v}});
    BackwardPass two(second, {.keep = Keep::graph, .targets = {v, w}});
    for (bool more = in_turns; more;) {
      more = one.next().has_value();
      more = two.advance() || more;
      const Reachable walk(second.share(), Follow::all);
      EXPECT_EQ(walk.find(&first.node()), Reachable::kAbsent);
    }
    one.run();
    two.run();
    std::vector<Tensor> gradients = one.target_gradients();
    for (Tensor& gradient : two.target_gradients()) gradients.push_back(std::move(gradient));
    return gradients;
  };
  const std::vector<Tensor> alone = found(false), in_turns = found(true);
  for (std::size_t i = 0; i < alone.size(); ++i) EXPECT_TRUE(same_bits(alone[i], in_turns[i]));
}

TEST(BackwardPass, DoesNotPeekAtARootThatLeadsToNoTarget) {
  Variable x(Tensor::from({2}, {3, 4}), RequiresGradient::yes, "x");
  Variable other(Tensor::from({2}, {1, 1}), RequiresGradient::yes, "other");
  BackwardPass pass(sum(x * x), {.targets = {other}});
  EXPECT_EQ(pass.peek(), nullptr);
  EXPECT_FALSE(pass.next().has_value());
}

TEST(BackwardPass, GoesByWhatRequiredAGradientWhenItWasMade) {
  const Variable x(Tensor::from({2}, {3, 4}), RequiresGradient::yes, "x");
  const Variable frozen(Tensor::from({2}, {1, 2}));
  Variable z = x * frozen;
  const HookHandle handle =
      z.on_gradient([&](const Node&, const Tensor&) { frozen.node().set_requires_gradient(true); });
  backward(sum(z));
  EXPECT_FALSE(frozen.has_gradient());
  EXPECT_TRUE(same_bits(x.gradient(), Tensor::from({2}, {1, 2})));
}

TEST(BackwardPass, ServesOnlyItsTargetsAmongManyInputs) {
  std::vector<Variable> leaves;
  int fired = 0;
  std::vector<HookHandle> handles;
  for (int i = 0; i < 70; ++i) {
    leaves.emplace_back(Tensor::ones({1}), RequiresGradient::yes);
    handles.push_back(leaves.back().on_gradient([&](const Node&, const Tensor&) { ++fired; }));
  }
  gradients(sum(concatenate(leaves, 0)), {leaves[0]});
  EXPECT_EQ(fired, 1);
}

TEST(BackwardPass, IsNotMovedOnByAHookOfItsOwn) {
  const Variable w(Tensor::scalar(3), RequiresGradient::yes, "w");
  Variable b = w * 10.0;
  BackwardPass pass(b + w, {.keep = Keep::graph});
  const HookHandle handle =
      b.on_gradient([&](const Node&, const Tensor&) { EXPECT_TRUE(pass.advance()); });
  expect_error<GraphError>([&] { pass.run(); },
                           "backward: a hook cannot go on with the pass that called it");
}

TEST(BackwardPassDeathTest, EndsTheProcessWhereAHookOfItsOwnDestroysIt) {
  if (kThreadSanitizer) GTEST_SKIP() << "it ends a process that forks";
  const SmallNetwork net;
  std::optional<BackwardPass> pass(net.loss);
  const HookHandle hook = net.h.on_gradient([&](const Node&, const Tensor&) { pass.reset(); });
  EXPECT_DEATH(pass->run(), "backward: a hook destroyed the pass that called it");
}

}  // namespace
}  // namespace gradflow::testing
