// update_each: the walk of the optimisers over what they keep.

#include "tensor/update.h"

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow {
namespace {

using testing::expect_error;
using testing::same_bits;

struct Swap {
  static constexpr int kCost = 1;
  template <class T>
  void operator()(T x, T& a, T& b) const {
    const T old = a;
    a = b + x;
    b = old;
  }
};

TEST(UpdateEach, ChangesEveryTargetInPlace) {
  const Tensor x = Tensor::from({2}, {1, 2});
  Tensor a = Tensor::from({2}, {10, 20}), b = Tensor::from({2}, {30, 40});
  update_each(x, Swap(), "swap", a, b);
  EXPECT_TRUE(same_bits(a, Tensor::from({2}, {31, 42})));
  EXPECT_TRUE(same_bits(b, Tensor::from({2}, {10, 20})));
}

TEST(UpdateEach, RefusesTheSameTensorTwice) {
  const Tensor x = Tensor::ones({2});
  Tensor a = Tensor::ones({2}), b = Tensor::ones({2});
  expect_error<ArgumentError>([&] { update_each(x, Swap(), "swap", a, a); },
                              "swap: two targets are one tensor");
  expect_error<ArgumentError>([&] { update_each(a, Swap(), "swap", a, b); },
                              "swap: the target is its own operand; give a clone()");
  Tensor other = a;
  EXPECT_THROW(update_each(x, Swap(), "swap", a, other), SharedError);
}

}  // namespace
}  // namespace gradflow
