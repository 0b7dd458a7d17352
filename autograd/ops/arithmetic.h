#pragma once
// Element-wise arithmetic of variables, with broadcasting: the gradient of a stretched operand is
// summed back by the engine. Operators take numbers on either side; a number has the element type
// of the variable beside it.

#include <array>
#include <string_view>

#include "autograd/op.h"

namespace gradflow {

// a + b; da = dy, db = dy.
struct Add {
  static constexpr std::string_view name = "add";
  static constexpr bool broadcasts = true;
  Tensor forward(const Tensor& a, const Tensor& b);
  std::array<Gradient, 2> backward(const Tensor& upstream) const;
};

// a · b, element by element; da = b dy, db = a dy.
struct Multiply {
  static constexpr std::string_view name = "multiply";
  static constexpr bool broadcasts = true;
  Tensor a, b;
  Tensor forward(const Tensor& left, const Tensor& right);
  std::array<Gradient, 2> backward(const Tensor& upstream, Wanted wanted) const;
};

// What an operator takes: a variable or a number, and the line it stands in.
struct Operand {
  Operand(const Variable& v, SourceLocation at = SourceLocation::current())  // NOLINT: converts
      : variable(&v), where(at) {}
  Operand(double n, SourceLocation at = SourceLocation::current())  // NOLINT: converts
      : number(n), where(at) {}
  const Variable* variable = nullptr;
  double number = 0;
  SourceLocation where;
};

Variable operator+(Operand a, Operand b);
Variable operator*(Operand a, Operand b);

}  // namespace gradflow
