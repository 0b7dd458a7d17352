// What the catalogue cannot show of pad, stack and split.

#include <gtest/gtest.h>

#include <limits>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::testing {
namespace {

Variable counting_leaf(const Shape& shape) {
  return Variable(Tensor::arange(shape.elements()).reshape(shape), RequiresGradient::yes);
}

TEST(Stack, PutsTheInputsAlongANewAxis) {
  const Variable a = counting_leaf({2}), b = 10 + counting_leaf({2});
  EXPECT_TRUE(same_bits(stack({a, b}, 0).value(), Tensor::from({2, 2}, {0, 1, 10, 11})));
  EXPECT_TRUE(same_bits(stack({a, b}, 1).value(), Tensor::from({2, 2}, {0, 10, 1, 11})));
  EXPECT_TRUE(same_bits(stack({a, b}, -1).value(), Tensor::from({2, 2}, {0, 10, 1, 11})));
  EXPECT_TRUE(same_bits(stack({sum(a), sum(b)}, 0).value(), Tensor::from({2}, {1, 21})));
}

TEST(Stack, NamesInputsThatDoNotFit) {
  const Variable a = counting_leaf({2}), b = counting_leaf({3});
  expect_error<ShapeError>(
      [&] {
        stack({a, b}, 0);
      },
      "stack: tensor 0 is [2], tensor 1 is [3]; all must have one shape (in op "
      "stack, inputs [2] float32, [3] float32)");
  expect_error<TypeError>(
      [&] {
        stack({a, Tensor::zeros({2}, DType::float64)}, 0);
      },
      "stack: tensor 0 is float32, tensor 1 is float64 (in op stack, inputs "
      "[2] float32, [2] float64)");
  expect_error<ShapeError>(
      [&] {
        stack({a, a}, 2);
      },
      "stack: [2] with one axis more has no axis 2 (in op stack, inputs [2] "
      "float32, [2] float32)");
  expect_error<ArgumentError>([] { stack(std::span<const Variable>(), 0); },
                              "stack: no tensors given (in op stack)");
}

TEST(Split, GivesPartsThatConcatenateToTheWhole) {
  const Variable x = counting_leaf({3, 4});
  const auto halves = split(x, 2, -1);
  ASSERT_EQ(halves.size(), 2U);
  EXPECT_TRUE(same_bits(halves[1].value(), Tensor::from({3, 2}, {2, 3, 6, 7, 10, 11})));
  EXPECT_TRUE(same_bits(concatenate(halves, -1).value(), x.value()));
  const auto parts = split(x, {1, 0, 2}, 0);
  EXPECT_EQ(parts[1].shape(), (Shape{0, 4}));
  EXPECT_TRUE(same_bits(concatenate(parts, 0).value(), x.value()));
}

TEST(Split, NamesPartsThatDoNotMakeTheWhole) {
  const Variable x = counting_leaf({3, 4});
  expect_error<ShapeError>([&] { split(x, 3, 1); },
                           "split: 3 parts do not divide axis 1 of [3, 4]");
  expect_error<ShapeError>([&] { split(x, 0, 1); },
                           "split: 0 parts do not divide axis 1 of [3, 4]");
  expect_error<ShapeError>(
      [&] {
        split(x, {1, 2}, -1);
      },
      "split: extents 1 + 2 do not sum to that of axis -1 of [3, 4]");
  expect_error<ShapeError>(
      [&] {
        split(x, {5, -1}, 1);
      },
      "split: one of the extents 5, -1 is negative, or more than axis 1 of [3, 4] has");
  constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max();
  EXPECT_THROW(split(x, {kHuge, kHuge, 6}, 1), ShapeError);
}

TEST(PadOp, SendsNothingToItsFrame) {
  const Variable x = counting_leaf({1, 2});
  const Variable y = pad(x, {{0, 1}, {1, 0}}, 7);
  EXPECT_TRUE(same_bits(y.value(), Tensor::from({2, 3}, {7, 0, 1, 7, 7, 7})));
  const std::vector<AxisPadding> frame = {{0, 1}, {1, 0}};
  EXPECT_TRUE(same_bits(pad(x, frame, 7).value(), y.value()));
  const Tensor upstream = Tensor::from({2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_TRUE(same_bits(gradients(y, {x}, upstream)[0], Tensor::from({1, 2}, {2, 3})));
  expect_error<ShapeError>(
      [&] {
        pad(x, {{1, 1}});
      },
      "pad: 1 paddings for [1, 2]; expected one for each axis (in op pad, "
      "inputs [1, 2] float32)");
}

}  // namespace
}  // namespace gradflow::testing
