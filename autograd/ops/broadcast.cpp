#include "autograd/ops/broadcast.h"

#include "tensor/elementwise.h"
#include "tensor/reduce.h"

namespace gradflow {

namespace {

struct TakeRight {
  template <class T>
  T operator()(T, T right) const {
    return right;
  }
};

}  // namespace

Tensor BroadcastTo::forward(const Tensor& x) {
  require<ShapeError>(broadcasts_to(x.shape(), target), "{}: {} does not stretch to {}", name,
                      x.shape(), target);
  return zip(Tensor::zeros(target, x.dtype()), x, TakeRight{}, name);
}

std::array<Gradient, 1> BroadcastTo::backward(const Tensor& upstream) const { return {upstream}; }

std::array<Variable, 1> BroadcastTo::differentiable(std::span<const Variable>, const Variable&,
                                                    const Variable& upstream) const {
  return {upstream};
}

Tensor SumTo::forward(const Tensor& x) {
  shape = x.shape();
  return sum_to(x, target);
}

std::array<Gradient, 1> SumTo::backward(const Tensor& upstream) const {
  return {BroadcastTo{shape}.forward(upstream)};
}

std::array<Variable, 1> SumTo::differentiable(std::span<const Variable>, const Variable&,
                                              const Variable& upstream) const {
  return {broadcast_to(upstream, shape)};
}

Variable broadcast_to(const Variable& x, const Shape& target, SourceLocation where) {
  return apply(BroadcastTo{target}, where, x);
}

Variable sum_to(const Variable& x, const Shape& target, SourceLocation where) {
  return apply(SumTo{target, {}}, where, x);
}

}  // namespace gradflow
