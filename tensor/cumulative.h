#pragma once
// Sums of all that stands before, along an axis.

#include "tensor/tensor.h"

namespace gradflow {

enum class Direction : bool { forward, backward };  // from the first element on, or from the last

// y[i] = x[0] + … + x[i] along `axis`; backward: x[i] + … + x[last]. A line is added up in order,
// in float64. ShapeError for an axis that is none, TypeError for int32.
Tensor cumulative_sum(const Tensor& x, int axis, Direction direction = Direction::forward);

}  // namespace gradflow
