#pragma once
// Elements chosen by others: by a condition, or by positions along an axis.

#include "tensor/tensor.h"

namespace gradflow {

// a where the condition is not 0, else b; all three stretched by NumPy's rule. The condition is
// int32; a and b have one type, any. TypeError or ShapeError otherwise.
Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b);

// y[…, i, …] = x[…, index[…, i, …], …], along `axis`: each line of an int32 `index` picks from the
// line of x at its place, so all other extents agree. ShapeError or TypeError otherwise,
// ArgumentError for a position out of range; a negative one is.
Tensor gather(const Tensor& x, int axis, const Tensor& index);

// Zeros of `shape`, with y added where gather along `axis` took it from: what undoes it. A line is
// added up by one thread, in the order of `index`, so the bits do not depend on their number. y has
// the shape of `index`, which gather would take for an x of `shape`.
Tensor scatter_sum(const Tensor& y, int axis, const Tensor& index, const Shape& shape);

}  // namespace gradflow
