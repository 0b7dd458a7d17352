// What variables and the backward pass say to wrong calls, word by word.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <string>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "tests/support/expect_error.h"
#include "tests/support/leaf.h"

namespace gradflow::testing {
namespace {

// "#17 tanh "h"": the id depends on what ran before.
std::string text(const Variable& v) { return v.node().text(); }

TEST(VariableErrors, RefuseAGradientForIntegers) {
  expect_error<TypeError>(
      [] { Variable(Tensor::zeros({3}, DType::int32), RequiresGradient::yes, "labels"); },
      "Variable: a leaf of [3] int32 cannot require a gradient; only float32 and float64 "
      "can");
}

TEST(VariableErrors, SayWhyThereIsNoGradient) {
  const Variable data(Tensor::ones({2}));
  const Variable x = leaf_of_ones({2}, "x"), h = tanh(x);
  expect_error<GraphError>(
      [&] { (void)data.gradient(); },
      "gradient: " + text(data) + " requires no gradient; make it with RequiresGradient::yes");
  expect_error<GraphError>([&] { (void)x.gradient(); },
                           "gradient: " + text(x) + " has none yet; run backward first");
  expect_error<GraphError>([&] { (void)h.gradient(); },
                           "gradient: that of " + text(h) +
                               " was not kept; call keep_gradient() on it before the pass, or "
                               "watch it with on_gradient");
  expect_error<GraphError>(
      [&] { (void)data.on_gradient([](const Node&, const Tensor&) {}); },
      "on_gradient: " + text(data) + " requires no gradient, so its hook would never fire");
  expect_error<GraphError>(
      [&] { Variable(h).update([](Tensor&) {}); },
      "update: " + text(h) + " is computed, only a leaf's value can be written");
}

TEST(VariableErrors, TellWhatAnUpdateLeft) {
  Variable w = leaf_of_ones({3}, "w");
  expect_error<ShapeError>([&] { w.update([](Tensor& value) { value = Tensor::zeros({1}); }); },
                           "update: the function left " + text(w) + " as [1]; it was [3]");
  w = leaf_of_ones({3}, "w");
  EXPECT_THROW(w.update([](Tensor& value) { value = value.to(DType::float64); }), TypeError);
  w = leaf_of_ones({3}, "w");
  expect_error<ArgumentError>([&] { w.update([](Tensor& value) { value = Tensor(); }); },
                              "update: the function left the leaf \"w\" without a value");
  const std::string lost =
      "update: the leaf \"w\" has had no value since an update left it without one; make another";
  expect_error<ArgumentError>([&] { w.update([](Tensor& value) { value = Tensor::ones({3}); }); },
                              lost);
  expect_error<ArgumentError>([&] { w.update(Tensor::ones({3}), 1, 0.5); }, lost);
  w = leaf_of_ones({3}, "w");
  expect_error<ArgumentError>([&] { w.update(Gradient(), 1, 0.5); },
                              "update: the gradient of " + text(w) + " is empty");
}

TEST(BackwardErrors, RefuseARootOfSeveralElements) {
  Variable y = tanh(leaf_of_ones({2, 3}, "x"));
  y.set_label("h");
  expect_error<ShapeError>([&] { backward(y); },
                           "backward: the root " + text(y) +
                               " is [2, 3], not a single element; reduce it with sum or mean, or "
                               "give the pass a seed of that shape");
  const Variable empty = tanh(leaf_of_ones({0}, "x"));
  expect_error<ShapeError>([&] { backward(empty); },
                           "backward: the root " + text(empty) +
                               " is [0], not a single element; reduce it with sum or mean, or give "
                               "the pass a seed of that shape");
}

TEST(BackwardErrors, RefuseASeedThatDoesNotFit) {
  const Variable y = tanh(leaf_of_ones({2, 3}, "x"));
  expect_error<ShapeError>(
      [&] {
        backward(y, {.seed = Tensor::ones({3, 2})});
      },
      "backward: the seed is [3, 2], the root " + text(y) + " is [2, 3]");
  expect_error<TypeError>(
      [&] {
        backward(y, {.seed = Tensor::ones({2, 3}, DType::float64)});
      },
      "backward: the seed is float64, the root " + text(y) + " is float32");
  backward(y, {.seed = Tensor::ones({2, 3})});  // nothing is lost
}

TEST(BackwardErrors, RefuseAGraphThatWasConsumed) {
  const Variable y = sum(leaf_of_ones({2}, "x"));
  const std::string where = fmt::format("{}:{}", __FILE__, __LINE__ - 1);
  backward(y);
  expect_error<GraphError>([&] { backward(y); },
                           "backward: this graph was already consumed, at node " + text(y) +
                               " made at " + where +
                               "; run the earlier pass with Keep::graph to run another");
  expect_error<GraphError>([&] { gradients(y * 2, {y}); },
                           "backward: this graph was already consumed, at node " + text(y) +
                               " made at " + where +
                               "; run the earlier pass with Keep::graph to run another");
}

TEST(BackwardErrors, RefuseARootThatNeedsNoGradient) {
  const Variable data(Tensor::ones({2}));
  const Variable y = sum(data);
  expect_error<GraphError>([&] { backward(y); },
                           "backward: the root " + text(y) +
                               " needs no gradient: nothing it was computed from requires one, or "
                               "it was computed under NoGrad");
  expect_error<GraphError>([&] { gradients(y, {data}); },
                           "backward: the root " + text(y) +
                               " needs no gradient: nothing it was computed from requires one, or "
                               "it was computed under NoGrad");
}

TEST(BackwardErrors, RefuseTargetsThatNeedNoGradient) {
  const Variable data(Tensor::ones({2})), x = leaf_of_ones({2}, "x");
  const Variable y = sum(data * x);
  expect_error<GraphError>(
      [&] {
        gradients(y, {x, data});
      },
      "gradients: " + text(data) + " requires no gradient; make it with RequiresGradient::yes");
  EXPECT_EQ(gradients(y, {x}).size(), 1U);
}

struct WrongCount {
  static constexpr std::string_view name = "wrong_count";
  Tensor forward(std::span<const Tensor> inputs) { return inputs[0]; }
  std::vector<Gradient> backward(const Tensor& upstream) const {
    std::vector<Gradient> one;
    one.emplace_back(upstream);
    return one;
  }
};
struct WrongShape {
  static constexpr std::string_view name = "wrong_shape";
  Tensor forward(const Tensor& x) { return x; }
  std::array<Gradient, 1> backward(const Tensor&) const { return {Tensor::ones({7})}; }
};
struct WrongType {
  static constexpr std::string_view name = "wrong_type";
  Tensor forward(const Tensor& x) { return x; }
  std::array<Gradient, 1> backward(const Tensor& upstream) const {
    return {upstream.to(DType::float64)};
  }
};

TEST(BackwardErrors, NameARuleThatReturnsWhatDoesNotFit) {
  const auto here = SourceLocation::current();
  const Variable x = leaf_of_ones({}, "x");
  const std::vector<Variable> two{x, x};
  const Variable count = apply(WrongCount{}, here, std::span<const Variable>(two));
  const Variable shape = apply(WrongShape{}, here, x), type = apply(WrongType{}, here, x);
  expect_error<GraphError>([&] { backward(count); }, "backward: the rule of " + text(count) +
                                                         " returned 1 gradients for 2 inputs");
  expect_error<GraphError>([&] { backward(shape); },
                           "backward: node " + text(shape) +
                               " returned a gradient of shape [7] for input 0 of shape []");
  expect_error<TypeError>(
      [&] { backward(type); },
      "backward: node " + text(type) + " returned a gradient of float64 for input 0 of float32");
}

}  // namespace
}  // namespace gradflow::testing
