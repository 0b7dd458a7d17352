#include <gtest/gtest.h>

#include <array>
#include <span>
#include <vector>

#include "tensor/elementwise.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/random_tensors.h"

namespace gradflow {
namespace {

using testing::expect_error;
using testing::kFloatingTypes;
using testing::random_tensor;
using testing::same_bits;

struct Mix {  // tells left from right
  template <class T>
  T operator()(T a, T b) const {
    return a - b * b;
  }
};

// Offset in `x` of the element that stands at `index`, counted in the stretched shape.
std::size_t offset_of(const Shape& x, const Shape& stretched, std::int64_t index) {
  std::int64_t offset = 0, stride = 1;
  for (int back = 1; back <= stretched.rank(); ++back) {
    const std::int64_t extent = stretched[stretched.rank() - back];
    if (back <= x.rank()) {
      const std::int64_t own = x[x.rank() - back];
      if (own != 1) offset += index % extent * stride;
      stride *= own;
    }
    index /= extent;
  }
  return static_cast<std::size_t>(offset);
}

Tensor one_by_one(const Tensor& a, const Tensor& b) {
  const Shape shape = broadcast(a.shape(), b.shape(), "test");
  return dispatch_floating(a.dtype(), "test", [&]<class T>(T) {
    return Tensor::build<T>(shape, [&](std::span<T> out) {
      for (std::size_t i = 0; i < out.size(); ++i) {
        const auto index = static_cast<std::int64_t>(i);
        out[i] = Mix{}(a.values<T>()[offset_of(a.shape(), shape, index)],
                       b.values<T>()[offset_of(b.shape(), shape, index)]);
      }
    });
  });
}

// The extents with those of `ones` set to 1, after leaving out `dropped` leading ones.
Shape with_ones(std::array<std::int64_t, 4> extents, unsigned ones, std::size_t dropped) {
  for (std::size_t i = 0; i < 4; ++i)
    if ((ones >> i & 1U) != 0) extents[i] = 1;
  return Shape(std::span<const std::int64_t>(extents).subspan(dropped));
}

std::size_t leading_ones(unsigned ones) {
  std::size_t count = 0;
  while (count < 4 && (ones >> count & 1U) != 0) ++count;
  return count;
}

// Every pattern of stretched axes up to rank 4, with leading ones written and left out.
void check_every_pattern(const std::array<std::int64_t, 4>& extents, DType dtype, Rng& rng) {
  for (unsigned left = 0; left < 16; ++left)
    for (unsigned right = 0; right < 16; ++right)
      for (std::size_t drop_left = 0; drop_left <= leading_ones(left); ++drop_left)
        for (std::size_t drop_right = 0; drop_right <= leading_ones(right); ++drop_right) {
          const Tensor a = random_tensor(rng, with_ones(extents, left, drop_left), dtype);
          const Tensor b = random_tensor(rng, with_ones(extents, right, drop_right), dtype);
          ASSERT_TRUE(same_bits(zip(a, b, Mix{}), one_by_one(a, b)))
              << a.shape().rank() << " " << to_string(a.shape()) << to_string(b.shape());
        }
}

TEST(Zip, StretchesEveryPatternUpToRank4) {
  Rng rng(1);
  for (const DType dtype : kFloatingTypes) check_every_pattern({2, 3, 4, 5}, dtype, rng);
}

TEST(Zip, StretchesEveryPatternWithAnEmptyAxis) {
  Rng rng(2);
  check_every_pattern({2, 0, 3, 2}, DType::float32, rng);
  check_every_pattern({2, 3, 2, 0}, DType::float64, rng);
  check_every_pattern({0, 3, 0, 2}, DType::float32, rng);
}

TEST(Zip, TakesSizesAroundTheGrain) {
  Rng rng(3);
  constexpr std::int64_t kGrain = lift::grain<Mix, 3>();
  for (const std::int64_t size : {kGrain - 1, kGrain, 2 * kGrain - 1, 2 * kGrain, 3 * kGrain + 5}) {
    const Tensor a = random_tensor(rng, Shape{size}), b = random_tensor(rng, Shape{size});
    EXPECT_TRUE(same_bits(zip(a, b, Mix{}), one_by_one(a, b)));
    const Tensor one = random_tensor(rng, Shape{1});
    EXPECT_TRUE(same_bits(zip(a, one, Mix{}), one_by_one(a, one)));
    EXPECT_TRUE(same_bits(zip(one, b, Mix{}), one_by_one(one, b)));
  }
}

TEST(Zip, TakesRowsThatFillAThreadAndRowsThatDoNot) {
  Rng rng(4);
  for (const Shape& shape :
       {Shape{5, 40000}, Shape{40000, 5}, Shape{300, 301}, Shape{70, 3, 1001}}) {
    const Tensor x = random_tensor(rng, shape);
    const Tensor row = random_tensor(rng, Shape{shape[shape.rank() - 1]});
    const Tensor column = random_tensor(rng, shape.with_extent(shape.rank() - 1, 1));
    EXPECT_TRUE(same_bits(zip(x, row, Mix{}), one_by_one(x, row)));
    EXPECT_TRUE(same_bits(zip(column, x, Mix{}), one_by_one(column, x)));
    EXPECT_TRUE(same_bits(zip(row, column, Mix{}), one_by_one(row, column)));
  }
}

TEST(Zip, TakesOneTensorTwice) {
  Rng rng(5);
  const Tensor x = random_tensor(rng, Shape{3, 4});
  EXPECT_TRUE(same_bits(zip(x, x, Mix{}), one_by_one(x, x)));
}

TEST(Zip, NamesBothOperandsThatDoNotFit) {
  const Tensor x = Tensor::zeros(Shape{10, 4});
  expect_error<ShapeError>([&] { zip(x, Tensor::zeros(Shape{3}), Mix{}, "mix"); },
                           "mix: [10, 4] and [3] do not broadcast: extents 4 and 3 of axis -1 "
                           "differ and neither is 1");
  expect_error<TypeError>([&] { zip(x, Tensor::zeros(Shape{4}, DType::float64), Mix{}, "mix"); },
                          "mix: element types differ: left [10, 4] is float32, right [4] is "
                          "float64; convert one with to()");
  const Tensor labels = Tensor::zeros(Shape{4}, DType::int32);
  expect_error<TypeError>([&] { zip(labels, labels, Mix{}, "mix"); },
                          "mix: takes float32 or float64, not int32");
  expect_error<ArgumentError>(
      [&] { zip(Tensor(), x, Mix{}, "mix"); },
      "mix: the left operand holds nothing; it was default-constructed or moved from");
  expect_error<ArgumentError>(
      [&] { zip(x, Tensor(), Mix{}, "mix"); },
      "mix: the right operand holds nothing; it was default-constructed or moved from");
}

TEST(ZipInto, WritesTheTargetInPlace) {
  Rng rng(6);
  for (const DType dtype : kFloatingTypes)
    for (const Shape& shape : {Shape{}, Shape{0}, Shape{3, 5}, Shape{70001}}) {
      Tensor target = random_tensor(rng, shape, dtype);
      const Tensor x = random_tensor(rng, shape, dtype);
      const Tensor expected = one_by_one(target, x);
      zip_into(target, x, Mix{});
      EXPECT_TRUE(same_bits(target, expected));
    }
}

TEST(ZipInto, RefusesASharedTargetAndLeavesItAsItWas) {
  Tensor target = Tensor::ones(Shape{3});
  const Tensor other = target;
  expect_error<SharedError>([&] { zip_into(target, Tensor::ones(Shape{3}), Mix{}, "mix"); },
                            "edit: tensor [3] float32 is shared by 2 handles and so read-only; "
                            "edit a clone()");
  EXPECT_EQ(testing::doubles(target), (std::vector<double>{1, 1, 1}));
}

TEST(ZipInto, RefusesAnOperandOfAnotherKind) {
  Tensor target = Tensor::ones(Shape{3});
  expect_error<ShapeError>([&] { zip_into(target, Tensor::ones(Shape{1}), Mix{}, "mix"); },
                           "mix: target is [3], operand is [1]");
  expect_error<TypeError>(
      [&] { zip_into(target, Tensor::ones(Shape{3}, DType::float64), Mix{}, "mix"); },
      "mix: element types differ: target is float32, operand is float64");
  expect_error<ArgumentError>([&] { zip_into(target, target, Mix{}, "mix"); },
                              "mix: the target is its own operand; give a clone()");
  expect_error<ArgumentError>(
      [&] { zip_into(target, Tensor(), Mix{}, "mix"); },
      "mix: the operand holds nothing; it was default-constructed or moved from");
}

}  // namespace
}  // namespace gradflow
