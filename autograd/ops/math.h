#pragma once
// Functions of one variable, element by element: y = f(x), dx = f'(x) · dy. At the edges of a
// domain (log and power of 0, sqrt at 0) values and gradients are what IEEE arithmetic gives:
// infinities and NaN, never an error.

#include <array>
#include <span>
#include <string_view>

#include "autograd/op.h"

namespace gradflow {

// For a constant p. With p = 0 that is y = 1 and dx = 0 everywhere.
struct Power {
  static constexpr std::string_view name = "pow";
  static constexpr std::string_view formula = "y = x^p; dx = p x^(p-1) dy";
  double exponent;
  Tensor x;
  Tensor forward(const Tensor& base);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable pow(const Variable& x, double exponent, SourceLocation where = SourceLocation::current());

struct Exp {
  static constexpr std::string_view name = "exp";
  static constexpr std::string_view formula = "y = e^x; dx = y dy";
  Tensor y;
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable exp(const Variable& x, SourceLocation where = SourceLocation::current());

struct Log {
  static constexpr std::string_view name = "log";
  static constexpr std::string_view formula = "y = ln x; dx = dy / x";
  Tensor x;
  Tensor forward(const Tensor& argument);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable log(const Variable& x, SourceLocation where = SourceLocation::current());

struct Sqrt {
  static constexpr std::string_view name = "sqrt";
  static constexpr std::string_view formula = "y = √x; dx = dy / 2y";
  Tensor y;
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable sqrt(const Variable& x, SourceLocation where = SourceLocation::current());

// 0 at 0.
struct Abs {
  static constexpr std::string_view name = "abs";
  static constexpr std::string_view formula = "y = |x|; dx = sign(x) dy";
  Tensor x;
  Tensor forward(const Tensor& argument);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable abs(const Variable& x, SourceLocation where = SourceLocation::current());

}  // namespace gradflow
