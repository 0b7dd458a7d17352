// What every optimiser promises.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "autograd/backward.h"
#include "tests/nn/bowl.h"
#include "tests/nn/networks.h"
#include "tests/nn/optimizer_kinds.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/thread_count.h"

namespace gradflow::optim {
namespace {

using gradflow::testing::add_layers;
using gradflow::testing::Bowl;
using gradflow::testing::expect_same;
using gradflow::testing::loss_of;
using gradflow::testing::OptimizerKind;
using gradflow::testing::random_batch;
using gradflow::testing::same_bits;
using gradflow::testing::ThreadCount;

struct EveryOptimizer : ::testing::TestWithParam<OptimizerKind> {};

enum class When : bool { after_the_pass, during_it };

void make_step(Optimizer& optimizer, const Variable& loss, When when) {
  if (when == When::during_it) return optimizer.backward(loss);
  backward(loss);
  optimizer.step();
}

// Parameters and state after four steps, with one group.
std::vector<Tensor> train(const OptimizerKind& kind, const std::vector<std::int64_t>& sizes,
                          DType dtype, When when) {
  Rng rng(11);
  nn::Sequential net;
  add_layers(net, sizes, rng, dtype);
  const auto optimizer =
      kind.make(net, {parameters_below("out", {.rate_factor = 0.5, .weight_decay = 0.2})});
  for (int step = 0; step < 4; ++step)
    make_step(*optimizer,
              loss_of(net, random_batch(rng, 6, sizes.front(),
                                        static_cast<std::int32_t>(sizes.back()), dtype)),
              when);
  std::vector<Tensor> found;
  for (nn::Parameter* parameter : net.parameters()) {
    EXPECT_FALSE(parameter->has_gradient()) << parameter->label();
    EXPECT_EQ(parameter->fresh_copies(), 0) << parameter->label();
    found.push_back(parameter->value());
  }
  for (const auto& [path, tensor] : optimizer->named_state()) found.push_back(*tensor);
  return found;
}

TEST_P(EveryOptimizer, UpdatesDuringThePassWithTheBitsOfAStepAfterIt) {
  for (const DType dtype : {DType::float32, DType::float64})
    for (const auto& sizes : {std::vector<std::int64_t>{3, 2}, {17, 33, 5}, {130, 300, 41, 10}})
      expect_same(train(GetParam(), sizes, dtype, When::after_the_pass),
                  train(GetParam(), sizes, dtype, When::during_it));
}

TEST_P(EveryOptimizer, GivesTheSameBitsForAnyNumberOfThreads) {
  const auto run = [&](int threads) {
    const ThreadCount count(threads);
    return train(GetParam(), {130, 300, 10}, DType::float32, When::during_it);
  };
  const std::vector<Tensor> alone = run(1);
  for (const int threads : {2, 3, 7}) expect_same(run(threads), alone);
}

TEST_P(EveryOptimizer, GivesEqualElementsEqualBitsWhereverTheyAre) {
  for (const DType dtype : {DType::float32, DType::float64})
    for (const std::int64_t count : {0, 1, 7, 16, 67}) {
      Bowl bowl(Tensor::full({count}, 0.7, dtype));
      const auto optimizer = GetParam().make(bowl, {});
      for (const double slope : {0.3, -1.1, 0.01})
        optimizer->backward(bowl.slope(Tensor::full({count}, slope, dtype)));
      if (count == 0) continue;
      const Tensor first = bowl.w.value().rows(0, 1).clone();
      EXPECT_NE(first.item(), Tensor::scalar(0.7, dtype).item());
      EXPECT_TRUE(same_bits(bowl.w.value(), Tensor::full({count}, first.item(), dtype)));
    }
}

TEST_P(EveryOptimizer, HandsNaNOnToTheWeight) {
  Bowl bowl;
  const auto optimizer = GetParam().make(bowl, {});
  const double nan = std::numeric_limits<double>::quiet_NaN();
  optimizer->backward(bowl.slope(Tensor::from({2}, {nan, 1}, DType::float64)));
  EXPECT_TRUE(std::isnan(bowl.w.value().at({0})));
  EXPECT_TRUE(std::isfinite(bowl.w.value().at({1})));
}

TEST_P(EveryOptimizer, KeepsAnInfiniteWeightThatDoesNotDecay) {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const DType dtype : {DType::float32, DType::float64}) {
    Bowl bowl(Tensor::from({2}, {infinity, 1}, dtype));
    const auto optimizer = GetParam().make(bowl, {parameters_named("w", {.weight_decay = 0})});
    for (int step = 0; step < 2; ++step) optimizer->backward(bowl.slope(Tensor::ones({2}, dtype)));
    EXPECT_EQ(bowl.w.value().at({0}), infinity);
    EXPECT_LT(bowl.w.value().at({1}), 1);
  }
}

TEST_P(EveryOptimizer, LeavesStateThatSomebodyHoldsAsItWas) {
  Bowl bowl, other;
  const auto optimizer = GetParam().make(bowl, {}), alone = GetParam().make(other, {});
  for (int step = 0; step < 3; ++step) {
    std::vector<Tensor> held, copies;
    for (const auto& [path, tensor] : optimizer->named_state()) {
      held.push_back(*tensor);
      copies.push_back(tensor->clone());
    }
    optimizer->backward(bowl.loss(2));
    alone->backward(other.loss(2));
    expect_same(held, copies);
  }
  EXPECT_TRUE(same_bits(bowl.w.value(), other.w.value()));
}

TEST_P(EveryOptimizer, LeavesAFrozenParameterAndItsStateAsTheyAre) {
  Bowl bowl;
  const auto optimizer = GetParam().make(bowl, {});
  optimizer->backward(bowl.loss(2));
  const auto everything = [&] {
    std::vector<Tensor> found{bowl.w.value().clone()};
    for (const auto& [path, tensor] : optimizer->named_state()) found.push_back(tensor->clone());
    return found;
  };
  const std::vector<Tensor> before = everything();
  backward(bowl.loss(2));
  bowl.freeze();
  optimizer->step();
  expect_same(everything(), before);
}

INSTANTIATE_TEST_SUITE_P(Kinds, EveryOptimizer,
                         ::testing::ValuesIn(gradflow::testing::optimizer_kinds()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace gradflow::optim
