#include "autograd/ops/normal.h"

#include <cmath>

#include "autograd/ops/activation.h"
#include "autograd/ops/arithmetic.h"
#include "autograd/ops/math.h"
#include "tensor/elementwise.h"
#include "tensor/vector_math.h"

namespace gradflow {

namespace {

struct NormalCdfOf {
  static constexpr int kCost = 64;
  template <class T>
  T operator()(T x) const {
    return T{0.5} * std::erfc(-x * static_cast<T>(kRootHalf));
  }
};

struct NormalCdfSlope {
  static constexpr int kCost = 2;
  template <class T>
  T operator()(T dy, T x) const {
    return dy * (static_cast<T>(kNormalPeak) * exponential(T{-0.5} * x * x));
  }
};

}  // namespace

Tensor NormalCdf::forward(const Tensor& argument) {
  x = argument;
  return map(x, NormalCdfOf{}, name);
}

std::array<Gradient, 1> NormalCdf::backward(const Tensor& upstream) const {
  return {zip(upstream, x, NormalCdfSlope{}, name)};
}

std::array<Variable, 1> NormalCdf::differentiable(std::span<const Variable> inputs, const Variable&,
                                                  const Variable& upstream) const {
  return {upstream * normal_density(inputs[0])};
}

Variable normal_cdf(const Variable& x, SourceLocation where) {
  return apply(NormalCdf{}, where, x);
}

Variable normal_density(const Variable& x, SourceLocation where) {
  const CallSiteScope here(where);
  // Beyond 39 it is 0 in float64, too, and no x² of a higher derivative should become infinite.
  return kNormalPeak * exp(-0.5 * pow(clamp(x, -40, 40), 2));
}

}  // namespace gradflow
