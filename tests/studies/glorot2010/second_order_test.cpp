// Rates for each weight: the diagonal of the Hessian against finite differences where the recursion
// is exact, and against the recursion by hand where it is not; the steps of both rules by hand; and
// that trainings with them resume to the same bits.

#include "studies/glorot2010/model/second_order.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "autograd/backward.h"
#include "autograd/grad_mode.h"
#include "autograd/ops/cross_entropy.h"
#include "studies/glorot2010/training/training.h"
#include "tensor/error.h"
#include "tests/studies/glorot2010/initial_run.h"
#include "tests/studies/scratch_folder.h"
#include "tests/support/expect_tensor.h"

namespace glorot2010 {
namespace {

using gradflow::DType;
using gradflow::Rng;
using gradflow::Tensor;
using gradflow::testing::doubles;
using Matrix = std::vector<std::vector<double>>;  // rows

constexpr std::int64_t kInputs = 3, kWidth = 4, kClasses = 3, kBatch = 5;

Matrix matrix(const Tensor& tensor) {
  Matrix rows;
  for (std::int64_t i = 0; i < tensor.extent(0); ++i) {
    rows.emplace_back();
    for (std::int64_t j = 0; j < tensor.extent(1); ++j) rows.back().push_back(tensor.at({i, j}));
  }
  return rows;
}

struct Small {
  explicit Small(Activation activation)
      : rng(5),
        network({.activation = activation,
                 .depth = 1,
                 .width = kWidth,
                 .inputs = kInputs,
                 .classes = kClasses},
                rng),
        x(rng.uniform({kBatch, kInputs}, -2, 2)),
        labels(Tensor::from({kBatch}, {0, 2, 1, 1, 0}, DType::int32)) {}

  gradflow::Variable loss() { return cross_entropy(network(x), labels); }

  Rng rng;
  Network network;
  Tensor x, labels;
};

double activate(Activation activation, double s) {
  switch (activation) {
    case Activation::tanh:
      return std::tanh(s);
    case Activation::sigmoid:
      return 1 / (1 + std::exp(-s));
    case Activation::softsign:
      return s / (1 + std::abs(s));
    case Activation::identity:
      break;
  }
  return s;
}

double slope_by_difference(Activation activation, double s) {
  constexpr double kStep = 1e-6;
  return (activate(activation, s + kStep) - activate(activation, s - kStep)) / (2 * kStep);
}

// The network's numbers in double, all biases 0.
struct ByHand {
  ByHand(Small& small, Activation f)
      : x(matrix(small.x)),
        w1(matrix(small.network.linear(1).weight().value())),
        w2(matrix(small.network.output().weight().value())),
        labels(doubles(small.labels)),
        activation(f) {}

  std::vector<double> sums(const Matrix& w, const std::vector<double>& input) const {
    std::vector<double> s;
    for (const auto& row : w) {
      s.push_back(0);
      for (std::size_t j = 0; j < row.size(); ++j) s.back() += row[j] * input[j];
    }
    return s;
  }
  std::vector<double> hidden(std::size_t example) const {
    std::vector<double> z = sums(w1, x[example]);
    for (double& value : z) value = activate(activation, value);
    return z;
  }
  std::vector<double> softmax(std::size_t example) const {
    std::vector<double> p = sums(w2, hidden(example));
    double total = 0;
    for (double& value : p) total += value = std::exp(value);
    for (double& value : p) value /= total;
    return p;
  }
  double loss() const {
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
      sum -= std::log(softmax(i)[static_cast<std::size_t>(labels[i])]);
    return sum / static_cast<double>(x.size());
  }
  double second_difference(double& weight) const {
    constexpr double kStep = 1e-4;
    const double middle = loss(), kept = weight;
    weight = kept + kStep;
    const double above = loss();
    weight = kept - kStep;
    const double below = loss();
    weight = kept;
    return (above - 2 * middle + below) / (kStep * kStep);
  }

