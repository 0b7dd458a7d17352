// The product's promises about bits: a row stands for itself, and a weight updated during the
// product is the weight updated after it.
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "tensor/arithmetic.h"
#include "tensor/matmul.h"
#include "tensor/rearrange.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/random_tensors.h"

namespace gradflow {
namespace {

using testing::kFloatingTypes;
using testing::random_tensor;
using testing::same_bits;

constexpr Transpose kNo = Transpose::no, kYes = Transpose::yes;

TEST(MatmulBits, OfARowAreTheSameAloneAndInEveryBatch) {
  Rng rng(1);
  for (const DType dtype : kFloatingTypes)
    for (const Transpose transpose_b : {kNo, kYes}) {
      const Tensor x = random_tensor(rng, Shape{61, 37}, dtype);
      const Tensor w =
          random_tensor(rng, transpose_b == kNo ? Shape{37, 53} : Shape{53, 37}, dtype);
      const Tensor all = matmul(x, w, kNo, transpose_b);
      for (std::int64_t batch = 1; batch <= 30; ++batch)
        for (std::int64_t begin = 0; begin + batch <= 61; begin += batch)
          ASSERT_TRUE(same_bits(matmul(x.rows(begin, begin + batch), w, kNo, transpose_b),
                                all.rows(begin, begin + batch)))
              << "rows from " << begin << ", batch of " << batch;
    }
}

TEST(MatmulBits, OfARowOfATransposedFactorAreTheSameAloneAndInEveryBatch) {
  Rng rng(2);
  for (const Transpose transpose_b : {kNo, kYes}) {
    const Tensor x = random_tensor(rng, Shape{37, 61});
    const Tensor w = random_tensor(rng, transpose_b == kNo ? Shape{37, 53} : Shape{53, 37});
    const Tensor all = matmul(x, w, kYes, transpose_b);
    for (const std::int64_t batch : {1, 2, 5, 12, 13, 60})
      for (std::int64_t begin = 0; begin + batch <= 61; begin += batch)
        ASSERT_TRUE(same_bits(matmul(slice(x, 1, begin, begin + batch), w, kYes, transpose_b),
                              all.rows(begin, begin + batch)));
  }
}

TEST(MatmulBits, OfAColumnDoNotDependOnTheOthers) {
  Rng rng(3);
  const Tensor x = random_tensor(rng, Shape{7, 37}), w = random_tensor(rng, Shape{37, 53});
  const Tensor w_transposed = transpose(w);
  const Tensor plain = matmul(x, w), dot = matmul(x, w_transposed, kNo, kYes);
  for (std::int64_t j = 0; j < 53; ++j) {
    EXPECT_TRUE(same_bits(matmul(x, slice(w, 1, j, j + 1)), slice(plain, 1, j, j + 1)));
    EXPECT_TRUE(
        same_bits(matmul(x, w_transposed.rows(j, j + 1), kNo, kYes), slice(dot, 1, j, j + 1)));
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
    EXPECT_TRUE(same_bits(matmul(first, first, kNo, kYes), matmul(alone, alone, kNo, kYes)));
    EXPECT_TRUE(same_bits(matmul(first, first, kYes, kNo), matmul(alone, alone, kYes, kNo)));
  }
}

TEST(MatmulBits, OfAnUpdateAreThoseOfFormingTheGradientFirst) {
  Rng rng(5);
  const double rate = 0.01;
  struct Case {
    Shape a, b;
    Transpose transpose_a, transpose_b;
  };
  for (const DType dtype : kFloatingTypes)
    for (const Case& c : {Case{Shape{10, 33}, Shape{10, 49}, kYes, kNo},
                          Case{Shape{33, 10}, Shape{10, 49}, kNo, kNo},
                          Case{Shape{33, 10}, Shape{49, 10}, kNo, kYes},
                          Case{Shape{10, 33}, Shape{49, 10}, kYes, kYes}}) {
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

TEST(MatmulBits, OfTwoTransposedFactorsAreThoseOfTransposingTheLeftOneFirst) {
  Rng rng(6);
  const Tensor a = random_tensor(rng, Shape{19, 23}), b = random_tensor(rng, Shape{29, 19});
  EXPECT_TRUE(same_bits(matmul(a, b, kYes, kYes), matmul(transpose(a), b, kNo, kYes)));
}

}  // namespace
}  // namespace gradflow
