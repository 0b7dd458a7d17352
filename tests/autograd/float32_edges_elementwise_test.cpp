// Functions of one element at the edges of float32, and the loss that is made of them: how far
// values and gradients are from float64.

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "tests/autograd/float32_edges.h"

namespace gradflow::testing {
namespace {

// Every 40009th float32, which meets every exponent of either sign; both sides of what exp, tanh
// and their like turn on; and numbers as they are in a network.
Numbers edge_arguments() {
  Numbers arguments;
  for (std::uint64_t pattern = 0; pattern < std::uint64_t{1} << 32; pattern += 40009) {
    const auto x = std::bit_cast<float>(static_cast<std::uint32_t>(pattern));
    if (std::isfinite(x)) arguments.push_back(static_cast<double>(x));
  }
  for (const double x : {0.0, kSmallest, 1e-40, kSmallestNormal, 8.664, 8.665, 17.33, 87.33, 88.72,
                         88.73, 103.97, 103.98, 104.0, 1e4, 1e30, kLargest})
    for (const double sign : {1.0, -1.0}) arguments.push_back(sign * x);
  Rng rng(1);
  const Numbers usual = normal_numbers(rng, 50000, 0, 6);
  arguments.insert(arguments.end(), usual.begin(), usual.end());
  return rounded(arguments);
}

double exact_sigmoid(double x) {
  return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x));
}
double exact_sigmoid_slope(double x) { return exact_sigmoid(x) * exact_sigmoid(-x); }
double exact_tanh(double x) { return std::tanh(x); }
double exact_tanh_slope(double x) { return 4 * exact_sigmoid_slope(2 * x); }
double exact_softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }
double exact_softsign(double x) { return x / (1 + std::abs(x)); }
double exact_softsign_slope(double x) { return std::pow(1 + std::abs(x), -2); }
double normal_below(double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; }
double exact_gelu(double x) { return x * normal_below(x); }
double exact_gelu_slope(double x) {
  return normal_below(x) + x * std::exp(-x * x / 2) / std::sqrt(2 * std::acos(-1.0));
}
double exact_silu(double x) { return x * exact_sigmoid(x); }
double exact_silu_slope(double x) { return exact_sigmoid(x) * (1 + x * exact_sigmoid(-x)); }

// Bounds in ulp of the element, or of a size where the element is smaller.
struct ElementwiseRow {
  const char* name;
  Variable (*op)(const Variable&);
  double (*value)(double);
  double (*slope)(double);
  double of_value, value_size, of_slope, slope_size;
};

constexpr double kItself = 0;
// The slopes of sigmoid and tanh come from y, which tells 1 - y to half an ulp of 1; those of gelu
// and silu are sums of terms of about 1; gelu rounds the argument of erfc, by which a value at x
// far below 0 is x² ulp off. Two results are 0 early: the slope of softsign from 1.8e19 on, where
// it is 3e-39, and silu below -103.97, where it is -7e-44.
constexpr double kVanishing = 0x1p-100;
const ElementwiseRow kElementwiseRows[] = {
    {"sigmoid", [](const Variable& x) { return sigmoid(x); }, exact_sigmoid, exact_sigmoid_slope,
     2.5, kItself, 1, 1},
    {"tanh", [](const Variable& x) { return tanh(x); }, exact_tanh, exact_tanh_slope, 2.7, kItself,
     2, 1},
    {"softplus", [](const Variable& x) { return softplus(x); }, exact_softplus, exact_sigmoid, 3,
     kItself, 2.5, kItself},
    {"softsign", [](const Variable& x) { return softsign(x); }, exact_softsign,
     exact_softsign_slope, 1.5, kItself, 4, kVanishing},
    {"gelu", [](const Variable& x) { return gelu(x); }, exact_gelu, exact_gelu_slope, 1.5, 1, 1.5,
     1},
    {"silu", [](const Variable& x) { return silu(x); }, exact_silu, exact_silu_slope, 3, kVanishing,
     9, 1},
};

// What is worst, and where.
struct WorstError {
  double ulps = 0, at = 0;
  void meet(double value, double exact, double size, double x) {
    const double error = ulps_between(value, exact, size);
    if (error > ulps) *this = {error, x};
  }
};

TEST(Float32Edges, ElementwiseOpsAndTheirSlopesAreWithinTheStatedUlps) {
  const Numbers arguments = edge_arguments();
  const Variable x(Tensor::from({static_cast<std::int64_t>(arguments.size())}, arguments),
                   RequiresGradient::yes);
  for (const ElementwiseRow& row : kElementwiseRows) {
    const Variable y = row.op(x);
    const Tensor slopes = gradients(y, {x}, Tensor::ones(y.shape())).front();
    WorstError of_value, of_slope;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      const double at = arguments[i];
      of_value.meet(static_cast<double>(y.value().values<float>()[i]), row.value(at),
                    row.value_size, at);
      of_slope.meet(static_cast<double>(slopes.values<float>()[i]), row.slope(at), row.slope_size,
                    at);
    }
    EXPECT_LE(of_value.ulps, row.of_value) << row.name << " of " << of_value.at;
    EXPECT_LE(of_slope.ulps, row.of_slope) << "slope of " << row.name << " at " << of_slope.at;
  }
}

// A logit that is right and sure of it leaves a small cost, of which all digits count.
TEST(Float32Edges, BinaryCrossEntropyKeepsTheDigitsOfASmallCost) {
  const Numbers logits = rounded({0, kSmallest, 1e-40, 1e-20, 1e-3, 0.7, 1, 5, 9.7, 16.7, 20, 50,
                                  88.72, 88.73, 103.97, 104, 1e4, 1e30, kLargest});
  const Numbers targets =
      rounded({0, kSmallest, 1e-20, 1e-6, 0.1, 0.3, 0.5, 0.7, 0.999, 1 - 0x1p-24, 1});
  WorstError of_value, of_slope;
  for (const double target : targets)
    for (const double logit : logits)
      for (const double z : {logit, -logit}) {
        const Variable x(Tensor::from({1}, {z}), RequiresGradient::yes);
        const Variable loss = binary_cross_entropy(x, Tensor::from({1}, {target}));
        const double other = z > 0 ? 1 - target : target, size = std::abs(z);
        of_value.meet(loss.value().item(), size * other + std::log1p(std::exp(-size)), kItself, z);
        const double smaller = exact_sigmoid(-size);
        // Its two terms cancel where the logit is the target's.
        of_slope.meet(gradients(loss, {x}).front().item(),
                      z > 0 ? other - smaller : smaller - other, std::max(other, smaller), z);
      }
  EXPECT_LE(of_value.ulps, 3) << "at the logit " << of_value.at;
  EXPECT_LE(of_slope.ulps, 2.5) << "at the logit " << of_slope.at;
}

}  // namespace
}  // namespace gradflow::testing
