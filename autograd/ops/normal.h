#pragma once
// The standard normal distribution, element by element: Φ(x), the probability that a normal number
// of mean 0 and variance 1 is below x, and its density φ(x) = e^(-x²/2) / √2π.

#include <array>
#include <span>
#include <string_view>

#include "autograd/op.h"

namespace gradflow {

inline constexpr double kRootHalf = 0.70710678118654752440;    // √½
inline constexpr double kNormalPeak = 0.39894228040143267794;  // φ(0) = 1 / √2π

// Computed as erfc(-x / √2) / 2, which keeps its digits far below 0.
struct NormalCdf {
  static constexpr std::string_view name = "normal_cdf";
  static constexpr std::string_view formula = "y = Φ(x); dx = φ(x) dy";
  Tensor x;
  Tensor forward(const Tensor& argument);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable normal_cdf(const Variable& x, SourceLocation where = SourceLocation::current());

// φ(x), said in ops.
Variable normal_density(const Variable& x, SourceLocation where = SourceLocation::current());

}  // namespace gradflow
