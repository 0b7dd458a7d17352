// Layer normalisation against plain loops, and what it says to wrong calls.

#include "autograd/ops/layer_norm.h"

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

// One element after the other in float64.
Tensor plain_layer_norm(const Tensor& x, const Tensor& w, const Tensor& b, double epsilon) {
  const auto width = static_cast<std::size_t>(w.elements());
  const std::vector<double> from = doubles(x), weight = doubles(w), bias = doubles(b);
  return Tensor::build<double>(x.shape(), [&](std::span<double> y) {
    for (std::size_t line = 0; line < y.size(); line += width) {
      double mean = 0, variance = 0;
      for (std::size_t j = 0; j < width; ++j) mean += from[line + j] / static_cast<double>(width);
      for (std::size_t j = 0; j < width; ++j)
        variance += std::pow(from[line + j] - mean, 2) / static_cast<double>(width);
      for (std::size_t j = 0; j < width; ++j)
        y[line + j] = weight[j] * (from[line + j] - mean) / std::sqrt(variance + epsilon) + bias[j];
    }
  });
}

TEST(LayerNorm, GivesEachLineMeanZeroAndVarianceOneBeforeWeightAndBias) {
  Rng rng(1);
  for (const DType dtype : kFloatingTypes)
    for (const std::int64_t width : {1, 2, 17, 64, 300}) {
      const Tensor x = random_tensor(rng, Shape{3, 5, width}, dtype) + 4.0;
      const Tensor w = random_tensor(rng, Shape{width}, dtype);
      const Tensor b = random_tensor(rng, Shape{width}, dtype);
      EXPECT_TRUE(close(layer_norm(x, w, b).value().to(DType::float64),
                        plain_layer_norm(x, w, b, 1e-5), dtype == DType::float32 ? 2e-5 : 1e-12));
    }
}

TEST(LayerNorm, OfALineHasTheSameBitsAloneAndInABatchOnAnyNumberOfThreads) {
  Rng rng(2);
  const Variable x(rng.normal({300, 100}, 1, 2), RequiresGradient::yes);
  const Tensor w = rng.normal({100}, 0, 1), b = rng.normal({100}, 0, 1);
  const Tensor seed = rng.normal({300, 100}, 0, 1);
  const Variable y = layer_norm(x, w, b);
  const Tensor slope = gradients(y, {x}, seed).front();
  EXPECT_TRUE(same_bits(layer_norm(x.value().rows(7, 8), w, b).value(), y.value().rows(7, 8)));
  for (const int team : {1, 2, 3, 7}) {
    const ThreadCount guard(team);
    const Variable again = layer_norm(x, w, b);
    EXPECT_TRUE(same_bits(again.value(), y.value()));
    EXPECT_TRUE(same_bits(gradients(again, {x}, seed).front(), slope));
  }
}

TEST(LayerNorm, MakesALineOfEqualElementsTheBiasAndKeepsNaNInItsLine) {
  const Tensor w = Tensor::ones({2}), b = Tensor::from({2}, {3, 4});
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Tensor x = Tensor::from({2, 2}, {5, 5, nan, 1});
  EXPECT_TRUE(close(layer_norm(x, w, b).value(), Tensor::from({2, 2}, {3, 4, nan, nan}), 0));
}

TEST(LayerNorm, SaysWhatDoesNotFit) {
  const Tensor x = Tensor::ones({4, 3}), w = Tensor::ones({3});
  expect_error<ShapeError>([&] { layer_norm(x, w, Tensor::ones({2})); },
                           "layer_norm: x is [4, 3], weight is [3], bias is [2]; expected (…, "
                           "width), (width) and (width) with a width of at least 1 (in op "
                           "layer_norm, inputs [4, 3] float32, [3] float32, [2] float32)");
  expect_error<TypeError>([&] { layer_norm(x, w, Tensor::ones({3}, DType::float64)); },
                          "layer_norm: element types differ: x is float32, weight is float32, "
                          "bias is float64 (in op layer_norm, inputs [4, 3] float32, [3] float32, "
                          "[3] float64)");
  EXPECT_THROW(layer_norm(x, w, w, 1e-100), ArgumentError);
  expect_error<ArgumentError>(
      [&] { layer_norm(x, w, w, 0); },
      "layer_norm: epsilon is 0; it must be finite and above 0 in float32 (in op "
      "layer_norm, inputs [4, 3] float32, [3] float32, [3] float32)");
}

}  // namespace
}  // namespace gradflow::testing