  Matrix x, w1, w2;
  std::vector<double> labels;
  Activation activation;
};

TEST(CurvatureDescent, HasTheExactDiagonalWhereTheRecursionLeavesNothingOut) {
  Small small(Activation::identity);
  // Each hidden unit feeds one class, so no two of them meet in the curvature of a third's weight.
  small.network.output().weight().update([](Tensor& weight) {
    auto w = weight.edit<float>();
    for (std::size_t k = 0; k < kClasses; ++k)
      for (std::size_t j = 0; j < kWidth; ++j)
        if (j % kClasses != k) w[k * kWidth + j] = 0;
  });
  CurvatureDescent descent(small.network);
  small.loss();
  ByHand by_hand(small, Activation::identity);
  const Tensor first = descent.curvature(0), last = descent.curvature(2);
  for (std::size_t j = 0; j < kWidth; ++j)
    for (std::size_t i = 0; i < kInputs; ++i)
      EXPECT_NEAR(first.at({static_cast<std::int64_t>(j), static_cast<std::int64_t>(i)}),
                  by_hand.second_difference(by_hand.w1[j][i]), 2e-6);
  for (std::size_t k = 0; k < kClasses; ++k)
    for (std::size_t j = 0; j < kWidth; ++j)
      EXPECT_NEAR(last.at({static_cast<std::int64_t>(k), static_cast<std::int64_t>(j)}),
                  by_hand.second_difference(by_hand.w2[k][j]), 2e-6);
}

class CurvatureOf : public testing::TestWithParam<Activation> {};

TEST_P(CurvatureOf, EachActivationFollowsTheRecursion) {
  Small small(GetParam());
  CurvatureDescent descent(small.network);
  small.loss();
  const ByHand by_hand(small, GetParam());
  Matrix first(kWidth, std::vector<double>(kInputs)), last(kClasses, std::vector<double>(kWidth));
  std::vector<double> first_bias(kWidth);
  for (std::size_t n = 0; n < kBatch; ++n) {
    const std::vector<double> p = by_hand.softmax(n), z = by_hand.hidden(n);
    const std::vector<double> s = by_hand.sums(by_hand.w1, by_hand.x[n]);
    for (std::size_t j = 0; j < kWidth; ++j) {
      double h = 0;
      for (std::size_t k = 0; k < kClasses; ++k) {
        const double output = p[k] * (1 - p[k]) / kBatch;
        last[k][j] += output * z[j] * z[j];
        h += output * by_hand.w2[k][j] * by_hand.w2[k][j];
      }
      h *= std::pow(slope_by_difference(GetParam(), s[j]), 2);
      first_bias[j] += h;
      for (std::size_t i = 0; i < kInputs; ++i)
        first[j][i] += h * by_hand.x[n][i] * by_hand.x[n][i];
    }
  }
  const auto expect_near = [](const Matrix& found, const Matrix& expected) {
    for (std::size_t i = 0; i < expected.size(); ++i)
      for (std::size_t j = 0; j < expected[i].size(); ++j)
        EXPECT_NEAR(found[i][j] / expected[i][j], 1, 1e-4);
  };
  expect_near(matrix(descent.curvature(0)), first);
  expect_near({doubles(descent.curvature(1))}, {first_bias});
  expect_near(matrix(descent.curvature(2)), last);
}

INSTANTIATE_TEST_SUITE_P(Activations, CurvatureOf,
                         testing::Values(Activation::tanh, Activation::sigmoid,
                                         Activation::softsign, Activation::identity));

TEST(CurvatureDescent, ShortensTheStepOfEachWeightByItsCurvature) {
  Small small(Activation::tanh);
  CurvatureDescent descent(small.network, {.learning_rate = 0.5, .damping = 0.01});
  const gradflow::Variable loss = small.loss();
  std::vector<gradflow::Variable> weights;
  std::vector<std::vector<double>> before, curvature;
  for (std::size_t i = 0; i < 4; ++i) {
    weights.push_back(*small.network.parameters()[i]);
    before.push_back(doubles(weights[i].value()));
    curvature.push_back(doubles(descent.curvature(i)));
  }
  const std::vector<Tensor> gradients =
      gradflow::gradients(loss, weights, {}, gradflow::Keep::graph);
  descent.backward(loss);
  for (std::size_t i = 0; i < 4; ++i) {
    const std::vector<double> after = doubles(weights[i].value()), g = doubles(gradients[i]);
    for (std::size_t j = 0; j < after.size(); ++j)
      EXPECT_NEAR(after[j], before[i][j] - 0.5 * 0.01 / (curvature[i][j] + 0.01) * g[j], 1e-6);
  }
}

// What is scored or recorded between two updates makes no graph, or is followed by a call that
// does.
TEST(CurvatureDescent, LooksAtCallsThatMakeAGraphAlone) {
  Small small(Activation::tanh);
  CurvatureDescent descent(small.network);
  EXPECT_EQ(text_of<gradflow::ArgumentError>([&] { descent.curvature(0); }),
            "CurvatureDescent: the network has not been called with a graph yet");
  small.loss();
  const std::vector<double> curvature = doubles(descent.curvature(0));
  const gradflow::NoGrad inference;
  small.network(Tensor::zeros({2, kInputs}));
  EXPECT_EQ(doubles(descent.curvature(0)), curvature);
}

TEST(VarianceDescent, ShortensTheStepOfEachWeightByItsGradientsSize) {
  constexpr double kRate = 0.5, kDamping = 0.01, kSmoothing = 0.9;
  Small small(Activation::tanh);
  VarianceDescent descent(small.network, {kRate, kDamping, kSmoothing});
  std::vector<gradflow::Variable> weights;
  std::vector<std::vector<double>> expected, square(4);
  for (std::size_t i = 0; i < 4; ++i) {
    weights.push_back(*small.network.parameters()[i]);
    expected.push_back(doubles(weights[i].value()));
    square[i].resize(expected[i].size());
  }
  for (int update = 0; update < 3; ++update) {
    const gradflow::Variable loss = small.loss();
    const std::vector<Tensor> gradients =
        gradflow::gradients(loss, weights, {}, gradflow::Keep::graph);
    descent.backward(loss);
    for (std::size_t i = 0; i < 4; ++i) {
      const std::vector<double> g = doubles(gradients[i]);
      for (std::size_t j = 0; j < g.size(); ++j) {
        square[i][j] = kSmoothing * square[i][j] + (1 - kSmoothing) * g[j] * g[j];
        expected[i][j] -= kRate * kDamping / (std::sqrt(square[i][j]) + kDamping) * g[j];
        EXPECT_NEAR(doubles(weights[i].value())[j], expected[i][j], 1e-5);
      }
    }
  }
}

TEST(SecondOrder, RefusesOptionsOutOfTheirRange) {
  Small small(Activation::tanh);
  EXPECT_EQ(
      text_of<gradflow::ArgumentError>([&] { CurvatureDescent(small.network, {.damping = 0}); }),
      "CurvatureDescent: the damping is 0; it must be finite and above 0");
  EXPECT_EQ(
      text_of<gradflow::ArgumentError>([&] { VarianceDescent(small.network, {.smoothing = 1}); }),
      "VarianceDescent: the smoothing is 1; it must be from 0 to below 1");
}

class SecondOrderTraining : public ScratchFolder, public testing::WithParamInterface<StepRule> {};

TEST_P(SecondOrderTraining, StoppedOrKilledAndResumedEndsWithTheSameBits) {
  const TrainingConfig config{.learner = {.network = {.depth = 2, .width = 12},
                                          .learning_rate = 0.05,
                                          .data = {.held_out = 40},
                                          .rule = GetParam()},
                              .updates = 60,
                              .statistics_examples = 30};
  InitialRun whole(file("whole")), stopped(file("stopped"));
  ASSERT_TRUE(train(config, whole.context()));
  stopped.stop_at = 25;
  EXPECT_FALSE(train(config, stopped.context()));
  stopped.stop_at = ~std::uint64_t{0};
  ASSERT_TRUE(train(config, stopped.context()));
  for (const char* table : {"errors.csv", "activations.csv", "weight_gradients.csv"})
    EXPECT_EQ(csv_text(stopped.table(table)), csv_text(whole.table(table))) << table;
  TrainingConfig plain = config;
  plain.learner.rule = StepRule::plain;
  EXPECT_NE(plain.text(), config.text());
}

INSTANTIATE_TEST_SUITE_P(Rules, SecondOrderTraining,
                         testing::Values(StepRule::curvature, StepRule::variance));

}  // namespace
}  // namespace glorot2010
