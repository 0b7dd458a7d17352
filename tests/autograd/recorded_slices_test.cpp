// Slices of one tensor in a recorded pass: put together once, to the bits of an ordinary pass.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>

#include "autograd/grad_mode.h"
#include "autograd/gradcheck.h"
#include "autograd/ops.h"
#include "autograd/reachable.h"
#include "autograd/recorded_pass.h"
#include "tensor/random.h"
#include "tensor/rearrange.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/leaf.h"

namespace gradflow::testing {
namespace {

// Slices of both axes that overlap, with what takes all of x before, between and after them.
Variable overlapping(const Variable& x) {
  const Variable first = sum(tanh(x)), rows = sum(exp(slice(x, 0, 1, 4)) * slice(x, -2, 2, 5));
  const Variable whole = sum(x * x * x), columns = sum(tanh(slice(x, 1, 0, 2)));
  const Variable none = sum(slice(x, 0, 3, 3)), last = sum(pow(slice(x, -1, 1, 3), 2));
  return first * rows + whole * columns + none + last;
}

// The nodes that lead to `root` and whose value is of this shape.
std::int64_t count_of_shape(const Variable& root, const Shape& shape) {
  return std::ranges::count_if(Reachable(root.share(), Follow::all).nodes,
                               [&](const Node* node) { return node->value().shape() == shape; });
}

TEST(RecordedSlices, GiveTheBitsOfAnOrdinaryPass) {
  for (const DType dtype : {DType::float32, DType::float64}) {
    const Variable x = leaf(Rng(1).normal({6, 3}, 0, 1, dtype));
    const auto [recorded] = differentiable_gradients(overlapping(x), {x});
    EXPECT_TRUE(same_bits(recorded.value(), gradients(overlapping(x), {x}).front()));
  }
}

TEST(RecordedSlices, HaveHigherDerivatives) {
  const Tensor at = Rng(2).uniform({6, 3}, -1, 1, DType::float64);
  EXPECT_TRUE(
      gradcheck_second_order([](std::span<const Variable> x) { return overlapping(x[0]); }, {at})
          .passed);
  const auto slopes = [](std::span<const Variable> x) {
    const EnableGrad recording;  // gradcheck asks for values alone where it takes differences
    const Variable from = x[0].requires_gradient() ? x[0] : leaf(x[0].value());
    return differentiable_gradients(overlapping(from), {from})[0];
  };
  EXPECT_TRUE(gradcheck_second_order(slopes, {at}).passed);
}

// As a recurrent layer makes them of its sequence, and the rules of their second derivatives again.
TEST(RecordedSlices, OfOneTensorAreOnePerPass) {
  const Variable x = leaf(Rng(3).normal({500, 2}, 0, 1, DType::float64));
  Variable y = leaf(Tensor::ones({1, 2}, DType::float64));
  for (const Variable& row : split(x, 500, 0)) y = tanh(y * row);
  const auto [slope] = differentiable_gradients(sum(y), {x});
  EXPECT_LT(count_of_shape(slope, x.shape()), 5);
  const auto [curvature] = differentiable_gradients(sum(slope * slope), {x});
  EXPECT_LT(count_of_shape(curvature, x.shape()), 15);
}

// y = x, stretched to three rows; of its gradient it takes the middle row alone.
struct MiddleRow {
  static constexpr std::string_view name = "middle_row";
  static constexpr bool broadcasts = true;
  Tensor forward(const Tensor& x) { return x + Tensor::zeros({3, x.shape()[1]}, x.dtype()); }
  std::array<Gradient, 1> backward(const Tensor& upstream) const {
    return {Gradient::slice(upstream.shape(), slice(upstream, 0, 1, 2), 0, 1)};
  }
  std::array<RecordedGradient, 1> differentiable(std::span<const Variable>, const Variable&,
                                                 const Variable& upstream) const {
    return {RecordedGradient::slice(upstream.shape(), slice(upstream, 0, 1, 2), 0, 1)};
  }
};

TEST(RecordedSlices, AreSummedBackToAnInputThatWasStretched) {
  const Variable x = leaf({1, 2}, {2, 3});
  const Variable y = apply(MiddleRow{}, SourceLocation::current(), x);
  const auto [dx] = differentiable_gradients(sum(y * y), {x});
  EXPECT_TRUE(same_bits(dx.value(), Tensor::from({1, 2}, {4, 6}, DType::float64)));
  EXPECT_TRUE(same_bits(gradients(dx, {x}, Tensor::ones({1, 2}, DType::float64)).front(),
                        Tensor::from({1, 2}, {2, 2}, DType::float64)));
}

}  // namespace
}  // namespace gradflow::testing
