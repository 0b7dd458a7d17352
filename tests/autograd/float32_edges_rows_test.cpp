// Ops that fold a line of elements at the edges of float32: how far values and gradients are from
// float64.

#include <gtest/gtest.h>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "tests/autograd/exact_lines.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/leaf.h"

namespace gradflow::testing {
namespace {

// x is (1, n). Of two equal columns, which are folded side by side, the first.
Variable in_columns(const Variable& x) {
  return transpose(concatenate(std::vector<Variable>{x, x}, 0));
}
Variable first_column(const Variable& y) { return slice(y, -1, 0, 1); }

Variable middle_label(const Variable& x) {
  return Tensor::full({1}, static_cast<double>(x.shape()[1] / 2), DType::int32);
}

Variable plain_layer_norm_of(const Variable& x) {
  const Shape width{x.shape()[1]};
  return layer_norm(x, Tensor::ones(width), Tensor::zeros(width));
}
Variable plain_group_norm_of(const Variable& x) {
  return group_norm(reshape(x, {1, 1, -1}), 1, Tensor::ones({1}), Tensor::zeros({1}));
}
Variable plain_batch_norm_of(const Variable& x) {
  return batch_norm(reshape(x, {-1, 1}), Tensor::ones({1}), Tensor::zeros({1}));
}

struct LineRow {
  const char* name;
  Variable (*op)(const Variable& x);
  ExactLine (*exact)(const Numbers& x, const Numbers& dy);
  double largest;  // magnitude of an element for which the bounds hold
  double of_value, of_gradient;
};

// Sums are formed in float32, 4096 elements at a time, and a variance is one: hence the largest
// elements. A probability far below the largest is off by half an ulp of x - max x as well.
const LineRow kLineRows[] = {
    {"softmax", [](const Variable& x) { return softmax(x); }, exact_softmax, kLargest, 2, 3},
    {"softmax of columns",
     [](const Variable& x) { return first_column(softmax(in_columns(x), 0)); }, exact_softmax,
     kLargest, 6, 5},
    {"log_softmax", [](const Variable& x) { return log_softmax(x); }, exact_log_softmax, kLargest,
     2, 13},
    {"log_softmax of columns",
     [](const Variable& x) { return first_column(log_softmax(in_columns(x), 0)); },
     exact_log_softmax, kLargest, 3, 13},
    {"log_sum_exp", [](const Variable& x) { return log_sum_exp(x, -1); }, exact_log_sum_exp,
     kLargest, 1, 3},
    {"log_sum_exp of columns",
     [](const Variable& x) { return first_column(log_sum_exp(in_columns(x), 0)); },
     exact_log_sum_exp, kLargest, 1, 6},
    {"cross_entropy", [](const Variable& x) { return cross_entropy(x, middle_label(x)); },
     exact_cross_entropy, kLargest, 1, 1},
    {"cross_entropy, smoothed",
     [](const Variable& x) { return cross_entropy(x, middle_label(x), {.label_smoothing = 0.1}); },
     exact_smoothed_cross_entropy, 1e38, 2, 1},
    {"variance", [](const Variable& x) { return variance(x); }, exact_variance, 1e30, 2, 2},
    {"variance of columns",
     [](const Variable& x) { return first_column(variance(in_columns(x), 0)); }, exact_variance,
     1e30, 4, 2},
    {"norm", [](const Variable& x) { return norm(x); }, exact_norm, 1e38, 4, 4},
    {"norm of columns", [](const Variable& x) { return first_column(norm(in_columns(x), 0)); },
     exact_norm, 1e38, 6, 6},
    {"layer_norm", plain_layer_norm_of, exact_normalised, 1e19, 2, 2},
    {"group_norm", plain_group_norm_of, exact_normalised, 1e19, 2, 2},
    {"batch_norm", plain_batch_norm_of, exact_normalised, 1e19, 2, 2},
};

double worst_of(const Tensor& tensor, const Numbers& exact, double size) {
  const Numbers values = doubles(tensor);
  double worst = values.size() == exact.size() ? 0 : kInfinity;
  for (std::size_t i = 0; i < values.size(); ++i)
    worst = std::max(worst, ulps_between(values[i], exact[i], size));
  return worst;
}

TEST(Float32Edges, FoldsOfALineAndTheirGradientsAreWithinTheStatedUlps) {
  const std::vector<EdgeLine> lines = edge_lines();
  Rng rng(7);
  const Numbers upstream = normal_numbers(rng, 100000, 0, 1);
  for (const LineRow& row : kLineRows)
    for (const EdgeLine& line : lines) {
      if (largest_of(line.x) > row.largest) continue;
      const auto count = static_cast<std::int64_t>(line.x.size());
      const Variable x = leaf(Tensor::from({1, count}, line.x));
      const Variable y = row.op(x);
      const Numbers dy(upstream.begin(), upstream.begin() + y.shape().elements());
      const ExactLine exact = row.exact(line.x, dy);
      const Tensor dx = gradients(y, {x}, Tensor::from(y.shape(), dy)).front();
      EXPECT_LE(worst_of(y.value(), exact.y, exact.y_size), row.of_value)
          << row.name << ": " << line.name;
      EXPECT_LE(worst_of(dx, exact.dx, exact.dx_size), row.of_gradient)
          << "gradient of " << row.name << ": " << line.name;
    }
}

// Their mean is rounded, and by the same amount in each of them.
TEST(Float32Edges, EqualElementsHaveNoVarianceHoweverLargeTheyAre) {
  for (const std::int64_t count : {2, 3, 5, 37, 1000, 5000, 20000})
    for (const double value : {0.1, -7.7, 1e4, -1e8, 3e20, 1e30}) {
      const Variable x = Tensor::full({1, count}, value);
      EXPECT_EQ(variance(x).value().item(), 0) << count << " times " << value;
      const Tensor zeros = Tensor::zeros({1, count});
      EXPECT_TRUE(close(plain_layer_norm_of(x).value(), zeros, 0)) << value;
      EXPECT_TRUE(close(plain_group_norm_of(x).value(), zeros.reshape({1, 1, count}), 0)) << value;
      EXPECT_TRUE(close(plain_batch_norm_of(x).value(), zeros.reshape({count, 1}), 0)) << value;
    }
}

// 1 / √(σ² + ε) is 0 there.
TEST(Float32Edges, WhatIsNormalisedIsZeroWhereTheVarianceLeavesTheRange) {
  const Variable x = leaf(Tensor::from({1, 4}, {1e25, -1e25, 3e24, 1}));
  for (const auto op : {plain_layer_norm_of, plain_group_norm_of, plain_batch_norm_of}) {
    const Variable y = op(x);
    EXPECT_TRUE(close(y.value(), Tensor::zeros(y.shape()), 0));
    EXPECT_TRUE(
        close(gradients(y, {x}, Tensor::ones(y.shape())).front(), Tensor::zeros({1, 4}), 0));
  }
  EXPECT_EQ(variance(x).value().item(), kInfinity);
}

}  // namespace
}  // namespace gradflow::testing
