// Recorded passes: what they read, what they leave alone, who sees them, and what they refuse.

#include "autograd/recorded_pass.h"

#include <gtest/gtest.h>

#include <string>

#include "autograd/grad_mode.h"
#include "autograd/ops.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/leaf.h"
#include "tests/support/small_network.h"

namespace gradflow::testing {
namespace {

// A square that does not say its rule in ops.
struct NoRuleInOps {
  static constexpr std::string_view name = "plain";
  Tensor x;
  Tensor forward(const Tensor& argument) {
    x = argument;
    return x * x;
  }
  std::array<Gradient, 1> backward(const Tensor& upstream) const { return {2.0 * x * upstream}; }
};
Variable plain(const Variable& x, SourceLocation where = SourceLocation::current()) {
  return apply(NoRuleInOps{}, where, x);
}

// The identity, with a rule in ops that is wrong in a way to be chosen.
struct Crooked {
  static constexpr std::string_view name = "crooked";
  Tensor (*wrong)(const Tensor& upstream);
  Tensor forward(const Tensor& x) { return x; }
  std::array<Gradient, 1> backward(const Tensor& upstream) const { return {upstream}; }
  std::array<Variable, 1> differentiable(std::span<const Variable>, const Variable&,
                                         const Variable& upstream) const {
    return {wrong(upstream.value())};
  }
};
Variable crooked(const Variable& x, Tensor (*wrong)(const Tensor&)) {
  return apply(Crooked{wrong}, SourceLocation::current(), x);
}

std::string made_at(const Variable& v) {
  return fmt::format("{} made at {}:{}", v.node(), v.node().where().file, v.node().where().line);
}

TEST(RecordedPass, GivesGradientsThatHaveGradients) {
  Variable x = leaf(3), w = leaf(2);
  const auto [dx, dw] = differentiable_gradients(w * x * x, {x, w});
  EXPECT_EQ(dx.value().item(), 12);
  EXPECT_EQ(dw.value().item(), 9);
  const std::vector<Tensor> of_dx = gradients(dx, {x, w}, {}, Keep::graph);
  EXPECT_EQ(of_dx[0].item(), 4);
  EXPECT_EQ(of_dx[1].item(), 6);
}

TEST(RecordedPass, TakesInputsThatAreComputedAndTheRootItself) {
  Variable x = leaf(3);
  const Variable h = x * x, y = h * h;
  const auto [dh, dy] = differentiable_gradients(y, {h, y});
  EXPECT_EQ(dh.value().item(), 18);
  EXPECT_EQ(dy.value().item(), 1);
  EXPECT_EQ(gradients(dh, {x})[0].item(), 12);
}

TEST(RecordedPass, GivesZerosForAnInputThatIsNotReached) {
  Variable x = leaf(3), other(Tensor::ones({2, 3}), RequiresGradient::yes);
  const auto [none] = differentiable_gradients(x * x, {other});
  EXPECT_TRUE(same_bits(none.value(), Tensor::zeros({2, 3})));
}

TEST(RecordedPass, OfNoInputsGivesNone) {
  Variable x = leaf(3);
  EXPECT_TRUE(differentiable_gradients(x * x, std::span<const Variable>()).empty());
}

TEST(RecordedPass, TakesASeedThatIsPartOfAGraph) {
  Variable x(Tensor::from({2}, {1, 2}), RequiresGradient::yes);
  Variable seed(Tensor::from({2}, {1, -1}), RequiresGradient::yes);
  const auto [dx] = differentiable_gradients(x * x, {x}, seed);
  EXPECT_TRUE(same_bits(dx.value(), Tensor::from({2}, {2, -4})));
  EXPECT_TRUE(same_bits(gradients(sum(dx), {seed})[0], Tensor::from({2}, {2, 4})));
}

TEST(RecordedPass, GivesAConstantWhereNothingDependsOnAnything) {
  Variable x = leaf(3);
  const auto [dx] = differentiable_gradients(5 * x, {x});
  EXPECT_EQ(dx.value().item(), 5);
  EXPECT_FALSE(dx.requires_gradient());
}

TEST(RecordedPass, LeavesTheGraphAndTheLeavesAsTheyWere) {
  SmallNetwork net, untouched;
  backward(untouched.loss);
  const std::vector<Variable> parameters = net.parameters();
  const std::vector<Variable> recorded = differentiable_gradients(net.loss, parameters);
  for (const Variable& parameter : parameters) EXPECT_FALSE(parameter.has_gradient());
  backward(net.loss);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    EXPECT_TRUE(same_bits(parameters[i].gradient(), untouched.parameters()[i].gradient()));
    EXPECT_TRUE(close(recorded[i].value(), parameters[i].gradient(), 1e-7));
  }
}

TEST(RecordedPass, RecordsUnderNoGrad) {
  Variable x = leaf(3);
  const Variable y = pow(x, 3);
  const NoGrad values_only;
  const auto [dx] = differentiable_gradients(y, {x});
  EXPECT_FALSE(gradients_recorded());
  EXPECT_EQ(gradients(dx, {x})[0].item(), 18);
}

TEST(RecordedPass, ItsNodesWereMadeInTheLineOfTheCall) {
  Variable x = leaf(3);
  const Variable y = pow(x, 3);
  const int line = __LINE__ + 1;
  const Variable dx = differentiable_gradients(y, {x})[0];
  EXPECT_EQ(dx.node().where().line, line);
  EXPECT_EQ(dx.node().where().file_name(), "recorded_pass_test.cpp");
}

TEST(RecordedPass, GradientHooksSeeTheirGradientsOncePerPass) {
  Variable x = leaf(3);
  Variable h = x * x;
  h.keep_gradient();
  std::vector<double> seen;
  const auto note = [&](const Node&, const Tensor& gradient) { seen.push_back(gradient.item()); };
  const HookHandle above = h.on_gradient(note), below = x.on_gradient(note);
  differentiable_gradients(h * h, {x});
  EXPECT_EQ(seen, (std::vector<double>{18, 108}));
  EXPECT_EQ(h.gradient().item(), 18);
}

TEST(RecordedPass, RunsNoRuleThatLeadsToNoInput) {
  Variable x = leaf(3), w = leaf(2);
  const auto [dx] = differentiable_gradients(x * x * plain(w), {x});
  EXPECT_EQ(dx.value().item(), 24);
}

TEST(RecordedPass, AChainOf100000NodesRunsAndIsFreed) {
  const std::int64_t before = live_nodes();
  {
    Variable x(Tensor::scalar(0.5, DType::float64), RequiresGradient::yes);
    Variable y = x;
    for (int i = 0; i < 100000; ++i) y = tanh(y);
    const auto [dx] = differentiable_gradients(y, {x});
    const Tensor second = gradients(dx, {x}, {}, Keep::graph)[0];
    EXPECT_TRUE(same_bits(dx.value(), gradients(y, {x})[0]));
    EXPECT_LT(second.item(), 0);
  }
  EXPECT_EQ(live_nodes(), before);
}

TEST(RecordedPass, RefusesAnOpWithoutARuleInOpsByNameBeforeAnythingRuns) {
  Variable x = leaf(3);
  Variable h = plain(x);
  h.set_label("pool");
  const Variable y = h * h;
  int fired = 0;
  const HookHandle watching = y.on_gradient([&](const Node&, const Tensor&) { ++fired; });
  expect_error<GraphError>(
      [&] { differentiable_gradients(y, {x}); },
      "differentiable_gradients: node " + made_at(h) +
          " cannot be differentiated twice: op plain has no rule in terms of ops");
  EXPECT_EQ(fired, 0);
  EXPECT_EQ(gradients(y, {x})[0].item(), 108);
}

TEST(RecordedPass, RefusesAConsumedGraph) {
  Variable x = leaf(3);
  const Variable y = x * x;
  backward(y);
  expect_error<GraphError>([&] { differentiable_gradients(y, {x}); },
                           "differentiable_gradients: this graph was already consumed, at node " +
                               made_at(y) +
                               "; run the earlier pass with Keep::graph to run another");
}

TEST(RecordedPass, RefusesAGraphWhoseLeafWasWrittenSince) {
  for (const bool saved : {true, false}) {  // a product keeps the old value, a sum nothing
    Variable x = leaf(3, "x"), w = leaf(2, "w");
    const Variable y = saved ? x * w : x + w;
    w.update([](Tensor& value) { value.edit<float>()[0] = 7; });
    const std::string text = "differentiable_gradients: node " + made_at(y) +
                             " was computed from a value that has been written since, that of " +
                             fmt::format("{}", w.node()) + "; compute the root again";
    expect_error<GraphError>([&] { differentiable_gradients(y, {x}); }, text);
    EXPECT_EQ(differentiable_gradients(x * w, {x})[0].value().item(), 7);
    w.update(Gradient(Tensor::scalar(1)), 1, 1);
    EXPECT_EQ(differentiable_gradients(x * w, {x})[0].value().item(), 8);
    const Variable product = x * w;
    w.node().replace_value(Tensor::scalar(9));  // as a checkpoint does
    EXPECT_THROW(differentiable_gradients(product, {x}), GraphError);
  }
}

TEST(RecordedPass, ReadsNothingOfALeafThatLeadsToNoInput) {
  Variable x = leaf(3), w = leaf(2), other = leaf(1);
  const Variable y = x * (w + other);
  other.update([](Tensor& value) { value.edit<float>()[0] = 7; });
  EXPECT_EQ(differentiable_gradients(y, {x})[0].value().item(), 3);
}

TEST(RecordedPass, RefusesWhatEachPassRefuses) {
  Variable x = leaf(3, "x");
  const Variable constant = Tensor::scalar(1), two = Variable(Tensor::ones({2})) * x;
  expect_error<GraphError>(
      [&] { differentiable_gradients(x * x, {constant}); },
      fmt::format("differentiable_gradients: {} requires no gradient; make it with "
                  "RequiresGradient::yes",
                  constant.node()));
  expect_error<GraphError>(
      [&] { differentiable_gradients(constant, {x}); },
      fmt::format("differentiable_gradients: the root {} needs no gradient: nothing it was "
                  "computed from requires one, or it was computed under NoGrad",
                  constant.node()));
  expect_error<ShapeError>(
      [&] { differentiable_gradients(two, {x}); },
      fmt::format("differentiable_gradients: the root {} is [2], not a single element; reduce it "
                  "with sum or mean, or give the pass a seed of that shape",
                  two.node()));
  expect_error<TypeError>(
      [&] { differentiable_gradients(two, {x}, Tensor::ones({2}, DType::float64)); },
      fmt::format("differentiable_gradients: the seed is float64, the root {} is float32",
                  two.node()));
}

TEST(RecordedPass, NamesARuleInOpsThatIsOfTheWrongShapeOrType) {
  Variable x(Tensor::ones({2}), RequiresGradient::yes);
  const Variable longer =
      crooked(x, [](const Tensor& upstream) { return Tensor::ones({3}, upstream.dtype()); });
  expect_error<GraphError>(
      [&] { differentiable_gradients(sum(longer), {x}); },
      fmt::format("differentiable_gradients: node {} returned a gradient of shape [3] for input 0 "
                  "of shape [2]",
                  longer.node()));
  const Variable wider =
      crooked(x, [](const Tensor& upstream) { return upstream.to(DType::float64); });
  expect_error<TypeError>(
      [&] { differentiable_gradients(sum(wider), {x}); },
      fmt::format("differentiable_gradients: node {} returned a gradient of float64 for input 0 of "
                  "float32",
                  wider.node()));
}

TEST(RecordedPass, AHookThatConsumesTheGraphEndsIt) {
  Variable x = leaf(3);
  const Variable h = x * x, y = h * h;
  const HookHandle hook = y.on_gradient([&](const Node&, const Tensor&) { backward(h); });
  expect_error<GraphError>([&] { differentiable_gradients(y, {x}); },
                           "differentiable_gradients: this graph was already consumed, at node " +
                               made_at(h) +
                               "; run the earlier pass with Keep::graph to run another");
}

}  // namespace
}  // namespace gradflow::testing
