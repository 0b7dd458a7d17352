// Second and higher derivatives against closed forms and differences: what recorded passes are for.

#include <gtest/gtest.h>

#include <cmath>

#include "autograd/gradcheck.h"
#include "autograd/ops.h"
#include "autograd/recorded_pass.h"
#include "tensor/arithmetic.h"
#include "tensor/rearrange.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/leaf.h"
#include "tests/support/small_network.h"
#include "tests/support/thread_count.h"

namespace gradflow::testing {
namespace {

constexpr DType kWide = DType::float64;

TEST(SecondDerivatives, OfTanhAreThoseOfItsSeries) {
  const Variable x = leaf(Tensor::from({5}, {-2, -0.3, 0, 0.7, 1.5}, kWide));
  const Variable y = tanh(x);
  const Tensor ones = Tensor::ones({5}, kWide), t = y.value();
  const auto [first] = differentiable_gradients(y, {x}, ones);
  const auto [second] = differentiable_gradients(first, {x}, ones);
  const auto [third] = differentiable_gradients(second, {x}, ones);
  const Tensor slope = ones - t * t;
  EXPECT_TRUE(close(first.value(), slope, 1e-15));
  EXPECT_TRUE(close(second.value(), -2 * t * slope, 1e-15));
  EXPECT_TRUE(close(third.value(), slope * (6 * t * t - 2), 1e-14));
}

TEST(SecondDerivatives, OfAPowerEndAtAConstant) {
  const Variable x = leaf(Tensor::scalar(3, kWide));
  Variable y = pow(x, 4);
  for (const double expected : {108.0, 108.0, 72.0, 24.0}) {
    y = differentiable_gradients(y, {x})[0];
    EXPECT_NEAR(y.value().item(), expected, 1e-12);
  }
  EXPECT_FALSE(y.requires_gradient());
}

TEST(SecondDerivatives, OfAnExponentialStayWhatTheyAre) {
  const Variable x = leaf(Tensor::scalar(0.5, kWide));
  Variable y = exp(x);
  for (int order = 1; order <= 8; ++order) {
    y = differentiable_gradients(y, {x})[0];
    EXPECT_NEAR(y.value().item(), std::exp(0.5), 1e-15);
  }
}

TEST(SecondDerivatives, OfAConfidentAnswerStartFromAGradientThatKeepsItsDigits) {
  for (const DType dtype : {DType::float32, DType::float64})
    for (const double z : {-40.0, -17.0, 0.5, 17.0, 40.0}) {
      const Tensor right = Tensor::full({1}, z > 0 ? 1 : 0, dtype);
      const Variable logit = leaf(Tensor::full({1}, z, dtype));
      const Variable cost = binary_cross_entropy(logit, right);
      const auto [recorded] = differentiable_gradients(cost, {logit});
      const double plain = gradients(cost, {logit})[0].item(), slope = recorded.value().item();
      EXPECT_NEAR(slope / plain, 1, 4e-7) << name(dtype) << " " << z;
    }
}

TEST(SecondDerivatives, OfAnAnswerKeepTheirDigitsHoweverRightOrWrongItIs) {
  for (const DType dtype : {DType::float32, DType::float64})
    for (const double z : {-30.0, -17.0, -1.0, 0.0, 1.0, 17.0, 30.0})
      for (const double target : {0.0, 0.25, 1.0}) {
        const Variable logit = leaf(Tensor::full({1}, z, dtype));
        const Variable cost = binary_cross_entropy(logit, Tensor::full({1}, target, dtype));
        const Tensor bend = hessian_vector_product(cost, logit, Tensor::ones({1}, dtype));
        const double exact = 1 / ((1 + std::exp(-std::abs(z))) * (1 + std::exp(std::abs(z))));
        EXPECT_NEAR(bend.item() / exact, 1, 1e-6) << name(dtype) << " " << z << " " << target;
      }
}

TEST(SecondDerivatives, FarOutOnTheNormalDistributionAreZeroOfAnyOrder) {
  for (const DType dtype : {DType::float32, DType::float64})
    for (const double far : {-1e25, -50.0, 50.0, 1e25}) {
      const Variable x = leaf(Tensor::full({1}, far, dtype));
      Variable bent = gelu(x), density = normal_density(x);
      for (int order = 1; order <= 4; ++order) {
        bent = sum(differentiable_gradients(sum(bent), {x})[0]);
        density = sum(differentiable_gradients(sum(density), {x})[0]);
        EXPECT_EQ(bent.value().item(), order == 1 && far > 0 ? 1 : 0) << far << " " << order;
        EXPECT_EQ(density.value().item(), 0) << far << " " << order;
      }
    }
}

TEST(SecondDerivatives, OfAChannelNormOfNothingAreZeros) {
  for (const Shape& shape : {Shape{2, 4, 0}, Shape{0, 4, 3}, Shape{2, 0, 3}}) {
    const Variable x = leaf(Tensor::zeros(shape)), w = leaf(Tensor::ones({shape[1]})),
                   b = leaf(Tensor::zeros({shape[1]}));
    const auto [dx, dw, db] =
        differentiable_gradients(group_norm(x, 2, w, b), {x, w, b}, Tensor::zeros(shape));
    EXPECT_TRUE(same_bits(dx.value(), x.value()));
    EXPECT_TRUE(same_bits(dw.value(), b.value()) && same_bits(db.value(), b.value()));
  }
}

// y = x A xᵀ has the Hessian A + Aᵀ.
TEST(HessianVectorProduct, OfAQuadraticFormIsItsMatrixTimesV) {
  Rng rng(3);
  const Tensor a = rng.normal({4, 4}, 0, 1, kWide), v = rng.normal({1, 4}, 0, 1, kWide);
  const Variable x = leaf(rng.normal({1, 4}, 0, 1, kWide));
  const Variable h = matmul(x, Variable(a)), y = sum(h * x);
  const Tensor expected = matmul(v, a + transpose(a));
  EXPECT_TRUE(close(hessian_vector_product(y, x, v, Keep::graph), expected, 1e-14));
  EXPECT_FALSE(h.node().consumed());
  EXPECT_TRUE(close(hessian_vector_product(y, x, v), expected, 1e-14));
  EXPECT_TRUE(h.node().consumed());
  EXPECT_FALSE(x.has_gradient());
}

TEST(HessianVectorProduct, OfALinearFunctionIsZero) {
  const Variable x = leaf(Tensor::ones({2, 3}));
  const Tensor v = Tensor::ones({2, 3});
  EXPECT_TRUE(same_bits(hessian_vector_product(sum(3 * x), x, v), Tensor::zeros({2, 3})));
}

// Of all parameters at once, beside the change of the gradient along v.
TEST(HessianVectorProduct, OfANetworkIsTheChangeOfItsGradient) {
  SmallNetwork net(6, 3, 5, 4, kWide);
  const std::vector<Variable> parameters = net.parameters();
  Rng rng(5);
  std::vector<Tensor> v;
  for (const Variable& p : parameters) v.push_back(rng.normal(p.shape(), 0, 1, kWide));
  const std::vector<Tensor> product = hessian_vector_product(net.loss, parameters, v);

  const double step = 1e-5;
  const auto gradients_at = [&](double distance) {
    SmallNetwork moved(6, 3, 5, 4, kWide);
    std::vector<Variable> leaves = moved.parameters();
    for (std::size_t i = 0; i < leaves.size(); ++i)
      leaves[i].update([&](Tensor& value) { add_scaled(value, v[i], distance); });
    moved.forward();
    return gradients(moved.loss, leaves);
  };
  const std::vector<Tensor> up = gradients_at(step), down = gradients_at(-step);
  for (std::size_t i = 0; i < v.size(); ++i)
    EXPECT_TRUE(close(product[i], (up[i] - down[i]) / (2 * step), 1e-9)) << "parameter " << i;
}

TEST(HessianVectorProduct, HasTheSameBitsForAnyNumberOfThreads) {
  std::vector<Tensor> alone;
  for (const int count : {1, 2, 3}) {
    const ThreadCount threads(count);
    SmallNetwork net(64, 200, 300, 10);
    std::vector<Tensor> v;
    for (const Variable& p : net.parameters()) v.push_back(p.value());
    const std::vector<Tensor> product = hessian_vector_product(net.loss, net.parameters(), v);
    if (count == 1) alone = product;
    for (std::size_t i = 0; i < v.size(); ++i)
      EXPECT_TRUE(same_bits(product[i], alone[i])) << count << " threads";
  }
}

TEST(HessianVectorProduct, RefusesAVUnlikeItsInput) {
  const Variable x = leaf(Tensor::ones({2, 3}));
  const Variable y = sum(x * x);
  expect_error<ShapeError>(
      [&] {
        hessian_vector_product(y, x, Tensor::ones({3, 2}));
      },
      "hessian_vector_product: part 0 of v is [3, 2] float32, input 0 is "
      "[2, 3] float32");
  expect_error<ShapeError>(
      [&] {
        hessian_vector_product(y, x, Tensor::ones({2, 3}, kWide));
      },
      "hessian_vector_product: part 0 of v is [2, 3] float64, input 0 is [2, 3] float32");
  expect_error<ArgumentError>(
      [&] { hessian_vector_product(y, std::span(&x, 1), std::span<const Tensor>()); },
      "hessian_vector_product: 1 inputs, and v has 0 parts");
}

// (|dy/dx| - 1)² for y = w₂ tanh(w₁ xᵀ), as a function of the weights.
Variable gradient_penalty(std::span<const Variable> weights) {
  const Variable x = leaf(Tensor::from({2, 3}, {0.5, -1, 2, 1, 0.2, -0.4}, kWide));
  const Variable y = matmul(tanh(matmul(x, weights[0])), weights[1]);
  const auto [slope] = differentiable_gradients(y, {x}, Tensor::ones({2, 1}, kWide));
  return mean(pow(sqrt(sum(slope * slope, 1)) - 1, 2));
}

TEST(GradientPenalty, HasTheGradientThatDifferencesShow) {
  const auto penalty = [](std::span<const Variable> weights) {
    const EnableGrad recording;  // gradcheck takes differences under NoGrad
    return gradient_penalty(weights);
  };
  Rng rng(9);
  const GradcheckReport report =
      gradcheck(penalty, {rng.normal({3, 4}, 0, 1, kWide), rng.normal({4, 1}, 0, 1, kWide)});
  EXPECT_TRUE(report.passed) << report.text();
  EXPECT_EQ(report.checked, 16);
}

// x³ with a rule in ops that has the right value.
struct CubeWithAWrongRuleInOps {
  static constexpr std::string_view name = "wrong_cube";
  Tensor x;
  Tensor forward(const Tensor& argument) {
    x = argument;
    return x * x * x;
  }
  std::array<Gradient, 1> backward(const Tensor& upstream) const {
    return {3.0 * x * x * upstream};
  }
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const {
    return {upstream * 3 * output / inputs[0].value()};  // one x is cut off from the graph
  }
};

TEST(GradcheckSecondOrder, FindsARuleInOpsThatCutsTheGraph) {
  const auto cube = [](std::span<const Variable> x) {
    return apply(CubeWithAWrongRuleInOps{}, SourceLocation::current(), x[0]);
  };
  const Tensor x = Tensor::from({3}, {0.5, -1.5, 2});
  EXPECT_TRUE(gradcheck(cube, {x}).passed);
  const GradcheckReport report = gradcheck_second_order(cube, {x});
  EXPECT_FALSE(report.passed);
  EXPECT_EQ(report.wrong, 3);    // the slope of the gradient along x
  EXPECT_EQ(report.checked, 6);  // that along the seed is right
}

}  // namespace
}  // namespace gradflow::testing
