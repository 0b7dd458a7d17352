#include "tensor/cumulative.h"

#include <gtest/gtest.h>

#include <vector>

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

TEST(CumulativeSum, AddsUpAlongTheAxisFromEitherEnd) {
  const Tensor x = Tensor::from({2, 3}, {1, 2, 4, 8, 16, 32});
  EXPECT_EQ(doubles(cumulative_sum(x, 1)), (std::vector<double>{1, 3, 7, 8, 24, 56}));
  EXPECT_EQ(doubles(cumulative_sum(x, -2)), (std::vector<double>{1, 2, 4, 9, 18, 36}));
  EXPECT_EQ(doubles(cumulative_sum(x, 1, Direction::backward)),
            (std::vector<double>{7, 6, 4, 56, 48, 32}));
  EXPECT_EQ(doubles(cumulative_sum(x, 0, Direction::backward)),
            (std::vector<double>{9, 18, 36, 8, 16, 32}));
  EXPECT_EQ(cumulative_sum(Tensor::zeros({0, 3}), 0).shape(), (Shape{0, 3}));
  EXPECT_EQ(cumulative_sum(Tensor::zeros({2, 0}), 0).shape(), (Shape{2, 0}));
}

// A million times 0.1 is 1e5; summed in float32 it would be off by more than 900.
TEST(CumulativeSum, OfALongLineKeepsItsDigits) {
  const Tensor sums = cumulative_sum(Tensor::full({1000000}, 0.1), 0);
  EXPECT_NEAR(sums.at({999999}), 1e5, 0.01);
}

TEST(CumulativeSum, HasTheSameBitsOnAnyNumberOfThreads) {
  Rng rng(1);
  for (const int axis : {0, 1, 2}) {
    const Tensor x = random_tensor(rng, Shape{30, 70, 300});
    Tensor alone;
    for (const int team : {1, 2, 3, 7}) {
      const ThreadCount guard(team);
      const Tensor now = cumulative_sum(x, axis);
      if (team == 1) alone = now;
      EXPECT_TRUE(same_bits(now, alone)) << team << " threads";
    }
  }
}

TEST(CumulativeSum, NamesWhatItCannotTake) {
  expect_error<ShapeError>(
      [] {
        cumulative_sum(Tensor::zeros({2, 3}), 2);
      },
      "cumulative_sum: [2, 3] has no axis 2");
  expect_error<TypeError>([] { cumulative_sum(Tensor::zeros({2}, DType::int32), 0); },
                          "cumulative_sum: takes float32 or float64, not int32");
  EXPECT_THROW(cumulative_sum(Tensor(), 0), ArgumentError);
}

}  // namespace
}  // namespace gradflow
