#pragma once
// Axes in another order.

#include <array>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "autograd/op.h"
#include "tensor/permute.h"

namespace gradflow {

// Axis i of y is axis axes[i] of x; the gradient goes back in the opposite order. ShapeError unless
// `axes` names each axis of x once.
struct Permute {
  static constexpr std::string_view name = "permute";
  static constexpr std::string_view formula =
      "y = x with its axes in another order; dx = dy in the order of x";
  std::vector<int> axes;
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable permute(const Variable& x, std::span<const int> axes,
                 SourceLocation where = SourceLocation::current());
Variable permute(const Variable& x, std::initializer_list<int> axes,
                 SourceLocation where = SourceLocation::current());

}  // namespace gradflow
