#include "autograd/ops/product.h"

#include <algorithm>

#include "autograd/ops/rearrange.h"
#include "autograd/ops/reduction.h"
#include "tensor/batched_matmul.h"
#include "tensor/matmul.h"
#include "tensor/reduce.h"

namespace gradflow {

Tensor Matmul::forward(const Tensor& left, const Tensor& right) {
  Tensor product = matmul(left, right);
  a = left;
  b = right;
  return product;
}

std::array<Gradient, 2> Matmul::backward(const Tensor& upstream, Wanted wanted) const {
  std::array<Gradient, 2> gradients;
  if (wanted[0]) gradients[0] = Gradient::product(upstream, b, Transpose::no, Transpose::yes);
  if (wanted[1]) gradients[1] = Gradient::product(a, upstream, Transpose::yes, Transpose::no);
  return gradients;
}

std::array<Variable, 2> Matmul::differentiable(std::span<const Variable> inputs, const Variable&,
                                               const Variable& upstream) const {
  std::array<Variable, 2> gradients;
  if (inputs[0].requires_gradient()) gradients[0] = matmul(upstream, transpose(inputs[1]));
  if (inputs[1].requires_gradient()) gradients[1] = matmul(transpose(inputs[0]), upstream);
  return gradients;
}

Variable matmul(const Variable& a, const Variable& b, SourceLocation where) {
  return apply(Matmul{}, where, a, b);
}

namespace {

Transpose opposite(Transpose transpose) {
  return transpose == Transpose::yes ? Transpose::no : Transpose::yes;
}

// The two products of the rule, in tensors or in variables. With y = op(a) op(b), the gradient of
// op(a) is dy op(b)ᵀ; that of a factor that lies transposed is formed transposed.
template <class Value>
Value left_gradient(const BatchedMatmul& op, const Value& b, const Value& upstream) {
  if (op.transpose_a == Transpose::yes)
    return batched_matmul(b, upstream, op.transpose_b, Transpose::yes);
  return batched_matmul(upstream, b, Transpose::no, opposite(op.transpose_b));
}

template <class Value>
Value right_gradient(const BatchedMatmul& op, const Value& a, const Value& upstream) {
  if (op.transpose_b == Transpose::yes)
    return batched_matmul(upstream, a, Transpose::yes, op.transpose_a);
  return batched_matmul(a, upstream, opposite(op.transpose_a), Transpose::no);
}

}  // namespace

Tensor BatchedMatmul::forward(const Tensor& left, const Tensor& right) {
  Tensor product = batched_matmul(left, right, transpose_a, transpose_b);
  a = left;
  b = right;
  return product;
}

std::array<Gradient, 2> BatchedMatmul::backward(const Tensor& upstream, Wanted wanted) const {
  std::array<Gradient, 2> gradients;
  if (wanted[0]) gradients[0] = left_gradient(*this, b, upstream);
  if (wanted[1]) gradients[1] = right_gradient(*this, a, upstream);
  return gradients;
}

std::array<Variable, 2> BatchedMatmul::differentiable(std::span<const Variable> inputs,
                                                      const Variable&,
                                                      const Variable& upstream) const {
  return {left_gradient(*this, inputs[1], upstream), right_gradient(*this, inputs[0], upstream)};
}

Variable batched_matmul(const Variable& a, const Variable& b, Transpose transpose_a,
                        Transpose transpose_b, SourceLocation where) {
  return apply(BatchedMatmul{transpose_a, transpose_b, {}, {}}, where, a, b);
}

Tensor Linear::forward(const Tensor& input, const Tensor& w, const Tensor& bias) {
  require<ShapeError>(
      input.rank() == 2 && w.rank() == 2 && bias.rank() == 1 && input.shape()[1] == w.shape()[1] &&
          bias.shape()[0] == w.shape()[0],
      "linear: x is {}, weight is {}, bias is {}; expected (batch, in), (out, in), (out)",
      input.shape(), w.shape(), bias.shape());
  require<TypeError>(bias.dtype() == w.dtype(),
                     "linear: element types differ: weight is {}, bias is {}", w.dtype(),
                     bias.dtype());
  // The rows start as the bias, and the product is added to them: one rounding, no pass of its own.
  Tensor y = Tensor::uninitialised(Shape{input.shape()[0], w.shape()[0]}, w.dtype());
  dispatch_floating(w.dtype(), name, [&]<class T>(T) {
    const std::span<const T> row = bias.values<T>();
    T* out = y.edit<T>().data();
    for (std::int64_t i = 0; i < y.shape()[0]; ++i, out += row.size()) std::ranges::copy(row, out);
  });
  matmul_into(y, input, w, Transpose::no, Transpose::yes, 1.0, 1.0);
  x = input;
  weight = w;
  return y;
}

std::array<Gradient, 3> Linear::backward(const Tensor& upstream, Wanted wanted) const {
  std::array<Gradient, 3> gradients;
  if (wanted[0]) gradients[0] = Gradient::product(upstream, weight, Transpose::no, Transpose::no);
  if (wanted[1]) gradients[1] = Gradient::product(upstream, x, Transpose::yes, Transpose::no);
  if (wanted[2]) gradients[2] = sum(upstream, 0);
  return gradients;
}

std::array<Variable, 3> Linear::differentiable(std::span<const Variable> inputs, const Variable&,
                                               const Variable& upstream) const {
  std::array<Variable, 3> gradients;
  if (inputs[0].requires_gradient()) gradients[0] = matmul(upstream, inputs[1]);
  if (inputs[1].requires_gradient()) gradients[1] = matmul(transpose(upstream), inputs[0]);
  if (inputs[2].requires_gradient()) gradients[2] = sum(upstream, 0);
  return gradients;
}

Variable linear(const Variable& x, const Variable& weight, const Variable& bias,
                SourceLocation where) {
  return apply(Linear{}, where, x, weight, bias);
}

}  // namespace gradflow
