// Batch norm and group norm against plain loops, their two kinds of rule against each other, and
// what they say to wrong calls.

#include "autograd/ops/channel_norm.h"

#include <gtest/gtest.h>

#include <cmath>

#include "autograd/backward.h"
#include "tensor/arithmetic.h"
#include "tensor/random.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/random_tensors.h"
#include "tests/support/thread_count.h"

namespace gradflow::testing {
namespace {

constexpr double kEpsilon = 1e-5;

struct NormCase {
  Tensor x, weight, bias;
};

NormCase random_norm(Rng& rng, const Shape& shape, DType dtype) {
  return {random_tensor(rng, shape, dtype) + 3.0, random_tensor(rng, {shape[1]}, dtype),
          random_tensor(rng, {shape[1]}, dtype)};
}

// y, one element after the other in float64, where set(n, c) numbers the sets.
template <class SetOf>
Tensor plain_norm(const NormCase& c, SetOf set) {
  const Shape& shape = c.x.shape();
  const std::int64_t inner = shape.inner(1);
  const std::vector<double> x = doubles(c.x), w = doubles(c.weight), b = doubles(c.bias);
  const auto channel = [&](std::size_t i) {
    return static_cast<std::int64_t>(i) / inner % shape[1];
  };
  const auto set_of = [&](std::size_t i) {
    return static_cast<std::size_t>(
        set(static_cast<std::int64_t>(i) / inner / shape[1], channel(i)));
  };
  std::vector<double> count(1000), mean(1000), variance(1000);
  for (std::size_t i = 0; i < x.size(); ++i) ++count[set_of(i)];
  for (std::size_t i = 0; i < x.size(); ++i) mean[set_of(i)] += x[i] / count[set_of(i)];
  for (std::size_t i = 0; i < x.size(); ++i)
    variance[set_of(i)] += std::pow(x[i] - mean[set_of(i)], 2) / count[set_of(i)];
  return Tensor::build<double>(shape, [&](std::span<double> y) {
    for (std::size_t i = 0; i < y.size(); ++i) {
      const auto k = static_cast<std::size_t>(channel(i));
      y[i] = w[k] * (x[i] - mean[set_of(i)]) / std::sqrt(variance[set_of(i)] + kEpsilon) + b[k];
    }
  });
}

const std::initializer_list<Shape> kShapes = {{2, 6},       {33, 6},       {1, 6, 2},  {4, 6, 1, 1},
                                              {3, 6, 5, 7}, {2, 6, 20, 3}, {5, 6, 300}};

TEST(BatchNorm, GivesEachChannelMeanZeroAndVarianceOneBeforeWeightAndBias) {
  Rng rng(1);
  for (const DType dtype : kFloatingTypes)
    for (const Shape& shape : kShapes) {
      const NormCase c = random_norm(rng, shape, dtype);
      EXPECT_TRUE(close(batch_norm(c.x, c.weight, c.bias).value().to(DType::float64),
                        plain_norm(c, [](std::int64_t, std::int64_t channel) { return channel; }),
                        dtype == DType::float32 ? 2e-5 : 1e-12));
    }
}

TEST(GroupNorm, GivesEachGroupMeanZeroAndVarianceOneBeforeWeightAndBias) {
  Rng rng(2);
  for (const DType dtype : kFloatingTypes)
    for (const Shape& shape : kShapes)
      for (const std::int64_t groups : {1, 2, 3}) {
        const NormCase c = random_norm(rng, shape, dtype);
        const auto set = [&](std::int64_t n, std::int64_t channel) {
          return n * groups + channel / (6 / groups);
        };
        EXPECT_TRUE(close(group_norm(c.x, groups, c.weight, c.bias).value().to(DType::float64),
                          plain_norm(c, set), dtype == DType::float32 ? 2e-5 : 1e-12));
      }
}

TEST(BatchNorm, TellsWhatItNormalisedWith) {
  ChannelMoments seen;
  const Tensor x = Tensor::from({2, 2, 2}, {1, 3, 0, 0, 5, 7, 0, 4});
  batch_norm(x, Tensor::ones({2}), Tensor::zeros({2}), kEpsilon, &seen);
  EXPECT_TRUE(same_bits(seen.mean, Tensor::from({2}, {4, 1})));
  EXPECT_TRUE(same_bits(seen.variance, Tensor::from({2}, {5, 3})));
}

TEST(BatchNorm, SaysWhatItSaves) {
  const Variable x(Tensor::ones({4, 3}), RequiresGradient::yes);
  const Variable y = batch_norm(x, Tensor::ones({3}), Tensor::zeros({3}));
  EXPECT_GE(y.node().saved_bytes(), x.value().bytes());
}

TEST(BatchNorm, WithMomentsGivenTreatsEachExampleAlone) {
  Rng rng(3);
  const NormCase c = random_norm(rng, {9, 4, 5}, DType::float32);
  ChannelMoments seen;
  const Tensor y = batch_norm(c.x, c.weight, c.bias, kEpsilon, &seen).value();
  const Tensor given = batch_norm(c.x, c.weight, c.bias, seen, kEpsilon).value();
  EXPECT_TRUE(close(given, y, 2e-6));
  EXPECT_TRUE(same_bits(batch_norm(c.x.rows(3, 4), c.weight, c.bias, seen, kEpsilon).value(),
                        given.rows(3, 4)));
}

TEST(ChannelNorm, HasTheSameBitsOnAnyNumberOfThreads) {
  Rng rng(4);
  for (const Shape& shape : {Shape{300, 64}, Shape{16, 12, 17, 17}}) {
    const NormCase c = random_norm(rng, shape, DType::float32);
    const Variable x(c.x, RequiresGradient::yes), w(c.weight, RequiresGradient::yes);
    const auto all = [&] {
      std::vector<Tensor> found;
      for (const Variable& y : {batch_norm(x, w, c.bias), group_norm(x, 4, w, c.bias)}) {
        found.push_back(y.value());
        for (const Tensor& slope : gradients(y, {x, w}, y.value() * y.value()))
          found.push_back(slope);
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
}

// The rule written in ops against the rule.
template <class Op>
void expect_one_rule(Op op, const NormCase& c, Rng& rng) {
  const std::array<Variable, 3> inputs{c.x, c.weight, c.bias};
  const Variable y = op.forward(c.x, c.weight, c.bias);
  const Tensor dy = random_tensor(rng, y.shape(), y.dtype());
  Wanted all;
  for (std::size_t i = 0; i < 3; ++i) all.set(i);
  std::array<Gradient, 3> slopes = op.backward(dy, all);
  const std::array<Variable, 3> in_ops = op.differentiable(inputs, y, dy);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_TRUE(close(in_ops[i].value(), slopes[i].form(), 1e-11)) << "input " << i;
}

TEST(ChannelNorm, HasOneRuleInTwoForms) {
  Rng rng(5);
  for (const Shape& shape : kShapes) {
    const NormCase c = random_norm(rng, shape, DType::float64);
    const ChannelMoments given{random_tensor(rng, {6}, DType::float64),
                               Tensor::full({6}, 2.5, DType::float64)};
    expect_one_rule(BatchNorm{kEpsilon, nullptr, nullptr, false, {}, {}, {}, {}, {}}, c, rng);
    expect_one_rule(BatchNorm{kEpsilon, &given, nullptr, true, {}, {}, {}, {}, {}}, c, rng);
    expect_one_rule(GroupNorm{3, kEpsilon, {}, {}, {}, {}, {}}, c, rng);
  }
}

TEST(ChannelNorm, MakesEqualElementsTheBiasAndKeepsNaNInItsSet) {
  const double nan = std::nan("");
  const Tensor x = Tensor::from({2, 2, 2}, {5, 5, nan, 1, 5, 5, 2, 3});
  const Tensor w = Tensor::ones({2}), b = Tensor::from({2}, {3, 4});
  EXPECT_TRUE(close(batch_norm(x, w, b).value(),
                    Tensor::from({2, 2, 2}, {3, 3, nan, nan, 3, 3, nan, nan}), 0));
  EXPECT_TRUE(close(group_norm(x.rows(0, 1), 2, w, b).value(),
                    Tensor::from({1, 2, 2}, {3, 3, nan, nan}), 0));
}

TEST(BatchNorm, SaysWhatDoesNotFit) {
  const Tensor x = Tensor::ones({4, 3}), c = Tensor::ones({3});
  const std::string inputs = " (in op batch_norm, inputs [4, 3] float32, [3] float32, [3] float32)";
  expect_error<ShapeError>([&] { batch_norm(x, c, Tensor::ones({4})); },
                           "batch_norm: x is [4, 3], weight is [3], bias is [4]; expected (batch, "
                           "channels, …), (channels) and (channels) (in op batch_norm, inputs [4, "
                           "3] float32, [3] float32, [4] float32)");
  expect_error<ShapeError>([&] { batch_norm(x.rows(0, 1), c, c); },
                           "batch_norm: x is [1, 3], with one element for each channel; expected "
                           "at least two, to take a variance of; in evaluation the moments are "
                           "given (in op batch_norm, inputs [1, 3] float32, [3] float32, [3] "
                           "float32)");
  expect_error<ArgumentError>(
      [&] { batch_norm(x, c, c, 0); },
      "batch_norm: epsilon is 0; it must be finite and above 0 in float32" + inputs);
  expect_error<ShapeError>(
      [&] {
        batch_norm(x, c, c, ChannelMoments{c, Tensor::ones({1})});
      },
      "batch_norm: x is [4, 3], the given mean is [3] and the variance [1]; "
      "expected [3] for both" +
          inputs);
  expect_error<ArgumentError>(
      [&] {
        batch_norm(x, c, c, ChannelMoments{c, -c});
      },
      "batch_norm: the given variance of channel 0 is -1; expected 0 or "
      "more" +
          inputs);
  expect_error<TypeError>(
      [&] {
        batch_norm(x, c, c, ChannelMoments{c, c.to(DType::float64)});
      },
      "batch_norm: element types differ: x is float32, the given mean is "
      "float32 and the variance float64" +
          inputs);
}

TEST(GroupNorm, SaysWhatDoesNotFit) {
  const Tensor x = Tensor::ones({4, 3}), c = Tensor::ones({3});
  for (const std::int64_t groups : {2, 0})
    expect_error<ArgumentError>(
        [&] { group_norm(x, groups, c, c); },
        fmt::format("group_norm: groups is {}; expected a number that divides the 3 channels of x "
                    "(in op group_norm, inputs [4, 3] float32, [3] float32, [3] float32)",
                    groups));
  expect_error<TypeError>([&] { group_norm(x, 1, c, c.to(DType::float64)); },
                          "group_norm: element types differ: x is float32, weight is float32, bias "
                          "is float64 (in op group_norm, inputs [4, 3] float32, [3] float32, [3] "
                          "float64)");
}

}  // namespace
}  // namespace gradflow::testing
