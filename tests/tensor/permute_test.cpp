// Axes in another order, element by element.

#include "tensor/permute.h"

#include <gtest/gtest.h>

#include <array>

#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/random_tensors.h"
#include "tests/support/thread_count.h"

namespace gradflow {
namespace {

using testing::expect_error;
using testing::same_bits;

std::vector<int> random_order(Rng& rng, int rank) {
  std::vector<int> order;
  const Tensor axes = rng.permutation(rank);
  for (const std::int32_t axis : axes.values<std::int32_t>())
    order.push_back(rng.integer(0, 1) == 0 ? axis : axis - rank);
  return order;
}

TEST(Permute, PutsEachElementWhereItsAxesSay) {
  Rng rng(1);
  for (int trial = 0; trial < 300; ++trial) {
    const Shape shape = testing::random_shape(rng, 5, 6);
    const Tensor x = Tensor::arange(shape.elements(), DType::int32).reshape(shape);
    const std::vector<int> order = random_order(rng, shape.rank());
    const Tensor y = permute(x, order);
    ASSERT_EQ(y.elements(), x.elements());
    std::vector<std::int64_t> index(order.size()), from(order.size());
    for (std::int64_t i = 0; i < y.elements(); ++i) {
      std::int64_t rest = i;
      for (std::size_t axis = order.size(); axis-- > 0; rest /= y.extent(static_cast<int>(axis))) {
        index[axis] = rest % y.extent(static_cast<int>(axis));
        from[static_cast<std::size_t>(x.shape().axis(order[axis], ""))] = index[axis];
      }
      ASSERT_EQ(y.at(index), x.at(from));
    }
    EXPECT_TRUE(same_bits(permute(y, inverse_order(order)), x));
  }
}

TEST(Permute, IsTheSameOnAnyNumberOfThreads) {
  Rng rng(2);
  const Tensor x = rng.normal({30, 40, 3, 50}, 0, 1);
  const std::array order = {2, 0, 3, 1};
  const testing::ThreadCount one(1);
  const Tensor alone = permute(x, order);
  for (const int team : {2, 3, 7}) {
    const testing::ThreadCount guard(team);
    EXPECT_TRUE(same_bits(permute(x, order), alone));
  }
}

TEST(Permute, SharesWhenNothingMoves) {
  const Tensor x = Tensor::ones({2, 1, 3});
  EXPECT_TRUE(permute(x, std::array{0, 1, 2}).shares_storage_with(x));
  EXPECT_TRUE(permute(x, std::array{1, 0, 2}).shares_storage_with(x));
}

TEST(Permute, OfAnAxisThatIsNoneHasNoInverse) {
  expect_error<ShapeError>(
      [] {
        inverse_order(std::array{0, 2});
      },
      "inverse_order: [0, 2] has no axis 2");
  expect_error<ShapeError>(
      [] {
        inverse_order(std::array{-3, 1});
      },
      "inverse_order: [-3, 1] has no axis -3");
}

TEST(Permute, RefusesAnOrderThatDoesNotNameEachAxisOnce) {
  const Tensor x = Tensor::ones({2, 3, 4});
  expect_error<ShapeError>(
      [&] {
        permute(x, std::array{0, 1});
      },
      "permute: the order [0, 1] does not name each axis of [2, 3, 4] once");
  expect_error<ShapeError>(
      [&] {
        permute(x, std::array{0, 2, -1});
      },
      "permute: the order [0, 2, -1] does not name each axis of [2, 3, 4] "
      "once");
  expect_error<ShapeError>(
      [&] {
        permute(x, std::array{0, 1, 3});
      },
      "permute: [2, 3, 4] has no axis 3");
}

}  // namespace
}  // namespace gradflow
