#include "nn/sequential.h"

#include <gtest/gtest.h>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "nn/linear.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::nn {
namespace {

using gradflow::testing::close;
using gradflow::testing::expect_error;
using gradflow::testing::same_bits;

const Tensor kX = Tensor::from({2, 3}, {1, 2, 3, -1, 0, 0.5});

TEST(Linear, MultipliesByTheTransposedWeightAndAddsTheBias) {
  Rng rng(1);
  Linear layer(3, 2, init::constant(0), rng);
  layer.weight().update([](Tensor& w) { w = Tensor::from({2, 3}, {1, 0, -1, 2, 1, 0.5}); });
  layer.bias().update([](Tensor& b) { b = Tensor::from({2}, {10, -4}); });
  const Variable y = layer(kX);
  EXPECT_TRUE(same_bits(y.value(), Tensor::from({2, 2}, {8, 1.5, 8.5, -5.75})));
  backward(sum(y));
  EXPECT_TRUE(same_bits(layer.weight().gradient(), Tensor::from({2, 3}, {0, 2, 3.5, 0, 2, 3.5})));
  EXPECT_TRUE(same_bits(layer.bias().gradient(), Tensor::from({2}, {2, 2})));
}

TEST(Linear, DrawsItsWeightAndStartsWithABiasOfZero) {
  Rng rng(1), same(1);
  Linear layer(3, 2, init::normal(1, 2), rng);
  EXPECT_TRUE(same_bits(layer.weight().value(), same.normal({2, 3}, 1, 2)));
  EXPECT_TRUE(same_bits(layer.bias().value(), Tensor::zeros({2})));
}

TEST(Linear, TakesABiasInitialiserAndAnElementType) {
  Rng rng(1);
  Linear layer(3, 2, init::constant(0.5), rng,
               {.bias = init::constant(-1), .dtype = DType::float64});
  EXPECT_TRUE(same_bits(layer.weight().value(), Tensor::full({2, 3}, 0.5, DType::float64)));
  EXPECT_TRUE(same_bits(layer.bias().value(), Tensor::full({2}, -1, DType::float64)));
}

TEST(Linear, RefusesExtentsBelowOne) {
  Rng rng(1);
  expect_error<ArgumentError>([&] { Linear(0, 10, init::glorot_uniform(), rng); },
                              "Linear: in is 0, out is 10; both must be at least 1");
}

TEST(Activation, CallsItsFunction) {
  Activation layer(softsign);
  layer.set_name("s");
  const Variable y = layer(Variable(kX, RequiresGradient::yes));
  EXPECT_TRUE(same_bits(y.value(), softsign(kX).value()));
  EXPECT_EQ(y.node().op(), "softsign");
  EXPECT_EQ(y.label(), "s");
}

TEST(Activation, TakesALambda) {
  Activation twice([](const Variable& x, SourceLocation) { return x + x; });
  EXPECT_TRUE(same_bits(twice(kX).value(), (Variable(kX) + kX).value()));
}

TEST(Sequential, CallsItsLayersInOrder) {
  Rng rng(1);
  Sequential net;
  auto& h1 = net.add<Linear>("h1", 3, 4, init::standard_uniform(), rng);
  net.add("t1", tanh);
  auto& out = net.add<Linear>("out", 4, 2, init::standard_uniform(), rng);
  EXPECT_EQ(net.size(), 3U);
  EXPECT_TRUE(same_bits(net(kX).value(), out(tanh(h1(kX))).value()));
}

TEST(Sequential, WithoutLayersReturnsItsInput) {
  Sequential net;
  EXPECT_TRUE(same_bits(net(kX).value(), kX));
}

TEST(Sequential, Nests) {
  Rng rng(1);
  Sequential net;
  auto& block = net.add<Sequential>("block");
  block.add<Linear>("h1", 3, 3, init::standard_uniform(), rng);
  EXPECT_EQ(net.named_parameters().front().path, "block.h1.weight");
  EXPECT_EQ(&net.at("block"), &block);
}

TEST(Sequential, GivesPathsToChildrenThatAreAddedLate) {
  Rng rng(1);
  Sequential net;
  auto& block = net.add<Sequential>("block");
  net.set_name("net");
  auto& h1 = block.add<Linear>("h1", 3, 3, init::standard_uniform(), rng);
  EXPECT_EQ(h1.path(), "net.block.h1");
  EXPECT_EQ(h1.weight().label(), "net.block.h1.weight");
}

TEST(Sequential, CallsLayersThatAHookAddsFromTheNextCallOn) {
  Sequential net;
  net.add("a", [](const Variable& x, SourceLocation) { return x + 1; });
  net.add("b", [](const Variable& x, SourceLocation) { return x * 2; });
  HookHandle hook = net.at("a").on_forward([&](const Module&, auto, auto) {
    for (int i = 0; i < 20; ++i)
      net.add("more" + std::to_string(i), [](const Variable& x, SourceLocation) { return x + 1; });
  });
  EXPECT_EQ(net(Tensor::zeros({1})).value().item(), 2);
  hook.remove();
  EXPECT_EQ(net(Tensor::zeros({1})).value().item(), 22);
}

TEST(Sequential, RefusesNamesThatMakeNoPath) {
  Sequential net;
  net.add("a", tanh);
  expect_error<ArgumentError>([&] { net.add("a", relu); },
                              "Sequential: there is already a child \"a\"");
  expect_error<ArgumentError>([&] { net.add("", relu); },
                              "Sequential: the name of child 1 is empty");
  expect_error<ArgumentError>(
      [&] { net.add("a.b", relu); },
      "Sequential: the name \"a.b\" holds a dot, which separates the names of a path");
  expect_error<ArgumentError>([&] { net.add("b", nullptr); }, "Activation: made from no function");
  EXPECT_EQ(net.size(), 1U);
}

}  // namespace
}  // namespace gradflow::nn
