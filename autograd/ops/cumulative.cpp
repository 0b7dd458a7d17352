#include "autograd/ops/cumulative.h"

namespace gradflow {

namespace {

Direction reversed(Direction direction) {
  return direction == Direction::forward ? Direction::backward : Direction::forward;
}

}  // namespace

Tensor CumulativeSum::forward(const Tensor& x) { return cumulative_sum(x, axis, direction); }

std::array<Gradient, 1> CumulativeSum::backward(const Tensor& upstream) const {
  return {cumulative_sum(upstream, axis, reversed(direction))};
}

std::array<Variable, 1> CumulativeSum::differentiable(std::span<const Variable>, const Variable&,
                                                      const Variable& upstream) const {
  return {cumulative_sum(upstream, axis, reversed(direction))};
}

Variable cumulative_sum(const Variable& x, int axis, Direction direction, SourceLocation where) {
  return apply(CumulativeSum{axis, direction}, where, x);
}

}  // namespace gradflow
