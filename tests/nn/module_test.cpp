#include "nn/module.h"

#include <gtest/gtest.h>

#include <optional>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "nn/linear.h"
#include "nn/sequential.h"
#include "tests/nn/networks.h"
#include "tests/support/expect_error.h"

namespace gradflow::nn {
namespace {

using gradflow::testing::add_layers;
using gradflow::testing::expect_error;
using gradflow::testing::loss_of;
using gradflow::testing::random_batch;

std::vector<std::string> paths(const auto& named) {
  std::vector<std::string> found;
  for (const auto& entry : named) found.push_back(entry.path);
  return found;
}

using Paths = std::vector<std::string>;

// Two layers, a weight that both halves of the module show, and running statistics.
struct Tied : Layer<Variable(Variable)> {
  explicit Tied(Rng& rng) : inner(3, 3, init::standard_uniform(), rng) {}

  void visit(Visitor& visitor) override {
    visitor.parameter("first", shared);
    visitor.child("inner", inner);
    visitor.parameter("second", shared);
    visitor.child("again", inner);
    visitor.buffer("seen", seen);
  }
  Variable forward(const Variable& x) override { return inner(x) * shared; }

  Parameter shared{Tensor::ones({3})};
  Linear inner;
  Tensor seen = Tensor::zeros({1});
};

struct Nest : Layer<Variable(Variable)> {
  explicit Nest(Rng& rng) : left(rng), right(rng) {}
  void visit(Visitor& visitor) override {
    visitor.child("left", left);
    visitor.child("right", right);
  }
  Variable forward(const Variable& x) override { return right(left(x)); }
  Tied left, right;
};

TEST(Module, JoinsNamesToPaths) {
  Rng rng(1);
  Nest nest(rng);
  EXPECT_EQ(paths(nest.named_parameters()),
            (Paths{"left.first", "left.inner.weight", "left.inner.bias", "right.first",
                   "right.inner.weight", "right.inner.bias"}));
  EXPECT_EQ(paths(nest.named_modules()), (Paths{"", "left", "left.inner", "right", "right.inner"}));
  EXPECT_EQ(paths(nest.named_buffers()), (Paths{"left.seen", "right.seen"}));
}

TEST(Module, ShowsWhatIsSharedOnceUnderItsFirstPath) {
  Rng rng(1);
  Tied tied(rng);
  EXPECT_EQ(paths(tied.named_parameters()), (Paths{"first", "inner.weight", "inner.bias"}));
  EXPECT_EQ(tied.parameters().size(), 3U);
  EXPECT_EQ(tied.parameter_count(), 3 + 9 + 3);
}

TEST(Module, WritesItsPathsWhenItIsNamed) {
  Rng rng(1);
  Nest nest(rng);
  EXPECT_EQ(nest.left.inner.path(), "");
  EXPECT_EQ(nest.left.inner.weight().label(), "");
  nest.set_name("net");
  EXPECT_EQ(nest.path(), "net");
  EXPECT_EQ(nest.left.inner.path(), "net.left.inner");
  EXPECT_EQ(nest.left.inner.weight().label(), "net.left.inner.weight");
  EXPECT_EQ(paths(nest.left.named_parameters()),
            (Paths{"net.left.first", "net.left.inner.weight", "net.left.inner.bias"}));
}

TEST(Module, WritesItsPathsWhenItIsCalledFirst) {
  Rng rng(1);
  Nest nest(rng);
  nest(Tensor::ones({1, 3}));
  EXPECT_EQ(nest.path(), "");
  EXPECT_EQ(nest.right.inner.bias().label(), "right.inner.bias");
}

TEST(Module, KeepsThePathsOfTheFirstRoot) {
  Rng rng(1);
  Nest nest(rng);
  nest.left(Tensor::ones({1, 3}));
  nest.set_name("net");
  EXPECT_EQ(nest.left.inner.path(), "inner");
  EXPECT_EQ(nest.right.inner.path(), "net.right.inner");
}

TEST(Module, GivesARootThatWasCalledWithoutANameOneLater) {
  Rng rng(1);
  Nest nest(rng);
  nest(Tensor::ones({1, 3}));
  nest.set_name("");
  nest.set_name("net");
  nest.set_name("other");
  EXPECT_EQ(nest.path(), "net");
  EXPECT_EQ(nest.right.inner.path(), "net.right.inner");
  EXPECT_EQ(nest.right.inner.bias().label(), "net.right.inner.bias");
  EXPECT_EQ(paths(nest.named_parameters()).front(), "net.left.first");
}

TEST(Module, KeepsALabelThatAUserGaveToAParameter) {
  Rng rng(1);
  Linear layer(2, 2, init::standard_uniform(), rng);
  layer.weight().set_label("W");
  layer.set_name("h");
  EXPECT_EQ(layer.weight().label(), "W");
  EXPECT_EQ(layer.bias().label(), "h.bias");
}

TEST(Module, FindsAModuleByItsPath) {
  Rng rng(1);
  Nest nest(rng);
  EXPECT_EQ(&nest.at("right"), &nest.right);
  EXPECT_EQ(&nest.at("right.inner"), &nest.right.inner);
}

TEST(Module, SaysWhatChildrenThereAreWhenAPathIsWrong) {
  Rng rng(1);
  Nest nest(rng);
  expect_error<ArgumentError>([&] { nest.at("middle"); },
                              "at: the root has no child \"middle\"; it has left, right");
  nest.set_name("net");
  expect_error<ArgumentError>([&] { nest.at("middle"); },
                              "at: module \"net\" has no child \"middle\"; it has left, right");
  expect_error<ArgumentError>(
      [&] { nest.at("left.weight"); },
      "at: module \"net.left\" has no child \"weight\"; it has inner, again");
  expect_error<ArgumentError>([&] { nest.at("left.inner.x"); },
                              "at: module \"net.left.inner\" has no child \"x\"; it has none");
}

TEST(Module, ClearsTheGradientsBelowIt) {
  Rng rng(1);
  Nest nest(rng);
  backward(sum(nest(Tensor::ones({1, 3}))));
  EXPECT_TRUE(nest.left.shared.has_gradient());
  nest.clear_gradients();
  for (const Parameter* parameter : nest.parameters()) EXPECT_FALSE(parameter->has_gradient());
}

TEST(Module, FreezesAParameter) {
  Rng rng(1);
  Linear layer(3, 2, init::standard_uniform(), rng);
  layer.weight().freeze();
  backward(sum(layer(Tensor::ones({1, 3}))));
  EXPECT_FALSE(layer.weight().has_gradient());
  EXPECT_TRUE(layer.bias().has_gradient());
  layer.weight().unfreeze();
  backward(sum(layer(Tensor::ones({1, 3}))));
  EXPECT_TRUE(layer.weight().has_gradient());
}

TEST(ModuleCall, LabelsTheNodesMadeInItWithThePath) {
  Rng rng(1);
  Nest nest(rng);
  const Variable y = nest(Tensor::ones({1, 3}));
  EXPECT_EQ(y.label(), "right");  // the product with the shared weight
  const NodePtr linear = y.node().inputs()[0];
  EXPECT_EQ(linear->op(), "linear");
  EXPECT_EQ(linear->label(), "right.inner");
  EXPECT_EQ(linear->inputs()[0]->label(), "left");
  EXPECT_EQ(sum(y).label(), "");
}

TEST(ModuleCall, LabelsNodesThatOutliveTheModule) {
  Variable y;
  {
    Rng rng(1);
    Sequential net;
    net.add<Linear>(std::string("a name that no short string holds"), 2, 2, init::constant(1), rng);
    y = net(Variable(Tensor::ones({1, 2})));
  }
  EXPECT_EQ(y.label(), "a name that no short string holds");
}

TEST(ModuleCall, PlacesItsNodesOnTheUsersOutermostLine) {
  Rng rng(1);
  Nest nest(rng);
  const int line = __LINE__ + 1;
  const Variable y = nest(Tensor::ones({1, 3}));
  const int own_line = __LINE__ + 1;
  const Variable loss = sum(y);
  for (const Node* node = &y.node(); !node->is_leaf(); node = node->inputs()[0].get()) {
    EXPECT_EQ(node->where().line, line) << node->text();
    EXPECT_TRUE(std::string_view(node->where().file).ends_with("module_test.cpp"));
  }
  EXPECT_EQ(loss.node().where().line, own_line);
}

TEST(ModuleCall, NamesTheLayerInAnErrorAndLeavesNothingBehind) {
  Rng rng(1);
  Sequential net;
  testing::add_layers(net, {3, 4, 2}, rng);
  expect_error<ShapeError>(
      [&] {
        net(Tensor::ones({2, 5}));
      },
      "linear: x is [2, 5], weight is [4, 3], bias is [4]; expected (batch, in), (out, in), (out) "
      "(in op linear of \"h1\", inputs [2, 5] float32, \"h1.weight\" [4, 3] float32, \"h1.bias\" "
      "[4] float32)");
  const Variable after = tanh(Variable(Tensor::ones({2}), RequiresGradient::yes));
  EXPECT_EQ(after.label(), "");
}

TEST(Module, TrainAndEvalReachEverythingBelow) {
  Rng rng(1);
  nn::Sequential net;
  add_layers(net, {2, 3, 2}, rng);
  EXPECT_TRUE(net.is_training());
  EXPECT_TRUE(net.at("h1").is_training());
  net.eval();
  EXPECT_FALSE(net.is_training());
  EXPECT_FALSE(net.at("h1").is_training());
  net.at("h1").train();
  EXPECT_FALSE(net.is_training());
  EXPECT_TRUE(net.at("h1").is_training());
}

TEST(Module, FrozenParametersTakeNoGradient) {
  Rng rng(1);
  nn::Sequential net;
  add_layers(net, {2, 3, 2}, rng);
  net.at("h1").freeze();
  backward(loss_of(net, random_batch(rng, 4, 2, 2)));
  EXPECT_FALSE(net.named_parameters()[0].item->has_gradient());
  EXPECT_TRUE(net.named_parameters()[2].item->has_gradient());
  net.unfreeze();
  EXPECT_TRUE(net.named_parameters()[0].item->requires_gradient());
}

}  // namespace
}  // namespace gradflow::nn
