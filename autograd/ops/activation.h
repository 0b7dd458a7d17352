#pragma once
// Activations, element by element: y = f(x), dx = f'(x) · dy.

#include <array>
#include <string_view>

#include "autograd/op.h"

namespace gradflow {

struct Tanh {
  static constexpr std::string_view name = "tanh";
  static constexpr std::string_view formula = "y = tanh x; dx = (1 - y²) dy";
  Tensor y;
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
};
Variable tanh(const Variable& x, SourceLocation where = SourceLocation::current());

struct Sigmoid {
  static constexpr std::string_view name = "sigmoid";
  static constexpr std::string_view formula = "y = 1 / (1 + e^-x); dx = y (1 - y) dy";
  Tensor y;
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
};
Variable sigmoid(const Variable& x, SourceLocation where = SourceLocation::current());

// Bergstra et al. 2009, "Quadratic polynomials learn better image features". The rule starts from
// x, because (1 - |y|)² loses its digits where the unit is saturated.
struct Softsign {
  static constexpr std::string_view name = "softsign";
  static constexpr std::string_view formula = "y = x / (1 + |x|); dx = dy / (1 + |x|)²";
  Tensor x;
  Tensor forward(const Tensor& argument);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
};
Variable softsign(const Variable& x, SourceLocation where = SourceLocation::current());

// NaN stays NaN.
struct Relu {
  static constexpr std::string_view name = "relu";
  static constexpr std::string_view formula = "y = max(x, 0); dx = dy where y > 0, else 0";
  Tensor y;
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
};
Variable relu(const Variable& x, SourceLocation where = SourceLocation::current());

}  // namespace gradflow
