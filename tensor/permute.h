#pragma once
// A copy with the axes in another order.

#include <span>
#include <vector>

#include "tensor/tensor.h"

namespace gradflow {

// Axis i of the result is axis axes[i] of x, counted from the back when negative. Any element type.
// Shares when the order is that of x. ShapeError unless `axes` names each axis of x once.
Tensor permute(const Tensor& x, std::span<const int> axes);

// The order that undoes `axes`, each axis once, which may be counted from the back. ShapeError for
// an axis that is none.
std::vector<int> inverse_order(std::span<const int> axes);

}  // namespace gradflow
