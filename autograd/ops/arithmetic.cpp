#include "autograd/ops/arithmetic.h"

#include "tensor/arithmetic.h"

namespace gradflow {

namespace {

// apply on two operands, a number being made a scalar of the other's element type.
template <class Op>
Variable apply_to(Op op, Operand a, Operand b) {
  if (a.variable != nullptr && b.variable != nullptr)
    return apply(std::move(op), a.where, *a.variable, *b.variable);
  if (a.variable != nullptr)
    return apply(std::move(op), a.where, *a.variable,
                 Variable(Tensor::scalar(b.number, a.variable->dtype()), a.where));
  return apply(std::move(op), b.where,
               Variable(Tensor::scalar(a.number, b.variable->dtype()), b.where), *b.variable);
}

}  // namespace

Tensor Add::forward(const Tensor& a, const Tensor& b) { return a + b; }

std::array<Gradient, 2> Add::backward(const Tensor& upstream) const { return {upstream, upstream}; }

Tensor Multiply::forward(const Tensor& left, const Tensor& right) {
  a = left;
  b = right;
  return a * b;
}

std::array<Gradient, 2> Multiply::backward(const Tensor& upstream, Wanted wanted) const {
  return {wanted[0] ? upstream * b : Tensor(), wanted[1] ? upstream * a : Tensor()};
}

Variable operator+(Operand a, Operand b) { return apply_to(Add{}, a, b); }
Variable operator*(Operand a, Operand b) { return apply_to(Multiply{}, a, b); }

}  // namespace gradflow
