// gradients(y, inputs, seed): gradients as values, of leaves and of computed variables, without
// touching a leaf.

#include <gtest/gtest.h>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/leaf.h"
#include "tests/support/small_network.h"

namespace gradflow::testing {
namespace {

struct Unwanted {
  static constexpr std::string_view name = "unwanted";
  Tensor forward(const Tensor& x) { return x; }
  std::array<Gradient, 1> backward(const Tensor&) const {
    ADD_FAILURE() << "nobody asked for this gradient";
    return {};
  }
};

TEST(Gradients, TouchNoLeaf) {
  SmallNetwork net;
  backward(net.loss, {.keep = Keep::graph});
  std::vector<Tensor> added;
  for (const Variable& p : net.parameters()) added.push_back(p.gradient());
  const std::vector<Tensor> found = gradients(net.loss, net.parameters(), {}, Keep::graph);
  const std::vector<Variable> parameters = net.parameters();
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_TRUE(same_bits(found[i], added[i]));
    EXPECT_TRUE(same_bits(parameters[i].gradient(), added[i]));
  }
}

TEST(Gradients, AreKnownForComputedInputsToo) {
  Variable x = leaf(3);
  const Variable h = x * x, y = h * h;
  const std::vector<Tensor> found = gradients(y, {h, x, y});
  EXPECT_EQ(found[0].item(), 18);
  EXPECT_EQ(found[1].item(), 108);
  EXPECT_EQ(found[2].item(), 1);
  EXPECT_FALSE(x.has_gradient());
}

TEST(Gradients, AreZeroForAnInputThatIsNotReached) {
  Variable x = leaf(3), other(Tensor::ones({2, 3}), RequiresGradient::yes);
  const std::vector<Tensor> found = gradients(x * x, {other, x});
  EXPECT_TRUE(same_bits(found[0], Tensor::zeros({2, 3})));
  EXPECT_EQ(found[1].item(), 6);
}

TEST(Gradients, TakeASeed) {
  Variable x(Tensor::from({2}, {1, 2}), RequiresGradient::yes);
  const auto found = gradients(x * x, {x}, Tensor::from({2}, {1, -1}));
  EXPECT_TRUE(same_bits(found[0], Tensor::from({2}, {2, -4})));
}

TEST(Gradients, OfNoInputsAreNone) {
  Variable x = leaf(3);
  const Variable y = x * x;
  EXPECT_TRUE(gradients(y, {}).empty());
  EXPECT_FALSE(y.node().consumed());
}

TEST(Gradients, RunNoRuleBelowTheInputs) {
  Variable x = leaf(3);
  const Variable h = apply(Unwanted{}, SourceLocation::current(), x);
  EXPECT_EQ(gradients(h * 4, {h})[0].item(), 4);
}

}  // namespace
}  // namespace gradflow::testing
