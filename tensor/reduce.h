#pragma once
// Reductions: one element for all of a tensor, or for each line along an axis. Elements are folded
// in blocks whose limits depend on the shape alone, and the blocks in order, in float64; so the
// bits do not depend on the number of threads. An element of float32 passes through at most 128
// additions in float32 on the way, so a sum is off by at most about 64 ulp of the sum of
// magnitudes.

#include <cstdint>
#include <string_view>

#include "tensor/tensor.h"

namespace gradflow {

enum class KeepAxis : bool { no, yes };  // yes: the reduced axis stays, with extent 1

// Sum over all elements (rank 0), or along `axis`. An empty sum is 0.
Tensor sum(const Tensor& x);
Tensor sum(const Tensor& x, int axis, KeepAxis keep = KeepAxis::no);
// Mean: the sum over the count, and so not finite where the sum is beyond the type. ShapeError for
// a mean of no elements.
Tensor mean(const Tensor& x);
Tensor mean(const Tensor& x, int axis, KeepAxis keep = KeepAxis::no);
// Largest element, NaN if there is one; ShapeError when the axis is empty.
Tensor max(const Tensor& x, int axis, KeepAxis keep = KeepAxis::no);
// Index of the first element that max would give, NaN included, int32; ShapeError when the axis is
// empty.
Tensor argmax(const Tensor& x, int axis);
// The same for the smallest element.
Tensor min(const Tensor& x, int axis, KeepAxis keep = KeepAxis::no);
Tensor argmin(const Tensor& x, int axis);

// Sums over the axes along which `shape` was stretched to x.shape(): what undoes a broadcast.
// ShapeError unless `shape` broadcasts to x.shape().
Tensor sum_to(const Tensor& x, const Shape& shape);

}  // namespace gradflow
