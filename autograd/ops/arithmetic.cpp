#include "autograd/ops/arithmetic.h"

namespace gradflow {

namespace {

// The operand as a variable, not copied, so that NoGrad touches no count; a number becomes a scalar
// of the other operand's element type, in `room`.
const Variable& variable_of(const Operand& operand, const Operand& other, Variable& room) {
  if (operand.variable != nullptr) return *operand.variable;
  const bool has_type = other.variable != nullptr && other.variable->defined();
  const DType dtype = has_type ? other.variable->dtype() : DType::float32;
  // Beside int32, which no op takes, the number plays no part: the op says what is wrong.
  room = Variable(Tensor::scalar(is_floating(dtype) ? operand.number : 0.0, dtype), operand.where);
  return room;
}

template <class Op>
Variable apply_to(Op op, const Operand& a, const Operand& b) {
  Variable left, right;
  return apply(std::move(op), a.where, variable_of(a, b, left), variable_of(b, a, right));
}

}  // namespace

Tensor Add::forward(const Tensor& a, const Tensor& b) { return a + b; }

std::array<Gradient, 2> Add::backward(const Tensor& upstream) const { return {upstream, upstream}; }

Tensor Subtract::forward(const Tensor& a, const Tensor& b) { return a - b; }

std::array<Gradient, 2> Subtract::backward(const Tensor& upstream, Wanted wanted) const {
  return {upstream, wanted[1] ? -upstream : Tensor()};
}

Tensor Multiply::forward(const Tensor& left, const Tensor& right) {
  a = left;
  b = right;
  return a * b;
}

std::array<Gradient, 2> Multiply::backward(const Tensor& upstream, Wanted wanted) const {
  return {wanted[0] ? upstream * b : Tensor(), wanted[1] ? upstream * a : Tensor()};
}

Tensor Divide::forward(const Tensor& left, const Tensor& right) {
  b = right;
  return y = left / right;
}

std::array<Gradient, 2> Divide::backward(const Tensor& upstream, Wanted wanted) const {
  // y / b first: dy / b may be infinite where y is 0.
  return {wanted[0] ? upstream / b : Tensor(), wanted[1] ? -(y / b * upstream) : Tensor()};
}

Tensor Negate::forward(const Tensor& x) { return -x; }

std::array<Gradient, 1> Negate::backward(const Tensor& upstream) const { return {-upstream}; }

std::array<Variable, 2> Add::differentiable(std::span<const Variable>, const Variable&,
                                            const Variable& upstream) const {
  return {upstream, upstream};
}

std::array<Variable, 2> Subtract::differentiable(std::span<const Variable>, const Variable&,
                                                 const Variable& upstream) const {
  return {upstream, -upstream};
}

std::array<Variable, 2> Multiply::differentiable(std::span<const Variable> inputs, const Variable&,
                                                 const Variable& upstream) const {
  return {upstream * inputs[1], upstream * inputs[0]};
}

std::array<Variable, 2> Divide::differentiable(std::span<const Variable> inputs,
                                               const Variable& output,
                                               const Variable& upstream) const {
  return {upstream / inputs[1], -(output / inputs[1] * upstream)};
}

std::array<Variable, 1> Negate::differentiable(std::span<const Variable>, const Variable&,
                                               const Variable& upstream) const {
  return {-upstream};
}

Variable operator+(const Operand& a, const Operand& b) { return apply_to(Add{}, a, b); }
Variable operator-(const Operand& a, const Operand& b) { return apply_to(Subtract{}, a, b); }
Variable operator*(const Operand& a, const Operand& b) { return apply_to(Multiply{}, a, b); }
Variable operator/(const Operand& a, const Operand& b) { return apply_to(Divide{}, a, b); }

Variable operator-(const Operand& x) {
  Variable room;
  return apply(Negate{}, x.where, variable_of(x, x, room));
}

}  // namespace gradflow
