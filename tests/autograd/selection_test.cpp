// What the catalogue cannot show of where, masked_fill and gather.

#include "autograd/ops/selection.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::testing {
namespace {

Variable leaf32(const Shape& shape, std::initializer_list<double> values) {
  return Variable(Tensor::from(shape, values), RequiresGradient::yes);
}

TEST(WhereOp, KeepsTheNaNOfTheOtherSideOutOfValueAndGradient) {
  const Variable x = leaf32({2}, {-1, 4});
  const Tensor positive = Tensor::from({2}, {0, 1}, DType::int32);
  const Variable y = where(positive, x, Tensor::full({2}, std::nan("")));
  EXPECT_TRUE(std::isnan(y.value().at({0})));
  EXPECT_EQ(y.value().at({1}), 4);
  const Tensor nan_below = Tensor::from({2}, {std::nan(""), 2});
  EXPECT_TRUE(same_bits(gradients(sum(where(positive, 3 * x, nan_below)), {x})[0],
                        Tensor::from({2}, {0, 3})));
}

TEST(MaskedFill, PutsTheValueWhereTheMaskIs) {
  const Variable x = leaf32({2, 2}, {1, 2, 3, 4});
  const Tensor mask = Tensor::from({2}, {0, 1}, DType::int32);
  const double infinity = std::numeric_limits<double>::infinity();
  const Variable y = masked_fill(x, mask, -infinity);
  EXPECT_TRUE(same_bits(y.value(), Tensor::from({2, 2}, {1, -infinity, 3, -infinity})));
  EXPECT_TRUE(same_bits(softmax(y).value(), Tensor::from({2, 2}, {1, 0, 1, 0})));
}

TEST(MaskedFill, RefusesAMaskThatWouldStretchX) {
  expect_error<ShapeError>(
      [] {
        masked_fill(leaf32({3}, {1, 2, 3}), Tensor::zeros({2, 3}, DType::int32), 0);
      },
      "masked_fill: x is [3], mask is [2, 3]; the mask must stretch to x");
  expect_error<TypeError>(
      [] {
        masked_fill(leaf32({3}, {1, 2, 3}), Tensor::zeros({3}), 0);
      },
      "where: condition is float32; expected int32, 0 for false (in op where, "
      "inputs [3] float32, [] float32, [3] float32)");
}

TEST(GatherOp, SumsTheGradientOfWhatWasTakenTwice) {
  const Variable x = leaf32({2, 3}, {1, 2, 3, 4, 5, 6});
  const Tensor index = Tensor::from({2, 2}, {2, 2, 0, 1}, DType::int32);
  const Variable y = gather(x, -1, index);
  EXPECT_TRUE(same_bits(y.value(), Tensor::from({2, 2}, {3, 3, 4, 5})));
  EXPECT_TRUE(same_bits(gradients(sum(y), {x})[0], Tensor::from({2, 3}, {0, 0, 2, 1, 1, 0})));
}

TEST(GatherOp, NamesThePositionThatIsOutOfRange) {
  expect_error<ArgumentError>(
      [] {
        gather(leaf32({1, 2}, {1, 2}), 1, Tensor::full({1, 1}, 2, DType::int32));
      },
      "gather: index 2 at position 0 is out of range for axis 1 of [1, 2] (in op gather, inputs "
      "[1, 2] float32, [1, 1] int32)");
}

}  // namespace
}  // namespace gradflow::testing
