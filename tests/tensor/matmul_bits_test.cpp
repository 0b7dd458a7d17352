// The product's promises about bits: a row stands for itself, and a weight updated during the
// product is the weight updated after it.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <utility>

#include "tensor/arithmetic.h"
#include "tensor/format.h"
#include "tensor/matmul.h"
#include "tensor/parallel.h"
#include "tensor/rearrange.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/random_tensors.h"
#include "tests/support/thread_count.h"

namespace gradflow {
namespace {

using testing::kFloatingTypes;
using testing::random_tensor;
using testing::same_bits;

constexpr Transpose kAsIs = Transpose::no, kTransposed = Transpose::yes;

TEST(MatmulBits, OfARowAreTheSameAloneAndInEveryBatch) {
  Rng rng(1);
  for (const DType dtype : kFloatingTypes)
    for (const Transpose transpose_b : {kAsIs, kTransposed}) {
      const Tensor x = random_tensor(rng, Shape{61, 37}, dtype);
      const Tensor w =
          random_tensor(rng, transpose_b == kAsIs ? Shape{37, 53} : Shape{53, 37}, dtype);
      const Tensor all = matmul(x, w, kAsIs, transpose_b);
      for (std::int64_t batch = 1; batch <= 30; ++batch)
        for (std::int64_t begin = 0; begin + batch <= 61; begin += batch)
          ASSERT_TRUE(same_bits(matmul(x.rows(begin, begin + batch), w, kAsIs, transpose_b),
                                all.rows(begin, begin + batch)))
              << "rows from " << begin << ", batch of " << batch;
    }
}

TEST(MatmulBits, OfARowOfATransposedFactorAreTheSameAloneAndInEveryBatch) {
  Rng rng(2);
  for (const Transpose transpose_b : {kAsIs, kTransposed}) {
    const Tensor x = random_tensor(rng, Shape{37, 61});
    const Tensor w = random_tensor(rng, transpose_b == kAsIs ? Shape{37, 53} : Shape{53, 37});
    const Tensor all = matmul(x, w, kTransposed, transpose_b);
    for (const std::int64_t batch : {1, 2, 5, 12, 13, 60})
      for (std::int64_t begin = 0; begin + batch <= 61; begin += batch)
        ASSERT_TRUE(
            same_bits(matmul(slice(x, 1, begin, begin + batch), w, kTransposed, transpose_b),
                      all.rows(begin, begin + batch)));
  }
}

TEST(MatmulBits, OfAColumnDoNotDependOnTheOthers) {
  Rng rng(3);
  const Tensor x = random_tensor(rng, Shape{7, 37}), w = random_tensor(rng, Shape{37, 53});
  const Tensor w_transposed = transpose(w);
  const Tensor plain = matmul(x, w), dot = matmul(x, w_transposed, kAsIs, kTransposed);
  for (std::int64_t j = 0; j < 53; ++j) {
    EXPECT_TRUE(same_bits(matmul(x, slice(w, 1, j, j + 1)), slice(plain, 1, j, j + 1)));
    EXPECT_TRUE(same_bits(matmul(x, w_transposed.rows(j, j + 1), kAsIs, kTransposed),
                          slice(dot, 1, j, j + 1)));
  }
}

TEST(MatmulBits, DoNotDependOnWhatFollowsAFactorInMemory) {
  Rng rng(4);
  const float nan = std::nanf("");
  for (const std::int64_t inner : {1, 5, 16, 19, 35}) {
    Tensor padded = random_tensor(rng, Shape{20, inner});
    for (float& value : padded.edit<float>().subspan(static_cast<std::size_t>(9 * inner)))
      value = nan;
    const Tensor first = padded.rows(0, 9), alone = first.clone();
    EXPECT_TRUE(same_bits(matmul(first, first, kAsIs, kTransposed),
                          matmul(alone, alone, kAsIs, kTransposed)));
    EXPECT_TRUE(same_bits(matmul(first, first, kTransposed, kAsIs),
                          matmul(alone, alone, kTransposed, kAsIs)));
  }
}

TEST(MatmulBits, OfAnUpdateAreThoseOfFormingTheGradientFirst) {
  Rng rng(5);
  const double rate = 0.01;
  struct FactorShapes {
    Shape a, b;
    Transpose transpose_a, transpose_b;
  };
  for (const DType dtype : kFloatingTypes)
    for (const FactorShapes& c :
         {FactorShapes{Shape{10, 33}, Shape{10, 49}, kTransposed, kAsIs},
          FactorShapes{Shape{33, 10}, Shape{10, 49}, kAsIs, kAsIs},
          FactorShapes{Shape{33, 10}, Shape{49, 10}, kAsIs, kTransposed},
          FactorShapes{Shape{10, 33}, Shape{49, 10}, kTransposed, kTransposed}}) {
      const Tensor a = random_tensor(rng, c.a, dtype), b = random_tensor(rng, c.b, dtype);
      const Tensor weight = random_tensor(rng, Shape{33, 49}, dtype);
      Tensor during = weight.clone(), after = weight.clone();
      matmul_into(during, a, b, c.transpose_a, c.transpose_b, -rate, 1);
      add_scaled(after, matmul(a, b, c.transpose_a, c.transpose_b), -rate);
      EXPECT_TRUE(same_bits(during, after));

      Tensor with_decay = weight.clone(), decayed_after = weight.clone();
      matmul_into(with_decay, a, b, c.transpose_a, c.transpose_b, -rate, 0.9);
      add_scaled(decayed_after, matmul(a, b, c.transpose_a, c.transpose_b), -rate, 0.9);
      EXPECT_TRUE(same_bits(with_decay, decayed_after));
    }
}

TEST(MatmulBits, OfAProductAndTheUpdateOfItsFactorAreThoseOfTheOneAfterTheOther) {
  Rng rng(7);
  for (const DType dtype : kFloatingTypes)
    for (const std::int64_t rows : {0, 1, 5, 10, 12, 13, 40})
      for (const auto& [inner, columns] :
           {std::pair<std::int64_t, std::int64_t>{1, 1}, {7, 33}, {300, 65}, {0, 3}, {3, 0}}) {
        const Tensor a = random_tensor(rng, Shape{rows, inner}, dtype);
        const Tensor x = random_tensor(rng, Shape{rows, columns}, dtype);
        Tensor b = random_tensor(rng, Shape{inner, columns}, dtype), updated = b.clone();
        const Tensor product = matmul(a, b);
        matmul_into(b, a, x, kTransposed, kAsIs, -0.25, 0.9);
        EXPECT_TRUE(same_bits(matmul_then_update(a, updated, x, -0.25, 0.9), product))
            << rows << " rows, " << inner << " x " << columns;
        EXPECT_TRUE(same_bits(updated, b)) << rows << " rows, " << inner << " x " << columns;
      }
}

// Rows that get the same sums from each kernel of the outer form: few at once, many at once.
TEST(MatmulBits, OfARowAreTheSameOverSeveralBandsOfTheInnerExtent) {
  Rng rng(8);
  for (const DType dtype : kFloatingTypes)
    for (const std::int64_t inner : {255, 256, 257, 512, 513, 1000}) {
      const Tensor x = random_tensor(rng, Shape{30, inner}, dtype);
      const Tensor w = random_tensor(rng, Shape{inner, 67}, dtype);
      const Tensor all = matmul(x, w);
      EXPECT_TRUE(same_bits(matmul(x.rows(3, 13), w), all.rows(3, 13))) << inner;
      EXPECT_TRUE(same_bits(matmul(transpose(x), w, kTransposed, kAsIs), all)) << inner;
    }
}

TEST(MatmulBits, DoNotDependOnTheNumberOfThreadsInAnyKernel) {
  Rng rng(9);
  struct FactorShapes {
    Shape a, b;
    Transpose transpose_a, transpose_b;
  };
  for (const DType dtype : kFloatingTypes)
    for (const FactorShapes& c :
         {FactorShapes{Shape{10, 1000}, Shape{1000, 301}, kAsIs, kAsIs},       // walked down
          FactorShapes{Shape{300, 20}, Shape{20, 701}, kAsIs, kAsIs},          // few terms
          FactorShapes{Shape{211, 307}, Shape{307, 203}, kAsIs, kAsIs},        // packed
          FactorShapes{Shape{307, 211}, Shape{307, 203}, kTransposed, kAsIs},  // packed, transposed
          FactorShapes{Shape{10, 1000}, Shape{307, 1000}, kAsIs, kTransposed},  // dot, by columns
          FactorShapes{Shape{701, 500}, Shape{9, 500}, kAsIs, kTransposed}}) {  // dot, by rows
      const Tensor a = random_tensor(rng, c.a, dtype), b = random_tensor(rng, c.b, dtype);
      Tensor alone;
      for (const int team : {1, 2, 3, 7}) {
        testing::forget_last_team();
        const testing::ThreadCount guard(team);
        const Tensor product = matmul(a, b, c.transpose_a, c.transpose_b);
        EXPECT_EQ(last_team_size(), team);
        if (team == 1) alone = product;
        EXPECT_TRUE(same_bits(product, alone)) << team << " threads, " << to_string(c.a);
      }
    }
}

TEST(MatmulBits, OfAProductAndAnUpdateDoNotDependOnTheNumberOfThreads) {
  Rng rng(10);
  const Tensor a = random_tensor(rng, Shape{10, 1000}), x = random_tensor(rng, Shape{10, 515});
  const Tensor b = random_tensor(rng, Shape{1000, 515});
  Tensor product, updated;
  for (const int team : {1, 2, 3, 7}) {
    testing::forget_last_team();
    const testing::ThreadCount guard(team);
    Tensor target = b.clone();
    const Tensor result = matmul_then_update(a, target, x, -0.1, 1);
    EXPECT_EQ(last_team_size(), team);
    if (team == 1) product = result, updated = target;
    EXPECT_TRUE(same_bits(result, product) && same_bits(target, updated)) << team << " threads";
  }
}

TEST(MatmulBits, OfTwoTransposedFactorsAreThoseOfTransposingTheLeftOneFirst) {
  Rng rng(6);
  const Tensor a = random_tensor(rng, Shape{19, 23}), b = random_tensor(rng, Shape{29, 19});
  EXPECT_TRUE(same_bits(matmul(a, b, kTransposed, kTransposed),
                        matmul(transpose(a), b, kAsIs, kTransposed)));
}

}  // namespace
}  // namespace gradflow
