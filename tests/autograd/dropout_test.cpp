// Dropout: what stays and what goes, and that the mask can be drawn again.

#include "autograd/ops/dropout.h"

#include <gtest/gtest.h>

#include <cmath>

#include "autograd/backward.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/random_tensors.h"
#include "tests/support/thread_count.h"

namespace gradflow::testing {
namespace {

Variable ones(const Shape& shape, DType dtype = DType::float32) {
  return Variable(Tensor::ones(shape, dtype), RequiresGradient::yes);
}

TEST(Dropout, SetsItsShareToZeroAndScalesTheRest) {
  Rng rng(1);
  const Tensor y = dropout(ones({400, 251}), 0.2, rng).value();
  double zeros = 0;
  for (const float value : y.values<float>()) {
    EXPECT_TRUE(value == 0 || value == 1.25F);
    zeros += value == 0;
  }
  const double share = zeros / static_cast<double>(y.elements());
  EXPECT_NEAR(share, 0.2, 5 * std::sqrt(0.2 * 0.8 / static_cast<double>(y.elements())));
}

TEST(Dropout, HasOneMaskForBothElementTypesAndAnyNumberOfThreads) {
  Tensor first;
  for (const DType dtype : kFloatingTypes)
    for (const int team : {1, 2, 3, 7}) {
      const ThreadCount guard(team);
      Rng rng(2);
      const Tensor y = dropout(ones({90, 301}, dtype), 0.5, rng).value().to(DType::float64);
      if (!first.defined()) first = y;
      EXPECT_TRUE(same_bits(y, first));
    }
}

TEST(Dropout, DrawsTheSameMaskInEveryBackward) {
  Rng rng(3);
  const Variable x = ones({7, 9});
  const Variable y = dropout(x, 0.4, rng), again = dropout(x, 0.4, rng);
  EXPECT_FALSE(identical(y.value(), again.value()));  // a call has a mask of its own
  rng.bits();
  for (int pass = 0; pass < 2; ++pass) {
    const Variable loss = dropout(x, 0.4, rng);
    EXPECT_TRUE(same_bits(gradients(loss, {x}, Tensor::ones({7, 9})).front(), loss.value()));
  }
  EXPECT_TRUE(same_bits(gradients(y, {x}, Tensor::ones({7, 9})).front(), y.value()));
}

TEST(Dropout, TakesItsDrawsFromTheGeneratorItIsGiven) {
  Rng rng(4), beside(4);
  dropout(ones({3, 3}), 0.5, rng);
  beside.uniform({3, 3}, 0, 1);
  EXPECT_EQ(rng, beside);
}

TEST(Dropout, KeepsEverythingAtProbabilityZeroAndNaNAtAny) {
  Rng rng(5);
  const Variable x = ones({5, 5});
  EXPECT_TRUE(same_bits(dropout(x, 0, rng).value(), x.value()));
  const Tensor y = dropout(Tensor::full({50}, std::nan("")), 0.5, rng).value();
  for (const float value : y.values<float>()) EXPECT_TRUE(std::isnan(value));
}

TEST(Dropout, RefusesAProbabilityOutsideZeroToOneAndDrawsNothing) {
  Rng rng(6);
  const auto with = [&](double probability) {
    return [&rng, probability] { dropout(Tensor::ones({2}), probability, rng); };
  };
  const std::string rest = "; it must be from 0 to below 1 (in op dropout, inputs [2] float32)";
  expect_error<ArgumentError>(with(1), "dropout: the probability is 1" + rest);
  expect_error<ArgumentError>(with(-0.1), "dropout: the probability is -0.1" + rest);
  expect_error<ArgumentError>(with(std::nan("")), "dropout: the probability is nan" + rest);
  EXPECT_EQ(rng, Rng(6));
}

}  // namespace
}  // namespace gradflow::testing
