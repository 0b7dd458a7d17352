#pragma once
// Cumulative sums along an axis.

#include <array>
#include <span>
#include <string_view>

#include "autograd/op.h"
#include "tensor/cumulative.h"

namespace gradflow {

// A negative axis counts from the back. From the last element on when the direction is backward.
struct CumulativeSum {
  static constexpr std::string_view name = "cumulative_sum";
  static constexpr std::string_view formula =
      "y[i] = x[0] + … + x[i]; dx[i] = dy[i] + … + dy[last]";
  int axis;
  Direction direction = Direction::forward;
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable cumulative_sum(const Variable& x, int axis, Direction direction = Direction::forward,
                        SourceLocation where = SourceLocation::current());

}  // namespace gradflow
