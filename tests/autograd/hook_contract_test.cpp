// NOTE: the hook contract in autograd/hook.h, sentence by sentence: the half about gradient hooks.
// The number in front of a test is the sentence's.

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <thread>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "tensor/arithmetic.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/recording_sink.h"
#include "tests/support/small_network.h"

namespace gradflow::testing {
namespace {

Variable leaf_x(double value, std::string_view label = "x") {
  return Variable(Tensor::scalar(value), RequiresGradient::yes, label);
}

TEST(HookContract, S1_AnyNumberFireInTheOrderOfRegistration) {
  const Variable x = leaf_x(2);
  std::string order;
  const HookHandle a = x.on_gradient([&](const Node&, const Tensor&) { order += 'a'; });
  const HookHandle b = x.on_gradient([&](const Node&, const Tensor&) { order += 'b'; });
  const HookHandle c = x.on_gradient([&](const Node&, const Tensor&) { order += 'c'; });
  backward(x * x);
  EXPECT_EQ(order, "abc");
}

TEST(HookContract, S1_TheyFireOnTheCallersThread) {
  const Variable x = leaf_x(2);
  std::thread::id seen;
  const HookHandle hook =
      x.on_gradient([&](const Node&, const Tensor&) { seen = std::this_thread::get_id(); });
  backward(x * x);
  EXPECT_EQ(seen, std::this_thread::get_id());
}

TEST(HookContract, S2_AHookFiresOncePerPassWithTheSumOverAllUses) {
  const Variable x = leaf_x(2);
  const Variable h = x * 3;
  std::vector<double> of_x, of_h;
  const HookHandle a =
      x.on_gradient([&](const Node&, const Tensor& g) { of_x.push_back(g.item()); });
  const HookHandle b =
      h.on_gradient([&](const Node&, const Tensor& g) { of_h.push_back(g.item()); });
  const Variable y = h * h + x;
  backward(y, {.keep = Keep::graph});
  backward(y);  // what the leaf has from the first pass is not in it
  EXPECT_EQ(of_h, (std::vector<double>{12, 12}));
  EXPECT_EQ(of_x, (std::vector<double>{37, 37}));
}

struct Tells {
  static constexpr std::string_view name = "tells";
  std::string* log;
  Tensor forward(const Tensor& x) { return x; }
  std::array<Gradient, 1> backward(const Tensor& upstream) const {
    *log += " rule";
    return {upstream};
  }
};

struct TellingSink final : Sink {
  std::string& log;
  explicit TellingSink(std::string& text) : log(text) {}
  void settle(Variable, Gradient) override { log += " sink"; }
};

TEST(HookContract, S2_AHookFiresBeforeTheRuleOrTheSink) {
  std::string log;
  const Variable x = leaf_x(2);
  const Variable h = apply(Tells{&log}, SourceLocation::current(), x);
  const HookHandle a = h.on_gradient([&](const Node&, const Tensor&) { log += " hook-of-h"; });
  const HookHandle b = x.on_gradient([&](const Node&, const Tensor&) { log += " hook-of-x"; });
  TellingSink sink(log);
  backward(h, sink);
  EXPECT_EQ(log, " hook-of-h rule hook-of-x sink");
}

TEST(HookContract, S2_AHookSeesItsNode) {
  SmallNetwork net;
  std::string seen;
  const HookHandle hook = net.h.on_gradient([&](const Node& node, const Tensor& gradient) {
    seen =
        fmt::format("{} {} {} {}", node.op(), node.label(), node.value().shape(), gradient.shape());
  });
  backward(net.loss);
  EXPECT_EQ(seen, "tanh h [4, 5] [4, 5]");
}

TEST(HookContract, S5_HooksAddNoNodesAndChangeNoBit) {
  SmallNetwork plain(6, 20, 30, 5), watched(6, 20, 30, 5);
  const std::int64_t nodes = live_nodes();
  std::vector<HookHandle> hooks;
  int fired = 0;
  for (const Variable& v : {watched.w1, watched.b1, watched.w2, watched.b2, watched.h})
    hooks.push_back(v.on_gradient([&](const Node&, const Tensor&) { ++fired; }));
  EXPECT_EQ(live_nodes(), nodes);
  UpdatingSink sink(0.5), other_sink(0.5);
  for (int step = 0; step < 3; ++step) {
    backward(plain.loss, sink);
    backward(watched.loss, other_sink);
    plain.forward();
    watched.forward();
  }
  EXPECT_EQ(fired, 3 * 4 + 1);  // the hook of h is of the first graph's h
  EXPECT_TRUE(same_bits(watched.loss.value(), plain.loss.value()));
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_TRUE(same_bits(watched.parameters()[i].value(), plain.parameters()[i].value()));
    EXPECT_EQ(watched.parameters()[i].fresh_copies(), 0);
  }
}

TEST(HookContract, S5_AGradientThatAHookKeepsIsSharedAndStaysAsItWas) {
  const Variable x(Tensor::ones({3}), RequiresGradient::yes);
  std::vector<Tensor> kept;
  const HookHandle hook =
      x.on_gradient([&](const Node&, const Tensor& gradient) { kept.push_back(gradient); });
  backward(sum(x * x));
  EXPECT_TRUE(kept[0].shares_storage_with(x.gradient()));
  backward(sum(x * x));
  EXPECT_TRUE(same_bits(kept[0], Tensor::full({3}, 2)));
  EXPECT_TRUE(same_bits(kept[1], Tensor::full({3}, 2)));
  EXPECT_TRUE(same_bits(x.gradient(), Tensor::full({3}, 4)));
}

TEST(HookContract, S6_ADroppedHandleRemovesItsHook) {
  const Variable x = leaf_x(2);
  int fired = 0;
  {
    const HookHandle hook = x.on_gradient([&](const Node&, const Tensor&) { ++fired; });
    backward(x * x);
  }
  HookHandle other = x.on_gradient([&](const Node&, const Tensor&) { fired += 10; });
  EXPECT_TRUE(other.registered());
  other.remove();
  EXPECT_FALSE(other.registered());
  backward(x * x);
  EXPECT_EQ(fired, 1);
}

TEST(HookContract, S6_AHandleMayOutliveWhatItWatches) {
  const auto alive = std::make_shared<int>(0);
  HookHandle hook;
  {
    const Variable x = leaf_x(2);
    hook = x.on_gradient([alive](const Node&, const Tensor&) {});
  }
  EXPECT_EQ(alive.use_count(), 2);
  hook.pause();
  hook.resume();
  hook.remove();
  EXPECT_EQ(alive.use_count(), 1);
}

TEST(HookContract, S6_AHookMayOwnItsVariableWithoutKeepingItForEver) {
  const std::int64_t before = live_nodes();
  {
    const Variable x = leaf_x(2);
    const HookHandle hook = x.on_gradient([x](const Node&, const Tensor&) {});
    backward(x * x);
  }
  EXPECT_EQ(live_nodes(), before);
}

TEST(HookContract, S6_AHookMayRemoveItselfAndOthers) {
  const Variable x = leaf_x(2);
  std::string order;
  HookHandle a, b, c;
  a = x.on_gradient([&](const Node&, const Tensor&) {
    order += 'a';
    a.remove();  // itself, while it runs
    b.remove();  // one that has not fired yet
  });
  b = x.on_gradient([&](const Node&, const Tensor&) { order += 'b'; });
  c = x.on_gradient([&](const Node&, const Tensor&) { order += 'c'; });
  backward(x * x);
  backward(x * x);
  EXPECT_EQ(order, "acc");
}

TEST(HookContract, S6_AHookRegisteredInAHookWaitsForTheNextTime) {
  const Variable x = leaf_x(2);
  std::string order;
  std::vector<HookHandle> more;
  const HookHandle hook = x.on_gradient([&](const Node&, const Tensor&) {
    order += 'a';
    more.push_back(x.on_gradient([&](const Node&, const Tensor&) { order += 'b'; }));
  });
  backward(x * x);
  EXPECT_EQ(order, "a");
  backward(x * x);
  EXPECT_EQ(order, "aab");
}

TEST(HookContract, S6_AHookThatRemovesItselfFiresNoMoreAlsoInAPassThatItRuns) {
  const Variable x = leaf_x(2);
  const Variable y = x * x;
  int fired = 0;
  HookHandle once;
  once = x.on_gradient([&](const Node&, const Tensor&) {
    ++fired;
    once.remove();
    backward(y, {.keep = Keep::graph});
  });
  backward(y, {.keep = Keep::graph});
  EXPECT_EQ(fired, 1);
}

TEST(HookContract, S6_ACopyOfAHandleKeepsItsHook) {
  const Variable x = leaf_x(2);
  int fired = 0;
  HookHandle kept;
  {
    const HookHandle hook = x.on_gradient([&](const Node&, const Tensor&) { ++fired; });
    kept = hook;
  }
  backward(x * x);
  EXPECT_EQ(fired, 1);
  kept.remove();
  backward(x * x);
  EXPECT_EQ(fired, 1);
}

TEST(HookContract, S7_APausedHookDoesNotFireAndCostsNoGradient) {
  const Variable w(Tensor::ones({2, 3}), RequiresGradient::yes, "W");
  int fired = 0;
  HookHandle hook = w.on_gradient([&](const Node&, const Tensor&) { ++fired; });
  const auto formed = [&] {
    RecordingSink sink;
    backward(sum(matmul(w, Tensor::ones({3, 1}))), sink);
    return sink.settled[0].formed;
  };
  EXPECT_TRUE(formed());
  hook.pause();
  EXPECT_FALSE(formed());
  EXPECT_EQ(fired, 1);
  hook.resume();
  EXPECT_TRUE(formed());
  EXPECT_EQ(fired, 2);
}

TEST(HookContract, S8_AnErrorInAHookEndsThePass) {
  SmallNetwork net;
  const HookHandle hook = net.h.on_gradient(
      [](const Node&, const Tensor&) { throw std::runtime_error("enough seen"); });
  BackwardPass pass(net.loss);
  expect_error<std::runtime_error>([&] { pass.run(); }, "enough seen");
  EXPECT_TRUE(net.w2.has_gradient());  // settled before, and stays
  EXPECT_FALSE(net.w1.has_gradient());
  EXPECT_EQ(pass.peek(), nullptr);
  expect_error<GraphError>([&] { pass.advance(); },
                           "backward: this pass ended with an error and cannot go on; compute the "
                           "root again and start another");
}

TEST(HookContract, S8_AnErrorInALeafsHookEndsThePassToo) {
  SmallNetwork net;
  const HookHandle hook =
      net.w2.on_gradient([](const Node&, const Tensor&) { throw Error("enough seen"); });
  BackwardPass pass(net.loss);
  expect_error<Error>([&] { pass.run(); }, "enough seen");
  EXPECT_FALSE(net.w2.has_gradient());
  EXPECT_THROW(pass.next(), GraphError);
}

TEST(HookContract, S8_AnErrorUnderAnUpdatingSinkSaysHowTheParametersStand) {
  SmallNetwork ours, foreign;
  UpdatingSink sink(0.1);
  const HookHandle a =
      ours.h.on_gradient([](const Node&, const Tensor&) { throw ArgumentError("enough seen"); });
  expect_error<ArgumentError>([&] { backward(ours.loss, sink); },
                              "enough seen; the parameters stand between two steps");
  const HookHandle b = foreign.h.on_gradient(
      [](const Node&, const Tensor&) { throw std::runtime_error("enough seen"); });
  EXPECT_THROW(
      {
        try {
          backward(foreign.loss, sink);
        } catch (const GraphError& error) {
          EXPECT_STREQ(error.what(),
                       "backward: enough seen; the parameters stand between two steps");
          throw;
        }
      },
      GraphError);
}

TEST(HookContract, S8_AnErrorLeavesTheGraphConsumedAndTheRestUsable) {
  SmallNetwork net, other;
  {
    const HookHandle hook = net.loss.on_gradient(
        [](const Node&, const Tensor&) { throw std::runtime_error("enough seen"); });
    EXPECT_THROW(backward(net.loss), std::runtime_error);
  }
  EXPECT_TRUE(net.loss.node().consumed());
  EXPECT_TRUE(net.h.node().consumed());
  net.forward();
  backward(net.loss);
  backward(other.loss);
  EXPECT_TRUE(same_bits(net.w1.gradient(), other.w1.gradient()));
}

TEST(HookContract, S9_AHookMayRunAnotherPass) {
  const Variable x = leaf_x(3), z = leaf_x(5, "z");
  double inside = 0;
  const Variable h = x * x;
  const HookHandle hook = h.on_gradient([&](const Node&, const Tensor&) {
    inside = gradients(z * z * x, {x}).front().item();
    backward(x * z);  // adds to the leaf that the outer pass has yet to settle
  });
  backward(h * 2);
  EXPECT_EQ(inside, 25);
  EXPECT_EQ(x.gradient().item(), 5 + 12);
  EXPECT_EQ(z.gradient().item(), 3);
}

TEST(HookContract, S9_AHookMayRunAnotherPassOverTheSameGraph) {
  const Variable x = leaf_x(3);
  const Variable h = x * x;
  const Variable y = h * h;
  double inside = 0;
  HookHandle hook;
  hook = h.on_gradient([&](const Node&, const Tensor&) {
    hook.pause();
    inside = gradients(y, {x}, {}, Keep::graph).front().item();
  });
  backward(y, {.keep = Keep::graph});
  EXPECT_EQ(inside, 108);
  EXPECT_EQ(x.gradient().item(), 108);
}

}  // namespace
}  // namespace gradflow::testing
