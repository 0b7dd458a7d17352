// Attention against plain loops, what its masks promise, and what it says to wrong calls.

#include "autograd/ops/attention.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "autograd/backward.h"
#include "tensor/arithmetic.h"
#include "tensor/random.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/random_tensors.h"
#include "tests/support/thread_count.h"

namespace gradflow::testing {
namespace {

struct Heads {
  Variable q, k, v;
};

Heads random_heads(Rng& rng, std::int64_t queries, std::int64_t keys,
                   DType dtype = DType::float32) {
  const auto leaf = [&](const Shape& shape) {
    return Variable(random_tensor(rng, shape, dtype), RequiresGradient::yes);
  };
  return {leaf({2, 3, queries, 8}), leaf({2, 3, keys, 8}), leaf({2, 3, keys, 5})};
}

// One element after the other in float64; added(b, h, i, j) is what the mask adds.
template <class Added>
Tensor plain_attention(const Heads& x, Added added) {
  const Tensor &q = x.q.value(), &k = x.k.value(), &v = x.v.value();
  const std::int64_t queries = q.extent(2), keys = k.extent(2);
  return Tensor::build<double>({2, 3, queries, 5}, [&](std::span<double> y) {
    for (std::int64_t row = 0; row < 6 * queries; ++row) {
      const std::int64_t b = row / queries / 3, h = row / queries % 3, i = row % queries;
      std::vector<double> p(static_cast<std::size_t>(keys));
      double total = 0;
      for (std::int64_t j = 0; j < keys; ++j) {
        double score = 0;
        for (std::int64_t c = 0; c < 8; ++c) score += q.at({b, h, i, c}) * k.at({b, h, j, c});
        const double e = std::exp(score / std::sqrt(8.0) + added(b, h, i, j));
        p[static_cast<std::size_t>(j)] = e;
        total += e;
      }
      for (std::int64_t j = 0; j < keys; ++j)
        for (std::int64_t c = 0; c < 5; ++c)
          y[static_cast<std::size_t>(row * 5 + c)] +=
              total == 0 ? 0 : p[static_cast<std::size_t>(j)] / total * v.at({b, h, j, c});
    }
  });
}

Tensor value_of(const Heads& x, const AttentionOptions& options = {}) {
  return scaled_dot_product_attention(x.q, x.k, x.v, options).value();
}

std::vector<Tensor> slopes_of(const Heads& x, const AttentionOptions& options) {
  const Variable y = scaled_dot_product_attention(x.q, x.k, x.v, options);
  return gradients(y, {x.q, x.k, x.v},
                   Rng(4).normal(y.shape(), 0, 1, DType::float64).to(y.dtype()));
}

TEST(Attention, IsTheMeanOfTheValuesByTheSoftmaxOfTheScores) {
  Rng rng(1);
  for (const DType dtype : kFloatingTypes) {
    const Heads x = random_heads(rng, 7, 20, dtype);
    const Tensor plain = plain_attention(x, [](auto...) { return 0.0; });
    EXPECT_TRUE(
        close(value_of(x).to(DType::float64), plain, dtype == DType::float32 ? 2e-6 : 1e-14));
  }
}

TEST(Attention, SeesNothingThatComesLaterWhenItIsCausal) {
  Rng rng(2);
  const Heads x = random_heads(rng, 9, 9);
  const Tensor plain = plain_attention(
      x, [](auto, auto, std::int64_t i, std::int64_t j) { return j > i ? -kInfinity : 0.0; });
  EXPECT_TRUE(close(value_of(x, {.causal = true}).to(DType::float64), plain, 2e-6));
}

TEST(Attention, AddsAMaskThatStretchesOverTheScores) {
  Rng rng(3);
  const Heads x = random_heads(rng, 4, 6);
  for (const Shape& shape : {Shape{2, 3, 4, 6}, Shape{3, 1, 6}, Shape{4, 1}, Shape{2, 1, 1, 6},
                             Shape{6}, Shape{}, Shape{1, 3, 4, 1}}) {
    const Tensor mask = random_tensor(rng, shape);
    const Tensor whole = mask + Tensor::zeros({2, 3, 4, 6});
    const Tensor plain = plain_attention(x, [&](auto... at) { return whole.at({at...}); });
    EXPECT_TRUE(close(value_of(x, {.mask = mask}).to(DType::float64), plain, 2e-6))
        << to_string(shape);
  }
}

TEST(Attention, HidesTheKeysAtZeroOfAMaskOfIntegers) {
  Rng rng(4);
  const Heads x = random_heads(rng, 4, 6);
  const Tensor seen = rng.integers({2, 1, 4, 6}, -1, 1);
  const Tensor plain = plain_attention(x, [&](auto b, auto, auto i, auto j) {
    return seen.at({b, 0, i, j}) == 0 ? -kInfinity : 0.0;
  });
  EXPECT_TRUE(close(value_of(x, {.mask = seen}).to(DType::float64), plain, 2e-6));
}

TEST(Attention, GivesZeroToAQueryThatSeesNoKeyAndSendsNothingThroughIt) {
  Rng rng(5);
  const Heads x = random_heads(rng, 2, 3);
  const Tensor whole = Tensor::from({2, 3}, {0, 0, 0, 1, 0, 1}, DType::int32);
  const Tensor added = Tensor::from({2, 1}, {-kInfinity, 0});
  for (const Tensor& mask : {whole, added}) {
    const Tensor y = value_of(x, {.mask = mask});
    const std::vector<Tensor> slopes = slopes_of(x, {.mask = mask});
    for (std::int64_t c = 0; c < 5; ++c) EXPECT_EQ(y.at({1, 2, 0, c}), 0);
    for (std::int64_t c = 0; c < 8; ++c) EXPECT_EQ(slopes[0].at({1, 2, 0, c}), 0);
    for (const double slope : doubles(slopes[1])) EXPECT_TRUE(std::isfinite(slope));
    EXPECT_NE(y.at({1, 2, 1, 0}), 0);
  }
  const Heads none = random_heads(rng, 2, 0);
  EXPECT_TRUE(same_bits(value_of(none), Tensor::zeros({2, 3, 2, 5})));
}

TEST(Attention, HasTheBitsOfAMaskInMemoryWhenItIsCausalOnAnyNumberOfThreads) {
  Rng rng(6);
  const Heads x = random_heads(rng, 83, 83);
  const Tensor mask = Tensor::build<std::int32_t>({83, 83}, [](std::span<std::int32_t> seen) {
    for (std::size_t i = 0; i < 83; ++i)
      for (std::size_t j = 0; j <= i; ++j) seen[i * 83 + j] = 1;
  });
  const Tensor alone = value_of(x, {.causal = true});
  const std::vector<Tensor> slopes_alone = slopes_of(x, {.causal = true});
  for (const int team : {1, 2, 3, 7}) {  // the last one is more than there are heads
    const ThreadCount guard(team);
    for (const AttentionOptions& options :
         {AttentionOptions{.causal = true}, AttentionOptions{.mask = mask}}) {
      EXPECT_TRUE(same_bits(value_of(x, options), alone));
      const std::vector<Tensor> slopes = slopes_of(x, options);
      for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(same_bits(slopes[i], slopes_alone[i]));
    }
  }
}

TEST(Attention, KeepsNaN) {
  Rng rng(7);
  const Heads x = random_heads(rng, 2, 3);
  Tensor q = x.q.value().clone();
  q.edit<float>()[0] = std::numeric_limits<float>::quiet_NaN();
  const Tensor y = value_of({q, x.k, x.v}, {.causal = false});
  EXPECT_TRUE(std::isnan(y.at({0, 0, 0, 0})));
  EXPECT_FALSE(std::isnan(y.at({0, 0, 1, 0})));
}

TEST(Attention, SaysWhatDoesNotFit) {
  Rng rng(8);
  const Heads x = random_heads(rng, 4, 6);
  const std::string inputs =
      " (in op scaled_dot_product_attention, inputs [2, 3, 4, 8] float32, [2, 3, 6, 8] float32, "
      "[2, "
      "3, 6, 5] float32)";
  expect_error<ShapeError>(
      [&] { scaled_dot_product_attention(x.q, x.v, x.v); },
      "scaled_dot_product_attention: q is [2, 3, 4, 8], k is [2, 3, 6, 5], v is [2, 3, 6, 5]; "
      "expected (batch, heads, queries, width), (batch, heads, keys, width) and (batch, heads, "
      "keys, value width) (in op scaled_dot_product_attention, inputs [2, 3, 4, 8] float32, [2, 3, "
      "6, 5] float32, [2, 3, 6, 5] float32)");
  expect_error<ShapeError>([&] { value_of(x, {.causal = true}); },
                           "scaled_dot_product_attention: causal, with 4 queries and 6 keys; "
                           "expected as many keys as queries" +
                               inputs);
  expect_error<ShapeError>(
      [&] {
        value_of(x, {.mask = Tensor::ones({3, 6})});
      },
      "scaled_dot_product_attention: the mask is [3, 6]; expected a shape "
      "that stretches to the scores, [2, 3, 4, 6]" +
          inputs);
  expect_error<TypeError>(
      [&] { value_of(x, {.mask = Tensor::ones({6}, DType::float64)}); },
      "scaled_dot_product_attention: the mask is float64; expected int32, or float32 as q is" +
          inputs);
}

}  // namespace
}  // namespace gradflow::testing
