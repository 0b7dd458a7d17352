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

// y = 1 / (1 + e^-x); dx = y (1 - y) dy.
struct Sigmoid {
  static constexpr std::string_view name = "sigmoid";
  Tensor y;
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
};
Variable sigmoid(const Variable& x, SourceLocation where = SourceLocation::current());

// y = x / (1 + |x|) (Bergstra et al. 2009, "Quadratic polynomials learn better image features");
// dx = dy / (1 + |x|)². From x, because (1 - |y|)² loses its digits where the unit is saturated.
struct Softsign {
  static constexpr std::string_view name = "softsign";
  Tensor x;
  Tensor forward(const Tensor& argument);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
};
Variable softsign(const Variable& x, SourceLocation where = SourceLocation::current());

// y = max(x, 0), NaN staying NaN; dx = dy where y > 0, else 0.
struct Relu {
  static constexpr std::string_view name = "relu";
  Tensor y;
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
};
Variable relu(const Variable& x, SourceLocation where = SourceLocation::current());

}  // namespace gradflow
