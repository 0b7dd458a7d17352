#pragma once
// Element-wise arithmetic of variables, with broadcasting: the gradient of a stretched operand is
// summed back by the engine. Operators take a number or a tensor on either side of a variable; a
// number has the element type of the variable beside it. What IEEE arithmetic makes of a division
// by zero is left as it is, in values and in gradients.

#include <array>
#include <span>
#include <string_view>

#include "autograd/op.h"
#include "tensor/arithmetic.h"

namespace gradflow {

struct Add {
  static constexpr std::string_view name = "add";
  static constexpr std::string_view formula = "y = a + b; da = dy, db = dy";
  static constexpr bool broadcasts = true;
  Tensor forward(const Tensor& a, const Tensor& b);
  std::array<Gradient, 2> backward(const Tensor& upstream) const;
  std::array<Variable, 2> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};

struct Subtract {
  static constexpr std::string_view name = "subtract";
  static constexpr std::string_view formula = "y = a - b; da = dy, db = -dy";
  static constexpr bool broadcasts = true;
  Tensor forward(const Tensor& a, const Tensor& b);
  std::array<Gradient, 2> backward(const Tensor& upstream, Wanted wanted) const;
  std::array<Variable, 2> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};

// Element by element.
struct Multiply {
  static constexpr std::string_view name = "multiply";
  static constexpr std::string_view formula = "y = a · b; da = b · dy, db = a · dy";
  static constexpr bool broadcasts = true;
  Tensor a, b;
  Tensor forward(const Tensor& left, const Tensor& right);
  std::array<Gradient, 2> backward(const Tensor& upstream, Wanted wanted) const;
  std::array<Variable, 2> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};

struct Divide {
  static constexpr std::string_view name = "divide";
  static constexpr std::string_view formula = "y = a / b; da = dy / b, db = -y dy / b";
  static constexpr bool broadcasts = true;
  Tensor b, y;
  Tensor forward(const Tensor& left, const Tensor& right);
  std::array<Gradient, 2> backward(const Tensor& upstream, Wanted wanted) const;
  std::array<Variable, 2> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};

struct Negate {
  static constexpr std::string_view name = "negate";
  static constexpr std::string_view formula = "y = -x; dx = -dy";
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};

// What an operator takes: a variable, a tensor or a number, and the line it stands in. Made by
// conversion, and gone with the expression.
struct Operand {
  Operand(const Variable& v, SourceLocation at = SourceLocation::current())  // NOLINT: converts
      : variable(&v), where(at) {}
  Operand(const Tensor& t, SourceLocation at = SourceLocation::current())  // NOLINT: converts
      : data(t, at), variable(&data), where(at) {}
  Operand(double n, SourceLocation at = SourceLocation::current())  // NOLINT: converts
      : number(n), where(at) {}
  Operand(const Operand&) = delete;
  Operand& operator=(const Operand&) = delete;

  Variable data;                       // of a tensor
  const Variable* variable = nullptr;  // null for a number
  double number = 0;
  SourceLocation where;
};

Variable operator+(const Operand& a, const Operand& b);
Variable operator-(const Operand& a, const Operand& b);
Variable operator*(const Operand& a, const Operand& b);
Variable operator/(const Operand& a, const Operand& b);
Variable operator-(const Operand& x);

}  // namespace gradflow
