#pragma once
// Layer normalisation (Ba, Kiros & Hinton 2016, "Layer normalization").

#include <array>
#include <string_view>

#include "autograd/op.h"

namespace gradflow {

// Each line along the last axis of x (…, width) gets mean 0 and variance 1, and then a weight and a
// bias (width) of its own per column: h = (x - μ) / √(σ² + ε), y = w h + b, where σ² is the mean of
// (x - μ)². ε keeps a line of equal elements finite: it becomes 0, as does one whose σ² leaves the
// range of the element type. ShapeError for other shapes and a width of 0, ArgumentError unless ε
// is finite and above 0.
struct LayerNorm {
  static constexpr std::string_view name = "layer_norm";
  static constexpr std::string_view formula =
      "y = w h + b, h = (x - μ) / √(σ² + ε) along the last axis; g = w dy, "
      "dx = (g - mean g - h mean(g h)) / √(σ² + ε), dw = Σ h dy, db = Σ dy";
  double epsilon;
  Tensor weight;
  Tensor h;
  Tensor scales;  // 1 / √(σ² + ε), one for each line
  Tensor forward(const Tensor& x, const Tensor& w, const Tensor& bias);
  std::array<Gradient, 3> backward(const Tensor& upstream, Wanted wanted) const;
  std::array<Variable, 3> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable layer_norm(const Variable& x, const Variable& weight, const Variable& bias,
                    double epsilon = 1e-5, SourceLocation where = SourceLocation::current());

}  // namespace gradflow
