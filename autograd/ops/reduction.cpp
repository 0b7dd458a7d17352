#include "autograd/ops/reduction.h"

namespace gradflow {

Tensor Sum::forward(const Tensor& x) {
  shape = x.shape();
  dtype = x.dtype();
  return sum(x);
}

std::array<Gradient, 1> Sum::backward(const Tensor& upstream) const {
  return {Tensor::full(shape, upstream.item(), dtype)};
}

Variable sum(const Variable& x, SourceLocation where) { return apply(Sum{}, where, x); }

}  // namespace gradflow
