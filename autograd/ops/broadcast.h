#pragma once
// Stretching by NumPy's rule, as ops of their own, and its opposite. Element-wise arithmetic does
// the first by itself, and the engine the second for its gradients.

#include <array>
#include <span>
#include <string_view>

#include "autograd/op.h"

namespace gradflow {

// x repeated along the axes that are missing or have extent 1. ShapeError unless the shape of x
// stretches to `target`.
struct BroadcastTo {
  static constexpr std::string_view name = "broadcast_to";
  static constexpr std::string_view formula = "y = x, repeated; dx = Σ dy over the repetitions";
  static constexpr bool broadcasts = true;
  Shape target;
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable broadcast_to(const Variable& x, const Shape& target,
                      SourceLocation where = SourceLocation::current());

// Sums over the axes along which `target` stretches to the shape of x. ShapeError unless it does.
struct SumTo {
  static constexpr std::string_view name = "sum_to";
  static constexpr std::string_view formula = "y = Σ x over what y lacks; dx = dy, repeated";
  Shape target;
  Shape shape;  // of x
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable sum_to(const Variable& x, const Shape& target,
                SourceLocation where = SourceLocation::current());

}  // namespace gradflow
