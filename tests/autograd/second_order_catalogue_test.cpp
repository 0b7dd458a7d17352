// Every op, over the catalogue, in a recorded pass: it gives the gradients of the ordinary pass,
// and they have the right derivatives; an op that has no rule in ops is refused by name.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "autograd/backward.h"
#include "autograd/gradcheck.h"
#include "autograd/reachable.h"
#include "autograd/recorded_pass.h"
#include "tests/autograd/gradcheck_catalogue.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::testing {
namespace {

std::vector<Variable> as_leaves(const std::vector<Tensor>& values) {
  std::vector<Variable> leaves;
  for (const Tensor& x : values) leaves.emplace_back(x, RequiresGradient::yes);
  return leaves;
}

// The first node of a backward order that has no rule in ops; null when all have one.
const Node* without_rule(const Variable& y) {
  for (const Node* node : Reachable(y.share(), Follow::requiring_gradient).nodes)
    if (!node->is_leaf() && !node->twice_differentiable()) return node;
  return nullptr;
}

std::vector<Tensor> draw(const Row& row, std::uint64_t seed, Size size) {
  Draw source(Rng(seed), size);
  return row.inputs(source);
}

class SecondOrder : public ::testing::TestWithParam<Row> {
 protected:
  void SetUp() override {
    const Variable y = GetParam().function(as_leaves(draw(GetParam(), 1, Size::random)));
    if (const Node* node = without_rule(y))
      GTEST_SKIP() << "op " << node->op() << " has no rule in terms of ops";
  }
};

// A few ulp of the largest element, or of 1: terms of that size cancel in gradients that are small.
::testing::AssertionResult agrees(const Tensor& recorded, const Tensor& ordinary) {
  double largest = 1;
  for (const double x : doubles(ordinary)) largest = std::max(largest, std::abs(x));
  return close(recorded, ordinary, 64 * 2.2e-16 * largest);
}

TEST_P(SecondOrder, RecordedGradientsAreTheOrdinaryOnes) {
  for (const Size size : {Size::random, Size::single, Size::empty}) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      const std::vector<Variable> x = as_leaves(draw(GetParam(), seed, size));
      const Variable y = GetParam().function(x);
      const Tensor upstream = Rng(2).uniform(y.shape(), 0.5, 1.5, DType::float64);
      const std::vector<Variable> recorded = differentiable_gradients(y, x, upstream);
      const std::vector<Tensor> ordinary = gradients(y, x, upstream);
      for (std::size_t i = 0; i < x.size(); ++i)
        EXPECT_TRUE(agrees(recorded[i].value(), ordinary[i])) << "input " << i;
    }
  }
}

TEST_P(SecondOrder, DerivativesOfGradientsAgreeWithDifferences) {
  for (const Size size : {Size::random, Size::single, Size::empty}) {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      const GradcheckReport report =
          gradcheck_second_order(GetParam().function, draw(GetParam(), seed, size));
      EXPECT_TRUE(report.passed) << "seed " << seed << ": " << report.text();
      if (size == Size::random) {
        EXPECT_GT(report.checked, 0);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Ops, SecondOrder, ::testing::ValuesIn(catalogue()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(SecondOrderRefusal, NamesEachOpWithoutARuleInOps) {
  for (const Row& row : catalogue()) {
    const std::vector<Variable> x = as_leaves(draw(row, 1, Size::random));
    const Variable y = row.function(x);
    const Node* node = without_rule(y);
    if (node == nullptr) continue;
    expect_error<GraphError>(
        [&] { differentiable_gradients(y, x, Tensor::ones(y.shape(), y.dtype())); },
        fmt::format("differentiable_gradients: node {} made at {}:{} cannot be differentiated "
                    "twice: op {} has no rule in terms of ops",
                    *node, node->where().file, node->where().line, node->op()));
  }
}

}  // namespace
}  // namespace gradflow::testing
