// Label smoothing, ignored labels, and the divergence that is their relative.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::testing {
namespace {

Variable some_logits() {
  return Variable(Tensor::from({3, 2}, {1, 2, 0.5, -1, 3, 3}, DType::float64),
                  RequiresGradient::yes);
}

Tensor labels(std::initializer_list<double> values) {
  return Tensor::from({static_cast<std::int64_t>(values.size())}, values, DType::int32);
}

TEST(LabelSmoothing, SpreadsAShareOfTheTargetOverAllClasses) {
  const Variable z = some_logits();
  const Tensor logs = log_softmax(z).value();
  double expected = 0;
  for (std::int64_t row = 0; row < 3; ++row)
    for (std::int64_t k = 0; k < 2; ++k)
      expected -= ((k == row % 2 ? 0.8 : 0.0) + 0.1) * logs.at({row, k}) / 3;
  const Variable loss = cross_entropy(z, labels({0, 1, 0}), {.label_smoothing = 0.2});
  EXPECT_NEAR(loss.value().item(), expected, 1e-15);
}

TEST(LabelSmoothing, OfNothingHasTheBitsOfNone) {
  const Variable z = some_logits();
  const Variable plain = cross_entropy(z, labels({0, 1, 0}));
  const Variable given = cross_entropy(z, labels({0, 1, 0}), {.ignored_label = 7});
  EXPECT_TRUE(same_bits(given.value(), plain.value()));
  EXPECT_TRUE(same_bits(gradients(given, {z})[0], gradients(plain, {z})[0]));
}

TEST(LabelSmoothing, OutsideZeroToOneIsRefused) {
  expect_error<ArgumentError>(
      [] {
        cross_entropy(some_logits(), labels({0, 1, 0}), {.label_smoothing = 1.5});
      },
      "cross_entropy: label smoothing is 1.5; expected 0 to 1 (in op cross_entropy, inputs [3, 2] "
      "float64, [3] int32)");
  expect_error<ArgumentError>(
      [] {
        cross_entropy(some_logits(), labels({0, 1, 0}), {.label_smoothing = std::nan("")});
      },
      "cross_entropy: label smoothing is nan; expected 0 to 1 (in op cross_entropy, inputs [3, 2] "
      "float64, [3] int32)");
}

TEST(IgnoredLabel, CostsNothingAndIsNotCounted) {
  const Variable z = some_logits(), rest = Tensor(z.value().rows(0, 2));
  const Variable loss = cross_entropy(z, labels({0, 1, -100}), {.ignored_label = -100});
  EXPECT_EQ(loss.value().item(), cross_entropy(rest, labels({0, 1})).value().item());
  const Tensor slope = gradients(loss, {z})[0];
  EXPECT_NE(slope.at({0, 0}), 0);
  EXPECT_TRUE(same_bits(slope.rows(2, 3), Tensor::zeros({1, 2}, DType::float64)));
}

TEST(IgnoredLabel, KeepsOutANaNOfItsExample) {
  const Variable z(Tensor::from({2, 2}, {1, 2, std::nan(""), 1}), RequiresGradient::yes);
  const Variable loss = cross_entropy(z, labels({1, 0}), {.ignored_label = 0});
  EXPECT_TRUE(std::isfinite(loss.value().item()));
  EXPECT_EQ(gradients(loss, {z})[0].at({1, 0}), 0);
}

TEST(IgnoredLabel, MustNotBeAllThereIs) {
  expect_error<ArgumentError>(
      [] {
        cross_entropy(some_logits(), labels({1, 1, 1}), {.ignored_label = 1});
      },
      "cross_entropy: all 3 labels are the ignored one; none is left to learn (in op "
      "cross_entropy, inputs [3, 2] float64, [3] int32)");
}

TEST(KlDivergence, IsZeroForEqualDistributionsAndCostsNothingForTheImpossible) {
  const double infinity = std::numeric_limits<double>::infinity();
  const Tensor p = Tensor::from({2, 2}, {0.25, 0.75, 1, 0}, DType::float64);
  const Tensor q =
      Tensor::from({2, 2}, {std::log(0.25), std::log(0.75), 0, -infinity}, DType::float64);
  EXPECT_EQ(kl_divergence(q, p).value().item(), 0);
  const Tensor even = Tensor::full({2, 2}, std::log(0.5), DType::float64);
  EXPECT_NEAR(kl_divergence(even, p).value().item(),
              (0.25 * std::log(0.5) + 0.75 * std::log(1.5) + std::log(2.0)) / 2, 1e-15);
}

TEST(KlDivergence, KeepsANaNOfAnImpossibleEvent) {
  const Tensor q = Tensor::from({1, 2}, {0, std::numeric_limits<double>::quiet_NaN()});
  EXPECT_TRUE(std::isnan(kl_divergence(q, Tensor::from({1, 2}, {1, 0})).value().item()));
}

TEST(KlDivergence, NamesATargetThatIsNoProbability) {
  const Tensor q = Tensor::zeros({1, 2});
  expect_error<ArgumentError>(
      [&] {
        kl_divergence(q, Tensor::from({1, 2}, {0, 1.5}));
      },
      "kl_divergence: target 1.5 at position 1 is no probability; expected 0 to 1 (in op "
      "kl_divergence, inputs [1, 2] float32, [1, 2] float32)");
  expect_error<ShapeError>(
      [&] { kl_divergence(q, Tensor::zeros({2})); },
      "kl_divergence: prediction is [1, 2], target is [2]; they must have one shape (in op "
      "kl_divergence, inputs [1, 2] float32, [2] float32)");
  expect_error<ShapeError>([&] { kl_divergence(Tensor::scalar(0), Tensor::scalar(1)); },
                           "kl_divergence: [] has no axis for the batch (in op kl_divergence, "
                           "inputs [] float32, [] float32)");
}

}  // namespace
}  // namespace gradflow::testing
