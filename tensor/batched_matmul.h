#pragma once
// The matrix product of each pair of matrices of two batches.

#include "tensor/matmul.h"

namespace gradflow {

// a is (…, rows, inner), or (…, inner, rows) with Transpose::yes; b is (…, inner, columns), or
// (…, columns, inner); the axes before the last two are the batch and are equal in both. Returns
// (…, rows, columns), each matrix with the bits that matmul gives for it alone. ShapeError when
// extents differ or there are less than two axes; TypeError when the element types do, or are
// int32.
Tensor batched_matmul(const Tensor& a, const Tensor& b, Transpose transpose_a = Transpose::no,
                      Transpose transpose_b = Transpose::no);

}  // namespace gradflow
