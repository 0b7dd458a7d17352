#include "autograd/ops/permute.h"

namespace gradflow {

Tensor Permute::forward(const Tensor& x) { return permute(x, axes); }

std::array<Gradient, 1> Permute::backward(const Tensor& upstream) const {
  return {permute(upstream, inverse_order(axes))};
}

std::array<Variable, 1> Permute::differentiable(std::span<const Variable>, const Variable&,
                                                const Variable& upstream) const {
  return {permute(upstream, inverse_order(axes))};
}

Variable permute(const Variable& x, std::span<const int> axes, SourceLocation where) {
  return apply(Permute{{axes.begin(), axes.end()}}, where, x);
}

Variable permute(const Variable& x, std::initializer_list<int> axes, SourceLocation where) {
  return permute(x, std::span<const int>(axes.begin(), axes.size()), where);
}

}  // namespace gradflow
