#include "tensor/rearrange.h"

#include <gtest/gtest.h>

#include <vector>

#include "tensor/arithmetic.h"
#include "tensor/isa.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/random_tensors.h"

namespace gradflow {
namespace {

using testing::doubles;
using testing::expect_error;
using testing::random_shape;
using testing::random_tensor;
using testing::same_bits;

TEST(Transpose, SwapsRowsAndColumnsOfEveryType) {
  for (const DType dtype : {DType::float32, DType::float64, DType::int32})
    for (const std::int64_t rows : {0, 1, 2, 15, 16, 17, 33, 200})
      for (const std::int64_t columns : {0, 1, 3, 16, 31, 400}) {
        const Tensor x = Tensor::arange(rows * columns, dtype).reshape({rows, columns});
        const Tensor y = transpose(x);
        ASSERT_EQ(y.shape(), (Shape{columns, rows}));
        ASSERT_EQ(y.dtype(), dtype);
        const std::vector<double> from = doubles(x), to = doubles(y);
        for (std::int64_t i = 0; i < rows; ++i)
          for (std::int64_t j = 0; j < columns; ++j)
            ASSERT_EQ(to[static_cast<std::size_t>(j * rows + i)],
                      from[static_cast<std::size_t>(i * columns + j)]);
      }
}

TEST(Transpose, TakesAMatrixOnly) {
  expect_error<ShapeError>(
      [] {
        transpose(Tensor::zeros(Shape{2, 3, 4}));
      },
      "transpose: [2, 3, 4] has 3 axes, not two");
  expect_error<ShapeError>([] { transpose(Tensor::zeros(Shape{2})); },
                           "transpose: [2] has 1 axes, not two");
  EXPECT_THROW(transpose(Tensor()), ArgumentError);
}

TEST(Slice, TakesPositionsOfAnyAxis) {
  const Tensor x = Tensor::arange(24, DType::int32).reshape({2, 3, 4});
  EXPECT_EQ(doubles(slice(x, 1, 1, 3)),
            (std::vector<double>{4, 5, 6, 7, 8, 9, 10, 11, 16, 17, 18, 19, 20, 21, 22, 23}));
  EXPECT_EQ(doubles(slice(x, -1, 2, 3)), (std::vector<double>{2, 6, 10, 14, 18, 22}));
  EXPECT_EQ(slice(x, 2, 1, 1).shape(), (Shape{2, 3, 0}));
  EXPECT_EQ(slice(Tensor::zeros(Shape{0, 3}), 1, 1, 3).shape(), (Shape{0, 2}));
}

TEST(Slice, OfTheLeadingAxisShares) {
  const Tensor x = Tensor::arange(24).reshape({2, 3, 4});
  EXPECT_TRUE(slice(x, 0, 1, 2).shares_storage_with(x));
  EXPECT_FALSE(slice(x, 1, 0, 3).shares_storage_with(x));
}

TEST(Slice, SaysWhichRangeIsNone) {
  const Tensor x = Tensor::zeros(Shape{2, 3});
  expect_error<ShapeError>([&] { slice(x, 1, 1, 4); },
                           "slice: 1 to 4 is out of range for axis 1 of [2, 3]");
  expect_error<ShapeError>([&] { slice(x, -1, 2, 1); },
                           "slice: 2 to 1 is out of range for axis 1 of [2, 3]");
  expect_error<ShapeError>([&] { slice(x, 0, -1, 1); },
                           "slice: -1 to 1 is out of range for axis 0 of [2, 3]");
  expect_error<ShapeError>([&] { slice(x, 2, 0, 1); }, "slice: [2, 3] has no axis 2");
}

TEST(Concatenate, PutsSlicesBackTogether) {
  Rng rng(1);
  for (int round = 0; round < 200; ++round) {
    Shape shape = random_shape(rng, 4, 7);
    if (shape.rank() == 0) continue;
    const Tensor x = random_tensor(rng, shape, round % 2 == 0 ? DType::float32 : DType::float64);
    const int axis = static_cast<int>(rng.integer(0, shape.rank() - 1));
    const std::int64_t first = rng.integer(0, shape[axis]),
                       second = rng.integer(first, shape[axis]);
    const std::vector<Tensor> parts = {slice(x, axis, 0, first), slice(x, axis, first, second),
                                       slice(x, axis, second, shape[axis])};
    EXPECT_TRUE(same_bits(concatenate(parts, axis), x));
    EXPECT_TRUE(same_bits(concatenate(parts, axis - shape.rank()), x));
  }
}

TEST(Concatenate, NamesTheFirstTensorThatDiffers) {
  const Tensor x = Tensor::zeros(Shape{2, 3});
  const auto join = [](std::vector<Tensor> tensors, int axis) {
    return [=] { concatenate(tensors, axis); };
  };
  expect_error<ArgumentError>(join({}, 0), "concatenate: no tensors given");
  expect_error<ShapeError>(join({x, x, Tensor::zeros(Shape{2, 4})}, 0),
                           "concatenate: tensor 0 is [2, 3], tensor 2 is [2, 4]; all extents but "
                           "that of axis 0 must agree");
  expect_error<ShapeError>(join({x, Tensor::zeros(Shape{2})}, 0),
                           "concatenate: tensor 0 is [2, 3], tensor 1 is [2]; all extents but that "
                           "of axis 0 must agree");
  expect_error<TypeError>(join({x, x.to(DType::float64)}, 0),
                          "concatenate: tensor 0 is float32, tensor 1 is float64");
  expect_error<ShapeError>(join({x, x}, 2), "concatenate: [2, 3] has no axis 2");
  expect_error<ArgumentError>(
      join({x, Tensor()}, 0),
      "concatenate: the tensor holds nothing; it was default-constructed or moved from");
}

TEST(AddToSlice, UndoesASlice) {
  Rng rng(2);
  for (const DType dtype : testing::kFloatingTypes)
    for (int axis = 0; axis < 3; ++axis) {
      const Tensor before = random_tensor(rng, Shape{4, 5, 6}, dtype);
      const Tensor x = random_tensor(rng, before.shape().with_extent(axis, 2), dtype);
      Tensor target = before.clone();
      add_to_slice(target, x, axis - 3, 1, 0.5);
      EXPECT_TRUE(same_bits(slice(target, axis, 0, 1), slice(before, axis, 0, 1)));
      EXPECT_TRUE(
          testing::close(slice(target, axis, 1, 3), slice(before, axis, 1, 3) + x * 0.5, 1e-6));
      const std::int64_t extent = before.shape()[axis];
      EXPECT_TRUE(same_bits(slice(target, axis, 3, extent), slice(before, axis, 3, extent)));
    }
}

TEST(AddToSlice, RoundsOnce) {
  Tensor target = Tensor::full(Shape{1}, 1.0);
  add_to_slice(target, Tensor::full(Shape{1}, 0.1), 0, 0, 0.3);
  EXPECT_EQ(target.at({0}), static_cast<double>(multiply_add(0.3F, 0.1F, 1.0F)));
}

TEST(AddToSlice, SaysWhatDoesNotFit) {
  Tensor target = Tensor::zeros(Shape{2, 3});
  expect_error<ShapeError>(
      [&] {
        add_to_slice(target, Tensor::zeros(Shape{3, 2}), 1, 0, 1);
      },
      "add_to_slice: [3, 2] is not a slice of [2, 3] along axis 1");
  EXPECT_THROW(add_to_slice(target, Tensor::zeros(Shape{2}), 0, 0, 1), ShapeError);
  expect_error<ShapeError>(
      [&] {
        add_to_slice(target, Tensor::zeros(Shape{2, 2}), 1, 2, 1);
      },
      "add_to_slice: 2 to 4 is out of range for axis 1 of [2, 3]");
  EXPECT_THROW(add_to_slice(target, Tensor::zeros(Shape{2, 2}), 1,
                            std::numeric_limits<std::int64_t>::max(), 1),
               ShapeError);
  expect_error<TypeError>(
      [&] {
        add_to_slice(target, Tensor::zeros(Shape{2, 2}, DType::float64), 1, 0, 1);
      },
      "add_to_slice: element types differ: target is float32, operand is float64");
  expect_error<ArgumentError>([&] { add_to_slice(target, target, 1, 0, 1); },
                              "add_to_slice: the target is its own operand; give a clone()");
  const Tensor other = target;
  EXPECT_THROW(add_to_slice(target, Tensor::zeros(Shape{2, 2}), 1, 0, 1), SharedError);
}

}  // namespace
}  // namespace gradflow
