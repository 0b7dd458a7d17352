#include "tensor/subnormals.h"

#include <gtest/gtest.h>

#include <cfenv>
#include <cmath>

#include "tensor/arithmetic.h"
#include "tensor/matmul.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/thread_count.h"

namespace gradflow {
namespace {

using testing::same_bits;

const Shape kAboveTheGrain{1 << 19};

Tensor normals() { return Tensor::full(kAboveTheGrain, 0x1.8p-126); }
Tensor subnormals() { return Tensor::full(kAboveTheGrain, 0x1.8p-127); }
Tensor zeros() { return Tensor::zeros(kAboveTheGrain); }

bool flushes() { return detail::flushing(0) != 0; }

class Subnormals : public ::testing::TestWithParam<int> {
 protected:
  testing::ThreadCount team{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Teams, Subnormals, ::testing::Values(1, 2, 3, 7));

TEST_P(Subnormals, AreComputedWithUnlessTheCallerFlushesThem) {
  EXPECT_TRUE(same_bits(normals() * 0.5, subnormals()));
  EXPECT_TRUE(same_bits(subnormals() * 2.0, normals()));
}

TEST_P(Subnormals, AreZeroAsOperandsAndAsResultsWhileTheCallerFlushesThem) {
  if (!flushes()) GTEST_SKIP() << "the mode of this processor is not known";
  const Tensor small = subnormals();
  {
    const FlushSubnormals scope;
    EXPECT_TRUE(same_bits(normals() * 0.5, zeros()));
    EXPECT_TRUE(same_bits(small * 2.0, zeros()));
    EXPECT_TRUE(same_bits(normals() * 1.0, normals()));
  }
  EXPECT_TRUE(same_bits(small * 2.0, normals()));
}

TEST_P(Subnormals, AreFlushedInProductsOfMatrices) {
  if (!flushes()) GTEST_SKIP() << "the mode of this processor is not known";
  const Tensor a = Tensor::full({40, 300}, 0x1p-130), b = Tensor::full({300, 500}, 0x1p10);
  EXPECT_TRUE(same_bits(matmul(a, b), Tensor::full({40, 500}, 300 * 0x1p-120)));
  const FlushSubnormals scope;
  EXPECT_TRUE(same_bits(matmul(a, b), Tensor::zeros({40, 500})));
}

TEST_P(Subnormals, FlushedInAScopeWithinAnotherAreSoUntilTheOuterOneEnds) {
  if (!flushes()) GTEST_SKIP() << "the mode of this processor is not known";
  const Tensor small = subnormals();
  const FlushSubnormals outer;
  { const FlushSubnormals inner; }
  EXPECT_TRUE(same_bits(small * 2.0, zeros()));
}

// So that the bits do not tell how many threads there were.
TEST_P(Subnormals, AsideATeamRoundsAsItsCallerDoes) {
  const Tensor three = Tensor::full(kAboveTheGrain, 3);
  constexpr float kNearest = 1.0F / 3;  // above a third
  EXPECT_TRUE(same_bits(1 / three, Tensor::full(kAboveTheGrain, static_cast<double>(kNearest))));
  ASSERT_EQ(std::fesetround(FE_DOWNWARD), 0);
  const Tensor below = 1 / three;
  std::fesetround(FE_TONEAREST);
  EXPECT_TRUE(same_bits(
      below, Tensor::full(kAboveTheGrain, static_cast<double>(std::nextafter(kNearest, 0.0F)))));
}

}  // namespace
}  // namespace gradflow
