// Convolution against plain loops over random configurations, its gradients as adjoints of a linear
// function, its bits, and what it says to wrong calls.

#include "autograd/ops/convolution.h"

#include <gtest/gtest.h>

#include "autograd/backward.h"
#include "tensor/arithmetic.h"
#include "tensor/random.h"
#include "tensor/reduce.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/random_tensors.h"
#include "tests/support/thread_count.h"

namespace gradflow::testing {
namespace {

struct ConvolutionCase {
  Tensor x, weight, bias;  // of images
  ConvolutionOptions options;
};

PerAxis random_pair(Rng& rng, std::int64_t first, std::int64_t last) {
  const std::int64_t height = rng.integer(first, last);
  return {height, rng.integer(first, last)};
}

ConvolutionCase random_convolution(Rng& rng, DType dtype) {
  const PerAxis kernel = random_pair(rng, 1, 4), dilation = random_pair(rng, 1, 3);
  const PerAxis padding = random_pair(rng, 0, 3);
  const auto extent = [&](std::int64_t taps, std::int64_t apart, std::int64_t pad) {
    return std::max<std::int64_t>(0, apart * (taps - 1) + 1 - 2 * pad) + rng.integer(0, 8);
  };
  const std::int64_t groups = rng.integer(1, 3), in = rng.integer(1, 3), out = rng.integer(1, 5);
  const Shape images{rng.integer(0, 4), groups * in,
                     extent(kernel.height, dilation.height, padding.height),
                     extent(kernel.width, dilation.width, padding.width)};
  return {random_tensor(rng, images, dtype),
          random_tensor(rng, {groups * out, in, kernel.height, kernel.width}, dtype),
          random_tensor(rng, {groups * out}, dtype),
          {random_pair(rng, 1, 3), padding, dilation, groups}};
}

// y[n, o, p, q], one element after the other in float64.
double plain_element(const ConvolutionCase& c, std::int64_t n, std::int64_t o, std::int64_t p,
                     std::int64_t q) {
  const std::int64_t in = c.weight.shape()[1];
  const std::int64_t group = o / (c.weight.shape()[0] / c.options.groups);
  double sum = c.bias.at({o});
  for (std::int64_t k = 0; k < in; ++k)
    for (std::int64_t i = 0; i < c.weight.shape()[2]; ++i)
      for (std::int64_t j = 0; j < c.weight.shape()[3]; ++j) {
        const std::int64_t row =
            p * c.options.stride.height + i * c.options.dilation.height - c.options.padding.height;
        const std::int64_t column =
            q * c.options.stride.width + j * c.options.dilation.width - c.options.padding.width;
        if (row >= 0 && row < c.x.shape()[2] && column >= 0 && column < c.x.shape()[3])
          sum += c.weight.at({o, k, i, j}) * c.x.at({n, group * in + k, row, column});
      }
  return sum;
}

std::int64_t plain_extent(std::int64_t extent, std::int64_t kernel, std::int64_t stride,
                          std::int64_t padding, std::int64_t dilation) {
  std::int64_t positions = 0;
  for (std::int64_t first = -padding; first + dilation * (kernel - 1) < extent + padding;
       first += stride)
    ++positions;
  return positions;
}

Tensor plain_convolution(const ConvolutionCase& c) {
  const ConvolutionOptions& o = c.options;
  const Shape shape{c.x.shape()[0], c.weight.shape()[0],
                    plain_extent(c.x.shape()[2], c.weight.shape()[2], o.stride.height,
                                 o.padding.height, o.dilation.height),
                    plain_extent(c.x.shape()[3], c.weight.shape()[3], o.stride.width,
                                 o.padding.width, o.dilation.width)};
  return Tensor::build<double>(shape, [&](std::span<double> y) {
    std::size_t next = 0;
    for (std::int64_t n = 0; n < shape[0]; ++n)
      for (std::int64_t k = 0; k < shape[1]; ++k)
        for (std::int64_t p = 0; p < shape[2]; ++p)
          for (std::int64_t q = 0; q < shape[3]; ++q) y[next++] = plain_element(c, n, k, p, q);
  });
}

Tensor value_of(const ConvolutionCase& c) {
  return convolution(c.x, c.weight, c.bias, c.options).value();
}

double inner(const Tensor& a, const Tensor& b) { return sum(a * b).item(); }

// For y linear in x: Σ dy · y(u) = Σ dx · u for every u, and so for the weight.
void expect_adjoint_gradients(const ConvolutionCase& c, Rng& rng) {
  const Variable x(c.x, RequiresGradient::yes), w(c.weight, RequiresGradient::yes);
  const Variable b(c.bias, RequiresGradient::yes);
  const Variable y = convolution(x, w, b, c.options);
  const Tensor dy = random_tensor(rng, y.shape(), y.dtype());
  const std::vector<Tensor> slopes = gradients(y, {x, w, b}, dy);
  ConvolutionCase other = c;
  other.bias = Tensor::zeros(c.bias.shape(), c.bias.dtype());
  other.x = random_tensor(rng, c.x.shape(), c.x.dtype());
  EXPECT_NEAR(inner(dy, value_of(other)), inner(slopes[0], other.x), 1e-9);
  other.x = c.x;
  other.weight = random_tensor(rng, c.weight.shape(), c.weight.dtype());
  EXPECT_NEAR(inner(dy, value_of(other)), inner(slopes[1], other.weight), 1e-9);
  other.weight = Tensor::zeros(c.weight.shape(), c.weight.dtype());
  other.bias = random_tensor(rng, c.bias.shape(), c.bias.dtype());
  EXPECT_NEAR(inner(dy, value_of(other)), inner(slopes[2], other.bias), 1e-9);
}

TEST(Convolution, AgreesWithPlainLoopsOverRandomConfigurations) {
  Rng rng(1);
  for (int i = 0; i < 150; ++i)
    for (const DType dtype : kFloatingTypes) {
      const ConvolutionCase c = random_convolution(rng, dtype);
      EXPECT_TRUE(close(value_of(c).to(DType::float64), plain_convolution(c),
                        dtype == DType::float32 ? 2e-5 : 1e-12))
          << "configuration " << i;
    }
}

TEST(Convolution, HasGradientsThatAreAdjoint) {
  Rng rng(2);
  for (int i = 0; i < 60; ++i)
    expect_adjoint_gradients(random_convolution(rng, DType::float64), rng);
}

// Two images fill the matrix of windows, so that these five take three products.
ConvolutionCase several_blocks(Rng& rng, DType dtype) {
  return {random_tensor(rng, {5, 8, 28, 28}, dtype),
          random_tensor(rng, {13, 8, 5, 5}, dtype),
          random_tensor(rng, {13}, dtype),
          {}};
}

TEST(Convolution, IsTheSameInSeveralBlocksOfImages) {
  Rng rng(3);
  const ConvolutionCase c = several_blocks(rng, DType::float64);
  EXPECT_TRUE(close(value_of(c), plain_convolution(c), 1e-11));
  expect_adjoint_gradients(c, rng);
}

TEST(Convolution, OfAnImageHasTheSameBitsAloneAndInABatchOnAnyNumberOfThreads) {
  Rng rng(4);
  const ConvolutionCase c = several_blocks(rng, DType::float32);
  const Variable x(c.x, RequiresGradient::yes), w(c.weight, RequiresGradient::yes);
  const Variable y = convolution(x, w, c.bias);
  const Tensor dy = random_tensor(rng, y.shape());
  const std::vector<Tensor> slopes = gradients(y, {x, w}, dy);
  EXPECT_TRUE(
      same_bits(convolution(c.x.rows(3, 4), c.weight, c.bias).value(), y.value().rows(3, 4)));
  for (const int team : {1, 2, 3, 7}) {
    const ThreadCount guard(team);
    const Variable again = convolution(x, w, c.bias);
    EXPECT_TRUE(same_bits(again.value(), y.value()));
    const std::vector<Tensor> of_again = gradients(again, {x, w}, dy);
    EXPECT_TRUE(same_bits(of_again[0], slopes[0]));
    EXPECT_TRUE(same_bits(of_again[1], slopes[1]));
  }
}

TEST(Convolution, OfASignalIsThatOfAnImageOfOneRow) {
  Rng rng(5);
  const Tensor x = rng.normal({3, 4, 11}, 0, 1), w = rng.normal({6, 2, 3}, 0, 1);
  const Tensor y = convolution(x, w, {.stride = 2, .padding = 1, .groups = 2}).value();
  const ConvolutionOptions flat{.stride = {1, 2}, .padding = {0, 1}, .groups = 2};
  EXPECT_EQ(y.shape(), (Shape{3, 6, 6}));
  EXPECT_TRUE(
      same_bits(y.reshape({3, 6, 1, 6}),
                convolution(x.reshape({3, 4, 1, 11}), w.reshape({6, 2, 1, 3}), flat).value()));
}

TEST(Convolution, WithoutABiasAddsNone) {
  Rng rng(6);
  const ConvolutionCase c = random_convolution(rng, DType::float32);
  const Tensor none = Tensor::zeros(c.bias.shape());
  EXPECT_TRUE(same_bits(convolution(c.x, c.weight, c.options).value(),
                        convolution(c.x, c.weight, none, c.options).value()));
}

TEST(Convolution, KeepsNaNInTheWindowsThatSeeIt) {
  Tensor x = Tensor::zeros({1, 1, 1, 5});
  x.edit<float>()[3] = std::numeric_limits<float>::quiet_NaN();
  const Tensor y = convolution(x, Tensor::zeros({1, 1, 1, 2})).value();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(close(y, Tensor::from({1, 1, 1, 4}, {0, 0, nan, nan}), 0));
}

TEST(Convolution, SavesItsInputsAndNoCopyOfTheWindows) {
  const Variable x(Tensor::ones({2, 3, 8, 8}), RequiresGradient::yes);
  const Variable w(Tensor::ones({4, 3, 3, 3}), RequiresGradient::yes);
  const std::vector<Tensor> saved = convolution(x, w).node().saved();
  ASSERT_EQ(saved.size(), 2U);
  EXPECT_TRUE(saved[0].shares_storage_with(x.value()));
  EXPECT_TRUE(saved[1].shares_storage_with(w.value()));
}

TEST(Convolution, SaysWhatDoesNotFit) {
  const Tensor x = Tensor::ones({2, 4, 5, 5}), w = Tensor::ones({6, 4, 3, 3});
  const std::string inputs =
      " (in op convolution, inputs [2, 4, 5, 5] float32, [6, 4, 3, 3] float32)";
  expect_error<ShapeError>(
      [&] { convolution(x, w, Tensor::ones({5})); },
      "convolution: x is [2, 4, 5, 5], weight is [6, 4, 3, 3], bias is [5]; expected (batch, in, "
      "height, width), (out, in / groups, kernel height, kernel width), (out), or x and weight "
      "with "
      "one axis less (in op convolution, inputs [2, 4, 5, 5] float32, [6, 4, 3, 3] float32, [5] "
      "float32)");
  expect_error<ShapeError>(
      [&] {
        convolution(x, Tensor::ones({6, 4, 3}));
      },
      "convolution: x is [2, 4, 5, 5], weight is [6, 4, 3], bias is none; expected (batch, in, "
      "height, width), (out, in / groups, kernel height, kernel width), (out), or x and weight "
      "with "
      "one axis less (in op convolution, inputs [2, 4, 5, 5] float32, [6, 4, 3] float32)");
  expect_error<ShapeError>([&] { convolution(x, w, {.groups = 2}); },
                           "convolution: x is [2, 4, 5, 5], weight is [6, 4, 3, 3]; with groups 2 "
                           "this weight expects 8 channels of x, and this x a weight with 2 at "
                           "axis 1" +
                               inputs);
  for (const std::int64_t groups : {4, 0, -1})
    expect_error<ArgumentError>(
        [&] { convolution(x, w, {.groups = groups}); },
        fmt::format("convolution: groups is {}; expected a number that divides both the 4 channels "
                    "of x and the 6 of the output",
                    groups) +
            inputs);
  expect_error<TypeError>([&] { convolution(x, w.to(DType::float64)); },
                          "convolution: element types differ: x is float32, weight is float64, "
                          "bias is none (in op convolution, inputs [2, 4, 5, 5] float32, [6, 4, 3, "
                          "3] float64)");
}

TEST(Convolution, SaysWhichOptionIsOutOfItsRange) {
  const Tensor x = Tensor::ones({2, 4, 5, 5}), w = Tensor::ones({6, 4, 3, 3});
  const std::string inputs =
      " (in op convolution, inputs [2, 4, 5, 5] float32, [6, 4, 3, 3] float32)";
  expect_error<ArgumentError>(
      [&] {
        convolution(x, w, {.stride = {1, 0}});
      },
      "convolution: stride is [1, 0]; expected 1 to 2147483647 along each "
      "axis" +
          inputs);
  expect_error<ArgumentError>([&] { convolution(x, w, {.padding = -1}); },
                              "convolution: padding is [-1, -1]; expected 0 to 2147483647 along "
                              "each axis" +
                                  inputs);
  expect_error<ArgumentError>([&] { convolution(x, w, {.dilation = std::int64_t{1} << 40}); },
                              "convolution: dilation is [1099511627776, 1099511627776]; expected 1 "
                              "to 2147483647 along each axis" +
                                  inputs);
  expect_error<ShapeError>(
      [&] {
        convolution(x, w, {.padding = {0, 1}, .dilation = 3});
      },
      "convolution: a kernel of [3, 3] with dilation [3, 3] reaches over [7, 7], more than the [5, "
      "5] of the input with padding [0, 1]" +
          inputs);
}

// Before anything is multiplied that could pass 64 bits.
TEST(Convolution, SaysThatItsOutputIsTooLarge) {
  const Tensor x = Tensor::ones({1, 1, 2, 2}), w = Tensor::ones({1, 1, 1, 1});
  expect_error<ArgumentError>(
      [&] { convolution(x, w, {.padding = 2147483647}); },
      "Shape: [4294967296, 4294967296] is more than 2^48 elements (in op convolution, inputs [1, "
      "1, 2, 2] float32, [1, 1, 1, 1] float32)");
  expect_error<ArgumentError>(
      [&] {
        convolution(Tensor::ones({1, 1, 2, 2000}), Tensor::ones({1, 1, 1, 1000}),
                    {.padding = {1 << 20, 1 << 20}});
      },
      "Shape: [1, 1, 1000, 2097154, 2098153] is more than 2^48 elements (in op convolution, "
      "inputs [1, 1, 2, 2000] float32, [1, 1, 1, 1000] float32)");
}

}  // namespace
}  // namespace gradflow::testing
