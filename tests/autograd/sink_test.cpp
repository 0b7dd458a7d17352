// Leaves and sinks: when a leaf is settled, in which form, and that an update in mid-pass changes
// nothing below it.

#include "autograd/sink.h"

#include <gtest/gtest.h>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "tensor/arithmetic.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/leaf.h"
#include "tests/support/recording_sink.h"
#include "tests/support/small_network.h"

namespace gradflow::testing {
namespace {

struct Silent {  // sends nothing on
  static constexpr std::string_view name = "silent";
  Tensor forward(const Tensor& x) { return x; }
  std::array<Gradient, 1> backward(const Tensor&) const { return {}; }
};

TEST(Sink, GetsEachLeafAsSoonAsItsLastUserHasGone) {
  SmallNetwork net;
  RecordingSink sink;
  BackwardPass pass(net.loss, sink);
  pass.advance();  // cross_entropy
  EXPECT_TRUE(sink.settled.empty());
  pass.advance();  // the upper layer; the rule of the lower one has not run
  EXPECT_EQ(sink.order(), (std::vector<std::string>{"W2", "b2"}));
  pass.advance();  // tanh
  EXPECT_EQ(sink.settled.size(), 2U);
  pass.run();
  EXPECT_EQ(sink.order(), (std::vector<std::string>{"W2", "b2", "W1", "b1"}));
}

TEST(Sink, WaitsForALowerUserOfASharedLeaf) {
  Variable w(Tensor::ones({3, 3}), RequiresGradient::yes, "shared");
  Variable v(Tensor::ones({3, 3}), RequiresGradient::yes, "upper");
  const Variable y = sum(matmul(matmul(tanh(matmul(Tensor::ones({2, 3}), w)), w), v));
  RecordingSink sink;
  backward(y, sink);
  EXPECT_EQ(sink.order(), (std::vector<std::string>{"upper", "shared"}));
}

TEST(Sink, SettlesALeafWhoseOtherUserGotNothing) {
  Variable x(Tensor::scalar(2), RequiresGradient::yes, "x");
  const Variable lower = tanh(tanh(x));
  const Variable silent = apply(Silent{}, SourceLocation::current(), lower);
  RecordingSink sink;
  backward(silent + x * 3, sink);
  ASSERT_EQ(sink.settled.size(), 1U);
  EXPECT_EQ(sink.settled[0].gradient.item(), 3);
}

TEST(Sink, GetsAProductUnformedForASingleUseAndFormedForSeveral) {
  Variable once(Tensor::ones({2, 3}), RequiresGradient::yes, "once");
  Variable twice(Tensor::ones({2, 3}), RequiresGradient::yes, "twice");
  const Tensor x = Tensor::ones({3, 1});
  RecordingSink sink;
  backward(sum(matmul(once, x) + matmul(twice, x) + matmul(twice, x)), sink);
  ASSERT_EQ(sink.settled.size(), 2U);
  for (const auto& settled : sink.settled) EXPECT_EQ(settled.formed, settled.label == "twice");
}

TEST(Sink, GetsASliceUnformed) {
  Variable x(Tensor::ones({4, 3}), RequiresGradient::yes, "x");
  RecordingSink sink;
  backward(sum(slice(x, 0, 1, 2)), sink);
  EXPECT_FALSE(sink.settled[0].formed);
  EXPECT_TRUE(same_bits(sink.settled[0].gradient,
                        Tensor::from({4, 3}, {0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0})));
}

TEST(Sink, IsFinishedOnceAfterThePassAndNotByADroppedOne) {
  SmallNetwork net;
  RecordingSink sink, dropped;
  {
    BackwardPass pass(net.loss, {.sink = &dropped, .keep = Keep::graph});
    pass.advance();
  }
  BackwardPass pass(net.loss, sink);
  pass.run();
  while (pass.advance()) {
  }
  EXPECT_EQ(sink.finished, 1);
  EXPECT_EQ(dropped.finished, 0);
}

TEST(Sink, ReplacesTheLeafsOwnGradient) {
  SmallNetwork net;
  RecordingSink sink;
  backward(net.loss, sink);
  for (const Variable& p : net.parameters()) EXPECT_FALSE(p.has_gradient());
}

TEST(UpdatingSink, DisturbsNoGradientBelow) {
  constexpr double kRate = 0.25;
  SmallNetwork watched(6, 20, 30, 5), updated(6, 20, 30, 5);
  backward(watched.loss);
  UpdatingSink sink(kRate);
  backward(updated.loss, sink);
  for (std::size_t i = 0; i < 4; ++i) {
    const Variable before = watched.parameters()[i], after = updated.parameters()[i];
    Tensor expected = before.value().clone();
    add_scaled(expected, before.gradient(), -kRate);
    EXPECT_TRUE(same_bits(after.value(), expected)) << after.label();
    EXPECT_EQ(after.fresh_copies(), 0) << after.label();
  }
}

// What sgd.backward brings, in short.
struct WalkingSink final : Sink {
  void settle(Variable leaf, Gradient gradient) override { leaf.update(gradient, -0.25, 1); }
  bool updates_with_waiting() const override { return true; }
};

TEST(UpdatingSink, FormsTheInputsGradientFromTheWeightAsItWasBeforeTheUpdate) {
  for (const std::int64_t batch : {1, 6, 12, 13}) {
    SmallNetwork plain(batch, 20, 30, 5), updated(batch, 20, 30, 5);
    plain.h.keep_gradient();
    backward(plain.loss);
    updated.h.keep_gradient();
    WalkingSink sink;
    backward(updated.loss, sink);
    EXPECT_TRUE(same_bits(updated.h.gradient(), plain.h.gradient())) << "batch " << batch;
    for (std::size_t i = 0; i < 4; ++i) {
      Variable expected = plain.parameters()[i];
      const Tensor gradient = expected.gradient();
      plain.loss = plain.logits = plain.h = Variable();  // so that the update is in place
      expected.update([&](Tensor& value) { add_scaled(value, gradient, -0.25); });
      EXPECT_TRUE(same_bits(updated.parameters()[i].value(), expected.value()))
          << expected.label() << ", batch " << batch;
      EXPECT_EQ(updated.parameters()[i].fresh_copies(), 0) << expected.label();
    }
  }
}

TEST(UpdatingSink, CopiesAWeightThatSomebodyHoldsAlsoWhenAProductWaitsForIt) {
  SmallNetwork net(6, 20, 30, 5);
  const Tensor held = net.w2.value(), before = held.clone();
  WalkingSink sink;
  backward(net.loss, sink);
  EXPECT_TRUE(identical(held, before));
  EXPECT_FALSE(identical(net.w2.value(), before));
  EXPECT_EQ(net.w2.fresh_copies(), 1);
}

TEST(UpdatingSink, WritesAWeightOfSeveralUsesOnce) {
  const auto graph = [](const Variable& w) {
    return sum(matmul(tanh(matmul(Tensor::full({2, 3}, 0.1), w)), w));
  };
  Variable w(Tensor::full({3, 3}, 0.3), RequiresGradient::yes),
      copy(w.value().clone(), RequiresGradient::yes);
  backward(graph(copy));
  Tensor expected = copy.value().clone();
  add_scaled(expected, copy.gradient(), -1.0);
  UpdatingSink sink(1.0);
  backward(graph(w), sink);
  EXPECT_TRUE(same_bits(w.value(), expected));
}

TEST(UpdatingSink, WritesAFreshCopyWhileAnotherGraphHoldsTheValue) {
  SmallNetwork net;
  const Variable holds = matmul(net.w1, transpose(net.w1));  // saves W1 itself
  const Tensor before = net.w1.value().clone();
  UpdatingSink sink(0.5);
  backward(net.loss, sink);
  EXPECT_EQ(net.w1.fresh_copies(), 1);
  EXPECT_EQ(net.w2.fresh_copies(), 0);
  EXPECT_FALSE(identical(net.w1.value(), before));
  RecordingSink gradient;
  backward(sum(holds), gradient);  // still with the old value
  EXPECT_TRUE(same_bits(gradient.settled[0].gradient, matmul(Tensor::ones({5, 5}), before) * 2.0));
}

// A product whose rule asks nothing, so that it sends its data a gradient, too.
struct PlainProduct {
  static constexpr std::string_view name = "plain_product";
  Tensor a, b;
  Tensor forward(const Tensor& left, const Tensor& right) {
    a = left;
    b = right;
    return matmul(a, b);
  }
  std::array<Gradient, 2> backward(const Tensor& upstream) const {
    return {Gradient::product(upstream, b, Transpose::no, Transpose::yes),
            Gradient::product(a, upstream, Transpose::yes, Transpose::no)};
  }
};

TEST(UpdatingSink, TakesARuleThatDoesMoreThanItMust) {
  const Variable data(Tensor::full({2, 3}, 0.5));
  Variable w = leaf_of_ones({3, 4}, "w"), same = leaf_of_ones({3, 4}, "same");
  UpdatingSink sink(0.1), other(0.1);
  backward(sum(apply(PlainProduct{}, SourceLocation::current(), data, w)), sink);
  backward(sum(matmul(data, same)), other);
  EXPECT_TRUE(same_bits(w.value(), same.value()));
}

// As any pass does, and before the two are paired.
TEST(UpdatingSink, NamesARuleWhoseProductIsOfTheWrongShape) {
  struct Crooked : PlainProduct {
    std::array<Gradient, 2> backward(const Tensor& upstream) const {
      return {Gradient(), Gradient::product(upstream, upstream, Transpose::yes, Transpose::no)};
    }
  };
  Variable w = leaf_of_ones({3, 4}, "w");
  const Variable y =
      apply(Crooked{}, SourceLocation::current(), Variable(Tensor::full({2, 3}, 0.5)), w);
  UpdatingSink sink(0.1);
  expect_error<GraphError>(
      [&] { backward(sum(y), sink); },
      fmt::format("backward: node {} returned a gradient of shape [4, 4] for input 1 of shape [3, "
                  "4]; the parameters stand between two steps",
                  y.node()));
}

TEST(Update, MayDropTheLastHandleOfItsLeaf) {
  Variable w = leaf_of_ones({4}, "w");
  const float* written = nullptr;
  w.update([&](Tensor& value) {
    w = Variable();
    value.edit<float>()[3] = 5;
    written = value.values<float>().data();
  });
  EXPECT_NE(written, nullptr);
  EXPECT_FALSE(w.defined());
}

TEST(Update, WritesInPlaceWhenNobodyElseHoldsTheValue) {
  Variable w(Tensor::ones({2}), RequiresGradient::yes);
  const float* place = w.value().values<float>().data();
  w.update([](Tensor& value) { value.edit<float>()[0] = 5; });
  EXPECT_EQ(w.value().values<float>().data(), place);
  EXPECT_EQ(w.fresh_copies(), 0);
  const Tensor held = w.value();
  w.update([](Tensor& value) { value.edit<float>()[0] = 6; });
  EXPECT_EQ(w.fresh_copies(), 1);
  EXPECT_EQ(held.at({0}), 5);
  EXPECT_EQ(w.value().at({0}), 6);
}

// Applies the update of a leaf when the next one is settled, and the last at the end.
class LateSink : public Sink {
 public:
  explicit LateSink(bool pairs) : pairs_(pairs) {}
  void settle(Variable leaf, Gradient gradient) override {
    finish();
    leaf_ = std::move(leaf);
    gradient_ = std::move(gradient);
  }
  bool updates_with_waiting() const override { return pairs_; }
  void finish() override {
    if (leaf_.defined()) leaf_.update(gradient_, -0.1, 1.0);
    leaf_ = Variable();
  }

 private:
  bool pairs_;
  Variable leaf_;
  Gradient gradient_;
};

TEST(Sink, MayKeepAGradientThatWasPairedWithAnother) {
  const auto trained = [](bool pairs) {
    std::vector<Variable> weights;
    Rng rng(3);
    Variable x(rng.normal({5, 4}, 0, 1));
    for (int layer = 0; layer < 4; ++layer) {
      weights.emplace_back(rng.normal({4, 4}, 0, 1), RequiresGradient::yes);
      x = linear(x, weights.back(), Variable(Tensor::zeros({4})));
    }
    LateSink sink(pairs);
    backward(sum(x * x), sink);
    std::vector<Tensor> values;
    for (const Variable& weight : weights) values.push_back(weight.value());
    return values;
  };
  expect_same(trained(true), trained(false));
}

}  // namespace
}  // namespace gradflow::testing
