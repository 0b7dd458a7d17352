// The batched product against a plain loop and against matmul, and what it says to wrong calls.

#include "tensor/batched_matmul.h"

#include <gtest/gtest.h>

#include <limits>

#include "tensor/parallel.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/random_tensors.h"
#include "tests/support/thread_count.h"

namespace gradflow {
namespace {

using testing::close;
using testing::expect_error;
using testing::forget_last_team;
using testing::kFloatingTypes;
using testing::random_extent;
using testing::random_tensor;
using testing::same_bits;
using testing::ThreadCount;

constexpr Transpose kPlain = Transpose::no, kFlipped = Transpose::yes;

// A batch of two axes, and the extents of the matrices.
struct Case {
  std::int64_t outer, heads, rows, inner, columns;
  Transpose transpose_a, transpose_b;

  Shape left() const {
    return transpose_a == kPlain ? Shape{outer, heads, rows, inner}
                                 : Shape{outer, heads, inner, rows};
  }
  Shape right() const {
    return transpose_b == kPlain ? Shape{outer, heads, inner, columns}
                                 : Shape{outer, heads, columns, inner};
  }
};

// Element by element, in float64.
Tensor plain_product(const Tensor& a, const Tensor& b, const Case& c) {
  return Tensor::build<double>({c.outer, c.heads, c.rows, c.columns}, [&](std::span<double> y) {
    std::size_t next = 0;
    for (std::int64_t i = 0; i < c.outer; ++i)
      for (std::int64_t h = 0; h < c.heads; ++h)
        for (std::int64_t row = 0; row < c.rows; ++row)
          for (std::int64_t column = 0; column < c.columns; ++column, ++next)
            for (std::int64_t k = 0; k < c.inner; ++k)
              y[next] +=
                  (c.transpose_a == kPlain ? a.at({i, h, row, k}) : a.at({i, h, k, row})) *
                  (c.transpose_b == kPlain ? b.at({i, h, k, column}) : b.at({i, h, column, k}));
  });
}

TEST(BatchedMatmul, IsTheProductOfEachPairInEveryTransposition) {
  Rng rng(1);
  for (const DType dtype : kFloatingTypes)
    for (const Transpose transpose_a : {kPlain, kFlipped})
      for (const Transpose transpose_b : {kPlain, kFlipped})
        for (int trial = 0; trial < 20; ++trial) {
          const Case c{random_extent(rng, 3),
                       random_extent(rng, 3),
                       random_extent(rng, 20),
                       random_extent(rng, 20),
                       random_extent(rng, 20),
                       transpose_a,
                       transpose_b};
          const Tensor a = random_tensor(rng, c.left(), dtype);
          const Tensor b = random_tensor(rng, c.right(), dtype);
          EXPECT_TRUE(close(batched_matmul(a, b, transpose_a, transpose_b).to(DType::float64),
                            plain_product(a, b, c), dtype == DType::float32 ? 1e-5 : 1e-13));
        }
}

TEST(BatchedMatmul, GivesEachMatrixTheBitsOfMatmulOnAnyNumberOfThreads) {
  Rng rng(2);
  for (const Transpose transpose_a : {kPlain, kFlipped})
    for (const Transpose transpose_b : {kPlain, kFlipped})
      for (const std::int64_t inner : {5, 33, 300}) {
        const Case c{1, 9, 40, inner, 50, transpose_a, transpose_b};
        const Tensor a = random_tensor(rng, c.left()), b = random_tensor(rng, c.right());
        for (const int team : {1, 2, 3, 7, 16}) {
          const ThreadCount guard(team);
          const Tensor y = batched_matmul(a, b, transpose_a, transpose_b);
          for (std::int64_t i = 0; i < 9; ++i) {
            const auto matrix = [&](const Tensor& of) {
              return of.reshape({9, of.extent(2), of.extent(3)})
                  .rows(i, i + 1)
                  .reshape({of.extent(2), of.extent(3)});
            };
            EXPECT_TRUE(
                same_bits(matrix(y), matmul(matrix(a), matrix(b), transpose_a, transpose_b)));
          }
        }
      }
}

TEST(BatchedMatmul, SharesManySmallMatricesOutAndLeavesAFewAlone) {
  if (detail::kSharesSmallWork) GTEST_SKIP() << "this build shares small work out, too";
  const ThreadCount two(2);
  const Tensor many = Tensor::ones({500, 16, 16}), few = Tensor::ones({8, 16, 16});
  forget_last_team();
  batched_matmul(few, few);
  EXPECT_EQ(last_team_size(), 1);
  batched_matmul(many, many);
  EXPECT_EQ(last_team_size(), 2);
}

TEST(BatchedMatmul, KeepsNaNInItsOwnRow) {
  Tensor a = Tensor::ones({2, 2, 2});
  a.edit<float>()[5] = std::numeric_limits<float>::quiet_NaN();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(close(batched_matmul(a, Tensor::ones({2, 2, 1})),
                    Tensor::from({2, 2, 1}, {2, 2, nan, 2}), 0));
}

TEST(BatchedMatmul, SaysWhatDoesNotFit) {
  const Tensor a = Tensor::ones({4, 2, 3});
  expect_error<ShapeError>(
      [&] {
        batched_matmul(a, Tensor::ones({2, 3}));
      },
      "batched_matmul: left is [4, 2, 3], right is [2, 3]; both must have two "
      "axes after those of the batch");
  EXPECT_THROW(batched_matmul(Tensor::ones({3}), Tensor::ones({3})), ShapeError);
  expect_error<ShapeError>(
      [&] {
        batched_matmul(a, Tensor::ones({5, 3, 2}));
      },
      "batched_matmul: batches differ: left is [4, 2, 3], right is [5, 3, 2]");
  expect_error<ShapeError>(
      [&] {
        batched_matmul(a, Tensor::ones({4, 2, 3}));
      },
      "batched_matmul: inner extents differ: left is [4, 2, 3], right is [4, "
      "2, 3]");
  expect_error<ShapeError>([&] { batched_matmul(a, a, kFlipped, kFlipped); },
                           "batched_matmul: inner extents differ: left is [4, 2, 3] transposed, "
                           "right is [4, 2, 3] transposed");
  expect_error<TypeError>(
      [&] {
        batched_matmul(a, Tensor::ones({4, 3, 2}, DType::float64));
      },
      "batched_matmul: element types differ: left is float32, right is "
      "float64; convert one with to()");
  expect_error<TypeError>(
      [&] {
        const Tensor whole = Tensor::ones({1, 1, 1}, DType::int32);
        batched_matmul(whole, whole);
      },
      "batched_matmul: takes float32 or float64, not int32");
}

}  // namespace
}  // namespace gradflow
