#pragma once
// Functions of one variable, element by element: y = f(x), dx = f'(x) · dy. At the edges of a
// domain (log and power of 0, sqrt at 0) values and gradients are what IEEE arithmetic gives:
// infinities and NaN, never an error.

#include <array>
#include <string_view>

#include "autograd/op.h"

namespace gradflow {

// y = x^p for a constant p; dx = p x^(p-1) dy. With p = 0 that is y = 1 and dx = 0 everywhere.
struct Power {
  static constexpr std::string_view name = "pow";
  double exponent;
  Tensor x;
  Tensor forward(const Tensor& base);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
};
Variable pow(const Variable& x, double exponent, SourceLocation where = SourceLocation::current());

// y = e^x; dx = y dy.
struct Exp {
  static constexpr std::string_view name = "exp";
  Tensor y;
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
};
Variable exp(const Variable& x, SourceLocation where = SourceLocation::current());

// y = ln x; dx = dy / x.
struct Log {
  static constexpr std::string_view name = "log";
  Tensor x;
  Tensor forward(const Tensor& argument);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
};
Variable log(const Variable& x, SourceLocation where = SourceLocation::current());

// y = √x; dx = dy / 2y.
struct Sqrt {
  static constexpr std::string_view name = "sqrt";
  Tensor y;
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
};
Variable sqrt(const Variable& x, SourceLocation where = SourceLocation::current());

// y = |x|; dx = sign(x) dy, 0 at 0.
struct Abs {
  static constexpr std::string_view name = "abs";
  Tensor x;
  Tensor forward(const Tensor& argument);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
};
Variable abs(const Variable& x, SourceLocation where = SourceLocation::current());

}  // namespace gradflow
