// Pooling against plain loops over random configurations, ties and NaN, and what it says to wrong
// calls.

#include "autograd/ops/pooling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "autograd/backward.h"
#include "tensor/random.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/random_tensors.h"
#include "tests/support/thread_count.h"

namespace gradflow::testing {
namespace {

struct PoolingCase {
  Tensor x;
  PerAxis kernel = 1;
  PoolingOptions options;
};

PoolingCase random_pooling(Rng& rng, DType dtype) {
  const auto pair = [&](std::int64_t first, std::int64_t last) {
    const std::int64_t height = rng.integer(first, last);
    return PerAxis(height, rng.integer(first, last));
  };
  const PerAxis kernel = pair(1, 4), extra = pair(0, 9);
  PoolingOptions options{std::nullopt,
                         {rng.integer(0, kernel.height / 2), rng.integer(0, kernel.width / 2)}};
  if (rng.integer(0, 2) > 0) options.stride = pair(1, 4);
  const Shape shape{rng.integer(0, 3), rng.integer(1, 3), kernel.height + extra.height,
                    kernel.width + extra.width};
  return {random_tensor(rng, shape, dtype), kernel, options};
}

struct Pooled {
  double largest = -std::numeric_limits<double>::infinity(), sum = 0;
};

// What the window at (p, q) of an image sees.
Pooled plain_window(const PoolingCase& c, std::int64_t n, std::int64_t k, std::int64_t p,
                    std::int64_t q) {
  const PerAxis stride = c.options.stride.value_or(c.kernel), padding = c.options.padding;
  Pooled pooled;
  for (std::int64_t i = 0; i < c.kernel.height; ++i)
    for (std::int64_t j = 0; j < c.kernel.width; ++j) {
      const std::int64_t row = p * stride.height + i - padding.height;
      const std::int64_t column = q * stride.width + j - padding.width;
      if (row < 0 || row >= c.x.shape()[2] || column < 0 || column >= c.x.shape()[3]) continue;
      const double element = c.x.at({n, k, row, column});
      pooled.largest = std::max(pooled.largest, element);
      pooled.sum += element;
    }
  return pooled;
}

template <class F>
Tensor plain(const PoolingCase& c, F of) {
  const PerAxis stride = c.options.stride.value_or(c.kernel), padding = c.options.padding;
  const Shape shape{c.x.shape()[0], c.x.shape()[1],
                    (c.x.shape()[2] + 2 * padding.height - c.kernel.height) / stride.height + 1,
                    (c.x.shape()[3] + 2 * padding.width - c.kernel.width) / stride.width + 1};
  return Tensor::build<double>(shape, [&](std::span<double> y) {
    std::size_t next = 0;
    for (std::int64_t n = 0; n < shape[0]; ++n)
      for (std::int64_t k = 0; k < shape[1]; ++k)
        for (std::int64_t p = 0; p < shape[2]; ++p)
          for (std::int64_t q = 0; q < shape[3]; ++q) y[next++] = of(plain_window(c, n, k, p, q));
  });
}

TEST(Pooling, AgreesWithPlainLoopsOverRandomConfigurations) {
  Rng rng(1);
  for (int i = 0; i < 150; ++i)
    for (const DType dtype : kFloatingTypes) {
      const PoolingCase c = random_pooling(rng, dtype);
      const auto size = static_cast<double>(c.kernel.height * c.kernel.width);
      EXPECT_TRUE(close(max_pool(c.x, c.kernel, c.options).value().to(DType::float64),
                        plain(c, [](const Pooled& of) { return of.largest; }), 0));
      EXPECT_TRUE(close(average_pool(c.x, c.kernel, c.options).value().to(DType::float64),
                        plain(c, [&](const Pooled& of) { return of.sum / size; }),
                        dtype == DType::float32 ? 1e-6 : 1e-14));
    }
}

TEST(Pooling, CoversAnImageWithWindowsOfAnyNumber) {
  const Tensor x = Tensor::from({1, 1, 2, 5}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  EXPECT_TRUE(same_bits(adaptive_average_pool(x, 1).value(), Tensor::from({1, 1, 1, 1}, {5.5})));
  EXPECT_TRUE(same_bits(adaptive_average_pool(x, {2, 5}).value(), x));
  // Columns 0 … 1, 1 … 3 and 3 … 4.
  EXPECT_TRUE(
      same_bits(adaptive_average_pool(x, {1, 3}).value(), Tensor::from({1, 1, 1, 3}, {4, 5.5, 7})));
  EXPECT_TRUE(
      same_bits(adaptive_average_pool(x, {3, 1}).value(), Tensor::from({1, 1, 3, 1}, {3, 5.5, 8})));
}

TEST(Pooling, OfASignalIsThatOfAnImageOfOneRow) {
  Rng rng(2);
  const Tensor x = rng.normal({2, 3, 10}, 0, 1), image = x.reshape({2, 3, 1, 10});
  const PoolingOptions options{.stride = 2, .padding = 1}, flat{PerAxis(1, 2), {0, 1}};
  EXPECT_TRUE(same_bits(max_pool(x, 3, options).value().reshape({2, 3, 1, 5}),
                        max_pool(image, {1, 3}, flat).value()));
  EXPECT_TRUE(same_bits(average_pool(x, 3, options).value().reshape({2, 3, 1, 5}),
                        average_pool(image, {1, 3}, flat).value()));
  EXPECT_TRUE(same_bits(adaptive_average_pool(x, 4).value().reshape({2, 3, 1, 4}),
                        adaptive_average_pool(image, {1, 4}).value()));
}

TEST(MaxPool, SendsTheGradientToTheFirstOfEqualElementsOfEachWindow) {
  const Variable x(Tensor::from({1, 1, 1, 5}, {1, 3, 3, 0, 2}), RequiresGradient::yes);
  const Variable y = max_pool(x, {1, 3}, {.stride = 1});
  EXPECT_TRUE(same_bits(y.value(), Tensor::from({1, 1, 1, 3}, {3, 3, 3})));
  const Tensor dy = Tensor::from({1, 1, 1, 3}, {1, 10, 100});
  EXPECT_TRUE(
      same_bits(gradients(y, {x}, dy).front(), Tensor::from({1, 1, 1, 5}, {0, 11, 100, 0, 0})));
}

TEST(MaxPool, KeepsNaNAndBearsMinusInfinity) {
  const double nan = std::nan(""), low = -std::numeric_limits<double>::infinity();
  const Tensor x = Tensor::from({1, 1, 6}, {1, nan, nan, 2, low, low});
  EXPECT_TRUE(close(max_pool(x, 2).value(), Tensor::from({1, 1, 3}, {nan, nan, low}), 0));
  const Variable leaf(x, RequiresGradient::yes);
  const Variable y = max_pool(leaf, 2);
  EXPECT_TRUE(same_bits(gradients(y, {leaf}, Tensor::ones({1, 1, 3})).front(),
                        Tensor::from({1, 1, 6}, {0, 1, 1, 0, 1, 0})));
}

TEST(MaxPool, OfImagesWithoutElementsIsRefused) {
  for (const Shape& shape : {Shape{1, 1, 0, 40}, Shape{1, 1, 0, 0}, Shape{2, 3, 0}})
    EXPECT_THROW(max_pool(Tensor::zeros(shape), 2, {.padding = {shape.rank() == 4 ? 1 : 0, 1}}),
                 ShapeError)
        << fmt::format("{}", shape);
  EXPECT_EQ(max_pool(Tensor::zeros({0, 3, 4, 4}), 2).value().shape(), (Shape{0, 3, 2, 2}));
}

// The taps that no position brings to an element are not walked along.
TEST(AveragePool, TakesAKernelThatIsMostlyPadding) {
  constexpr std::int64_t kKernel = std::numeric_limits<std::int32_t>::max();
  const PoolingOptions options{.stride = 1, .padding = (kKernel - 1) / 2};
  const Tensor mean = average_pool(Tensor::ones({1, 1, 4, 4}), kKernel, options).value();
  EXPECT_EQ(mean.shape(), (Shape{1, 1, 4, 4}));
  EXPECT_EQ(max_pool(Tensor::ones({1, 1, 4, 4}), kKernel, options).value().at({0, 0, 3, 3}), 1);
}

TEST(Pooling, HasTheSameBitsOnAnyNumberOfThreads) {
  Rng rng(3);
  const Variable x(rng.normal({16, 8, 21, 21}, 0, 1), RequiresGradient::yes);
  const auto all = [&] {
    std::vector<Tensor> found;
    for (const Variable& y : {max_pool(x, 3, {.stride = 2}), average_pool(x, 3, {.stride = 2}),
                              adaptive_average_pool(x, 4)}) {
      found.push_back(y.value());
      found.push_back(gradients(y, {x}, y.value()).front());
    }
    return found;
  };
  const std::vector<Tensor> first = all();
  for (const int team : {1, 2, 3, 7}) {
    const ThreadCount guard(team);
    const std::vector<Tensor> again = all();
    for (std::size_t i = 0; i < first.size(); ++i) EXPECT_TRUE(same_bits(again[i], first[i]));
  }
}

TEST(Pooling, SaysWhatDoesNotFit) {
  const Tensor x = Tensor::ones({2, 3, 4, 5});
  const auto inputs = [](std::string_view op, std::string_view shape = "[2, 3, 4, 5]") {
    return fmt::format(" (in op {}, inputs {} float32)", op, shape);
  };
  expect_error<ShapeError>(
      [&] {
        max_pool(Tensor::ones({4, 5}), 2);
      },
      "max_pool: x is [4, 5]; expected (batch, channels, height, width) or "
      "(batch, channels, length)" +
          inputs("max_pool", "[4, 5]"));
  expect_error<ShapeError>(
      [&] {
        average_pool(x, {5, 2});
      },
      "average_pool: a kernel of [5, 2] with dilation [1, 1] reaches over [5, "
      "2], more than the [4, 5] of the input with padding [0, 0]" +
          inputs("average_pool"));
  expect_error<ArgumentError>([&] { max_pool(x, 2, {.stride = 0}); },
                              "max_pool: stride is [0, 0]; expected 1 to 2147483647 along each "
                              "axis" +
                                  inputs("max_pool"));
  expect_error<ArgumentError>([&] { max_pool(x, 3, {.padding = 2}); },
                              "max_pool: padding is [2, 2]; expected at most half of the kernel, "
                              "which is [3, 3]" +
                                  inputs("max_pool"));
  expect_error<ArgumentError>(
      [&] {
        adaptive_average_pool(x, {2, 0});
      },
      "adaptive_average_pool: size is [2, 0]; expected at least 1 along "
      "each axis" +
          inputs("adaptive_average_pool"));
  expect_error<ShapeError>(
      [&] {
        adaptive_average_pool(Tensor::ones({2, 3, 0, 5}), 1);
      },
      "adaptive_average_pool: the images of x, [2, 3, 0, 5], have no elements" +
          inputs("adaptive_average_pool", "[2, 3, 0, 5]"));
}

}  // namespace
}  // namespace gradflow::testing
