#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tensor/elementwise.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/random_tensors.h"

namespace gradflow {
namespace {

using testing::expect_error;
using testing::kFloatingTypes;
using testing::random_shape;
using testing::random_tensor;
using testing::same_bits;

struct Cubic {
  template <class T>
  T operator()(T x) const {
    return x * x * x - x;
  }
};

struct CostlyCubic : Cubic {
  static constexpr int kCost = 1000000;  // above the grain itself
};

Tensor one_by_one(const Tensor& x) {
  return dispatch_floating(x.dtype(), "test", [&]<class T>(T) {
    return Tensor::build<T>(x.shape(), [&](std::span<T> out) {
      for (std::size_t i = 0; i < out.size(); ++i) out[i] = Cubic{}(x.values<T>()[i]);
    });
  });
}

TEST(Map, AppliesTheFunctionToEachElement) {
  Rng rng(1);
  for (const DType dtype : kFloatingTypes)
    for (int round = 0; round < 200; ++round) {
      const Tensor x = random_tensor(rng, random_shape(rng, 4, 9), dtype);
      EXPECT_TRUE(same_bits(map(x, Cubic{}), one_by_one(x)));
    }
}

TEST(Map, TakesSizesAroundTheGrain) {
  Rng rng(2);
  constexpr std::int64_t kGrain = lift::grain<Cubic, 2>();
  for (const DType dtype : kFloatingTypes)
    for (const std::int64_t size : {kGrain - 1, kGrain, kGrain + 1, 2 * kGrain - 1, 2 * kGrain,
                                    2 * kGrain + 1, 3 * kGrain + 5}) {
      const Tensor x = random_tensor(rng, Shape{size}, dtype);
      EXPECT_TRUE(same_bits(map(x, Cubic{}), one_by_one(x)));
    }
}

TEST(Map, TakesAFunctionThatCostsMoreThanTheGrain) {
  Rng rng(3);
  const Tensor x = random_tensor(rng, Shape{7});
  EXPECT_TRUE(same_bits(map(x, CostlyCubic{}), one_by_one(x)));
}

TEST(Map, LeavesItsInputAlone) {
  const Tensor x = Tensor::from(Shape{2}, {2, 3});
  const Tensor y = map(x, Cubic{});
  EXPECT_FALSE(y.shares_storage_with(x));
  EXPECT_TRUE(y.sole_owner());
  EXPECT_EQ(testing::doubles(x), (std::vector<double>{2, 3}));
}

TEST(Map, NamesTheOperationThatCannotUseItsInput) {
  expect_error<TypeError>([] { map(Tensor::zeros(Shape{2}, DType::int32), Cubic{}, "cubic"); },
                          "cubic: takes float32 or float64, not int32");
  expect_error<ArgumentError>(
      [] { map(Tensor(), Cubic{}, "cubic"); },
      "cubic: the input holds nothing; it was default-constructed or moved from");
}

}  // namespace
}  // namespace gradflow
