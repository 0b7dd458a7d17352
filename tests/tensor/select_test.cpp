// where, gather and scatter_sum, against their definitions element by element.

#include "tensor/select.h"

#include <gtest/gtest.h>

#include <vector>

#include "tensor/elementwise.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/random_tensors.h"
#include "tests/support/thread_count.h"

namespace gradflow {
namespace {

using testing::doubles;
using testing::expect_error;
using testing::random_tensor;
using testing::same_bits;
using testing::ThreadCount;

TEST(Where, TakesOneOrTheOtherElementByElement) {
  const Tensor c = Tensor::from({2, 3}, {1, 0, 0, -2, 0, 7}, DType::int32);
  const Tensor a = Tensor::from({2, 3}, {1, 2, 3, 4, 5, 6});
  const Tensor b = Tensor::from({2, 3}, {-1, -2, -3, -4, -5, -6});
  EXPECT_EQ(doubles(where(c, a, b)), (std::vector<double>{1, -2, -3, 4, -5, 6}));
  EXPECT_EQ(doubles(where(c, a.to(DType::int32), b.to(DType::int32))),
            (std::vector<double>{1, -2, -3, 4, -5, 6}));
}

TEST(Where, StretchesAllThree) {
  Rng rng(1);
  const Tensor c = Tensor::from({4, 1, 2}, {0, 1, 1, 1, 0, 0, 1, 0}, DType::int32);
  const Tensor a = random_tensor(rng, Shape{3, 1}), b = random_tensor(rng, Shape{1, 1, 2});
  const Tensor y = where(c, a, b);
  ASSERT_EQ(y.shape(), (Shape{4, 3, 2}));
  for (std::int64_t i = 0; i < 4; ++i)
    for (std::int64_t j = 0; j < 3; ++j)
      for (std::int64_t k = 0; k < 2; ++k)
        EXPECT_EQ(y.at({i, j, k}), c.at({i, 0, k}) != 0 ? a.at({j, 0}) : b.at({0, 0, k}));
  const Tensor one = Tensor::scalar(1), two = Tensor::scalar(2);
  EXPECT_EQ(where(Tensor::scalar(0, DType::int32), one, two).item(), 2);
  EXPECT_EQ(doubles(where(Tensor::from({2}, {1, 0}, DType::int32), one, two)),
            (std::vector<double>{1, 2}));
  EXPECT_EQ(where(Tensor::zeros({0, 1}, DType::int32), a.reshape({3}), one).shape(), (Shape{0, 3}));
}

TEST(Where, NamesOperandsThatDoNotFit) {
  const Tensor x = Tensor::zeros({2, 3}), mask = Tensor::zeros({2, 3}, DType::int32);
  expect_error<TypeError>([&] { where(x, x, x); },
                          "where: condition is float32; expected int32, 0 for false");
  expect_error<TypeError>([&] { where(mask, x, x.to(DType::float64)); },
                          "where: element types differ: left [2, 3] is float32, right [2, 3] is "
                          "float64; convert one with to()");
  expect_error<ShapeError>([&] { where(Tensor::zeros({2}, DType::int32), x, x); },
                           "where: [2] and [2, 3] do not broadcast: extents 2 and 3 of axis -1 "
                           "differ and neither is 1");
}

TEST(Gather, PicksAlongTheAxisLineByLine) {
  const Tensor x = Tensor::arange(24).reshape({2, 3, 4});
  Rng rng(2);
  for (int axis = -3; axis < 3; ++axis) {
    const int a = axis < 0 ? axis + 3 : axis;
    const Tensor index =
        rng.integers(x.shape().with_extent(a, 5), 0, static_cast<std::int32_t>(x.shape()[a]) - 1);
    const Tensor y = gather(x, axis, index);
    ASSERT_EQ(y.shape(), index.shape());
    for (std::int64_t i = 0; i < y.shape()[0]; ++i)
      for (std::int64_t j = 0; j < y.shape()[1]; ++j)
        for (std::int64_t k = 0; k < y.shape()[2]; ++k) {
          std::vector<std::int64_t> from{i, j, k};
          from[static_cast<std::size_t>(a)] = static_cast<std::int64_t>(index.at({i, j, k}));
          EXPECT_EQ(y.at({i, j, k}), x.at(from));
        }
  }
}

TEST(ScatterSum, AddsUpWhatWasTakenMoreThanOnce) {
  const Tensor index = Tensor::from({2, 4}, {2, 0, 2, 2, 1, 1, 0, 1}, DType::int32);
  const Tensor y = Tensor::from({2, 4}, {1, 2, 4, 8, 16, 32, 64, 128});
  EXPECT_EQ(doubles(scatter_sum(y, 1, index, Shape{2, 3})),
            (std::vector<double>{2, 0, 13, 64, 176, 0}));
  EXPECT_EQ(doubles(scatter_sum(y, 0, index, Shape{3, 4})),
            (std::vector<double>{0, 2, 64, 0, 16, 32, 0, 128, 1, 0, 4, 8}));
}

TEST(ScatterSum, HasTheSameBitsOnAnyNumberOfThreads) {
  Rng rng(3);
  for (const Shape& shape : {Shape{700, 300}, Shape{3, 200, 301}}) {
    const Tensor y = random_tensor(rng, shape);
    const Tensor index = rng.integers(shape, 0, 9);
    Tensor alone;
    for (const int team : {1, 2, 3, 7}) {
      const ThreadCount guard(team);
      const Tensor now = scatter_sum(y, 1, index, shape.with_extent(1, 10));
      if (team == 1) alone = now;
      EXPECT_TRUE(same_bits(now, alone)) << team << " threads";
      EXPECT_TRUE(same_bits(gather(now, 1, index), gather(alone, 1, index)));
    }
  }
}

TEST(Gather, NamesAnIndexThatDoesNotFit) {
  const Tensor x = Tensor::zeros({2, 3});
  const auto index = [](const Shape& shape, std::initializer_list<double> values) {
    return Tensor::from(shape, values, DType::int32);
  };
  expect_error<ArgumentError>(
      [&] {
        gather(x, -1, index({2, 2}, {0, 2, 1, 3}));
      },
      "gather: index 3 at position 3 is out of range for axis 1 of [2, 3]");
  expect_error<ArgumentError>(
      [&] {
        gather(x, 0, index({1, 3}, {0, -1, 1}));
      },
      "gather: index -1 at position 1 is out of range for axis 0 of [2, 3]");
  expect_error<ShapeError>(
      [&] {
        gather(x, 1, index({2}, {0, 2}));
      },
      "gather: x is [2, 3], index is [2]; all extents but that of axis 1 must agree");
  EXPECT_THROW(gather(x, 1, index({1, 2}, {0, 2})), ShapeError);
  expect_error<TypeError>([&] { gather(x, 1, x); },
                          "gather: index is float32; expected int32 positions");
  expect_error<ShapeError>(
      [&] {
        gather(x, 2, index({2, 1}, {0, 2}));
      },
      "gather: [2, 3] has no axis 2");
  expect_error<ShapeError>(
      [&] {
        scatter_sum(x, 1, index({2, 1}, {0, 2}), Shape{2, 3});
      },
      "scatter_sum: input is [2, 3], index is [2, 1]; they must have one shape");
}

}  // namespace
}  // namespace gradflow
