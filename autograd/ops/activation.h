#pragma once
// Activations, element by element: y = f(x), dx = f'(x) · dy.

#include <array>
#include <string_view>

#include "autograd/op.h"

namespace gradflow {

// y = tanh x; dx = (1 - y²) dy.
struct Tanh {
  static constexpr std::string_view name = "tanh";
  Tensor y;
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
};
Variable tanh(const Variable& x, SourceLocation where = SourceLocation::current());

}  // namespace gradflow
