#include "autograd/ops/padding.h"

#include "autograd/ops/rearrange.h"

namespace gradflow {

Tensor Pad::forward(const Tensor& x) { return pad(x, padding, value); }

std::array<Gradient, 1> Pad::backward(const Tensor& upstream) const {
  return {unpad(upstream, padding)};
}

std::array<Variable, 1> Pad::differentiable(std::span<const Variable>, const Variable&,
                                            const Variable& upstream) const {
  Variable inside = upstream;
  for (std::size_t i = 0; i < padding.size(); ++i) {
    const int axis = static_cast<int>(i);
    inside = slice(inside, axis, padding[i].before, inside.shape()[axis] - padding[i].after);
  }
  return {inside};
}

Variable pad(const Variable& x, std::span<const AxisPadding> padding, double value,
             SourceLocation where) {
  return apply(Pad{{padding.begin(), padding.end()}, value}, where, x);
}

Variable pad(const Variable& x, std::initializer_list<AxisPadding> padding, double value,
             SourceLocation where) {
  return apply(Pad{padding, value}, where, x);
}

}  // namespace gradflow
