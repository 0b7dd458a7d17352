// What a backward pass computes: sums over paths, over uses, over passes; what it leaves alone.

#include "autograd/backward.h"

#include <gtest/gtest.h>

#include <cmath>

#include "autograd/ops.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::testing {
namespace {

struct Saves {
  static constexpr std::string_view name = "saves";
  Tensor saved;
  Tensor forward(const Tensor& x) { return x; }
  std::array<Gradient, 1> backward(const Tensor& upstream) const { return {upstream}; }
};

Variable wide_leaf(double value, std::string_view label = "x") {
  return Variable(Tensor::scalar(value, DType::float64), RequiresGradient::yes, label);
}

TEST(Backward, MultipliesAlongAChain) {
  Variable x = wide_leaf(0.3);
  backward(exp(-tanh(x)));
  const double t = std::tanh(0.3);
  EXPECT_NEAR(x.gradient().item(), -std::exp(-t) * (1 - t * t), 1e-15);
}

TEST(Backward, AddsOverADiamond) {
  Variable x = wide_leaf(3);
  const Variable left = x * 2, right = x * x;
  backward(left + right);
  EXPECT_EQ(x.gradient().item(), 2 + 2 * 3);
}

TEST(Backward, SumsOverFanOut) {
  Variable x = wide_leaf(1.5);
  const Variable h = x * 2;
  Variable total = h;
  for (int i = 1; i < 10; ++i) total = total + h;
  backward(total);
  EXPECT_EQ(x.gradient().item(), 20);
}

TEST(Backward, AddsTheUsesOfOneVariableByOneOp) {
  Variable x = wide_leaf(5);
  backward(x * x);
  EXPECT_EQ(x.gradient().item(), 10);
}

TEST(Backward, ReachesTwoLeaves) {
  Variable a = wide_leaf(2, "a"), b = wide_leaf(7, "b");
  backward(a * b);
  EXPECT_EQ(a.gradient().item(), 7);
  EXPECT_EQ(b.gradient().item(), 2);
}

TEST(Backward, GivesNothingToWhatTheRootDoesNotUse) {
  Variable a = wide_leaf(2), unused = wide_leaf(3);
  const Variable aside = unused * a;
  backward(a * 2);
  EXPECT_TRUE(a.has_gradient());
  EXPECT_FALSE(unused.has_gradient());
}

TEST(Backward, GivesNothingToData) {
  Variable a = wide_leaf(2);
  const Variable data(Tensor::scalar(4, DType::float64));
  backward(a * data);
  EXPECT_EQ(a.gradient().item(), 4);
  EXPECT_FALSE(data.has_gradient());
}

TEST(Backward, StopsAtAnIslandWithoutGradients) {
  Variable x = wide_leaf(2);
  Variable island;
  {
    const NoGrad values_only;
    island = x * x;
  }
  EXPECT_FALSE(island.requires_gradient());
  EXPECT_TRUE(island.is_leaf());
  backward(island * x);
  EXPECT_EQ(x.gradient().item(), 4);
}

TEST(Backward, NoGradEndsWithItsScopeAndNests) {
  EXPECT_TRUE(gradients_recorded());
  {
    const NoGrad outer;
    { const NoGrad inner; }
    EXPECT_FALSE(gradients_recorded());
  }
  EXPECT_TRUE(gradients_recorded());
}

TEST(Backward, StopsAtDetach) {
  Variable x = wide_leaf(3);
  const Variable square = x * x;
  const Variable cut = square.detach();
  EXPECT_TRUE(cut.value().shares_storage_with(square.value()));
  backward(cut * x);
  EXPECT_EQ(x.gradient().item(), 9);
}

TEST(Backward, OfALeafGivesItTheSeed) {
  Variable x = wide_leaf(3);
  backward(x);
  EXPECT_EQ(x.gradient().item(), 1);
}

TEST(Backward, TakesASeedForARootOfSeveralElements) {
  Variable x(Tensor::from({3}, {1, 2, 3}), RequiresGradient::yes);
  backward(x * x, {.seed = Tensor::from({3}, {1, 10, 100})});
  EXPECT_TRUE(same_bits(x.gradient(), Tensor::from({3}, {2, 40, 600})));
}

TEST(Backward, TakesARootOfOneElementInAnyShape) {
  Variable x(Tensor::from({1, 1}, {3}), RequiresGradient::yes);
  backward(x * x);
  EXPECT_TRUE(same_bits(x.gradient(), Tensor::from({1, 1}, {6})));
}

TEST(Backward, SumsBackWhatWasStretched) {
  Variable row(Tensor::from({3}, {1, 2, 3}), RequiresGradient::yes);
  Variable column(Tensor::from({2, 1}, {10, 20}), RequiresGradient::yes);
  backward(sum(row * column));
  EXPECT_TRUE(same_bits(row.gradient(), Tensor::from({3}, {30, 30, 30})));
  EXPECT_TRUE(same_bits(column.gradient(), Tensor::from({2, 1}, {6, 6})));
}

TEST(Backward, AddsOverPassesUntilCleared) {
  Variable x = wide_leaf(3);
  backward(x * x);
  backward(x * x);
  EXPECT_EQ(x.gradient().item(), 12);
  x.clear_gradient();
  EXPECT_FALSE(x.has_gradient());
  backward(x * x);
  EXPECT_EQ(x.gradient().item(), 6);
}

TEST(Backward, LeavesAnEarlierGradientToWhoeverKeepsIt) {
  Variable x = wide_leaf(3);
  backward(x * x);
  const Tensor kept = x.gradient();
  backward(x * x);
  EXPECT_EQ(kept.item(), 6);
  EXPECT_EQ(x.gradient().item(), 12);
}

TEST(Backward, KeepsAnInteriorGradientOnRequest) {
  Variable x = wide_leaf(3);
  Variable h = x * x;
  h.keep_gradient();
  backward(h * h);
  EXPECT_EQ(h.gradient().item(), 18);
  EXPECT_EQ(x.gradient().item(), 108);
}

TEST(Backward, RunsTwiceAndAddsWhenTheGraphIsKept) {
  Variable x = wide_leaf(3);
  const Variable y = tanh(x) * x;
  backward(y, {.keep = Keep::graph});
  const double once = x.gradient().item();
  backward(y, {.keep = Keep::graph});
  EXPECT_EQ(x.gradient().item(), 2 * once);
  backward(y);  // and this one consumes it
  EXPECT_TRUE(y.node().consumed());
}

TEST(Backward, ConsumesTheGraphAndDropsItsSavedValues) {
  Variable x = wide_leaf(1);
  const Tensor saved = Tensor::ones({4});
  const Variable y = apply(Saves{saved}, SourceLocation::current(), x);
  EXPECT_FALSE(saved.sole_owner());
  backward(y);
  EXPECT_TRUE(saved.sole_owner());
  EXPECT_TRUE(y.node().consumed());
  EXPECT_FALSE(x.node().consumed());
}

TEST(Backward, RunsAndFreesAChainOfAMillionNodes) {
  const std::int64_t before = live_nodes();
  {
    Variable x(Tensor::from({1}, {0.5}), RequiresGradient::yes);
    Variable y = x;
    for (int i = 0; i < 1'000'000; ++i) y = -y;
    EXPECT_EQ(live_nodes(), before + 1'000'001);
    backward(y);
    EXPECT_EQ(x.gradient().item(), 1);
  }
  EXPECT_EQ(live_nodes(), before);
}

TEST(Backward, FreesADiamondOfManyLayersOnce) {
  const std::int64_t before = live_nodes();
  {
    Variable x = wide_leaf(1e-3);
    Variable y = x;
    for (int i = 0; i < 60; ++i) y = y + y;
    backward(y);
    EXPECT_EQ(x.gradient().item(), std::ldexp(1.0, 60));
  }
  EXPECT_EQ(live_nodes(), before);
}

}  // namespace
}  // namespace gradflow::testing
