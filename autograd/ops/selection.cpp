#include "autograd/ops/selection.h"

namespace gradflow {

Tensor Where::forward(const Tensor& c, const Tensor& a, const Tensor& b) {
  condition = c;
  return gradflow::where(c, a, b);
}

std::array<Gradient, 3> Where::backward(const Tensor& upstream, Wanted wanted) const {
  const Tensor zero = Tensor::scalar(0, upstream.dtype());
  return {Gradient(), wanted[1] ? gradflow::where(condition, upstream, zero) : Tensor(),
          wanted[2] ? gradflow::where(condition, zero, upstream) : Tensor()};
}

std::array<Variable, 3> Where::differentiable(std::span<const Variable>, const Variable&,
                                              const Variable& upstream) const {
  const Variable zero = Tensor::scalar(0, upstream.dtype());
  return {Variable(), gradflow::where(condition, upstream, zero),
          gradflow::where(condition, zero, upstream)};
}

Tensor Gather::forward(const Tensor& x, const Tensor& positions) {
  shape = x.shape();
  index = positions;
  return gather(x, axis, index);
}

std::array<Gradient, 2> Gather::backward(const Tensor& upstream) const {
  return {scatter_sum(upstream, axis, index, shape), Gradient()};
}

Variable where(const Variable& condition, const Variable& a, const Variable& b,
               SourceLocation location) {
  return apply(Where{}, location, condition, a, b);
}

Variable masked_fill(const Variable& x, const Variable& mask, double value,
                     SourceLocation location) {
  require<ShapeError>(broadcasts_to(mask.shape(), x.shape()),
                      "masked_fill: x is {}, mask is {}; the mask must stretch to x", x.shape(),
                      mask.shape());
  return apply(Where{}, location, mask, Variable(Tensor::scalar(value, x.dtype())), x);
}

Variable gather(const Variable& x, int axis, const Variable& index, SourceLocation where) {
  return apply(Gather{axis, {}, {}}, where, x, index);
}

}  // namespace gradflow
