#pragma once
// The matrix product. Every element of a product is summed from zero along the inner extent, in an
// order that depends on that extent and on which factors are transposed, and rounded once when it
// is added to what it goes into; so neither the number of threads, nor the batch a row stands in,
// nor whether a gradient was formed on the way changes a bit.

#include "tensor/tensor.h"

namespace gradflow {

enum class Transpose : bool { no, yes };

// a is (rows, inner), or (inner, rows) with Transpose::yes; b is (inner, columns), or
// (columns, inner). Returns (rows, columns). ShapeError when the inner extents differ; TypeError
// when the element types do, or are int32.
Tensor matmul(const Tensor& a, const Tensor& b, Transpose transpose_a = Transpose::no,
              Transpose transpose_b = Transpose::no);

// target = alpha · a b + beta · target, in place: with beta = 0 target is not read, otherwise each
// element is fma(alpha, sum, beta · target), near 1 in the way of ScaledSum. SharedError when
// somebody else holds the target; ArgumentError when a or b is the target.
void matmul_into(Tensor& target, const Tensor& a, const Tensor& b, Transpose transpose_a,
                 Transpose transpose_b, double alpha, double beta);

// The two products of a backward pass that meet in one matrix: returns a b, formed with b as it is,
// and leaves b = alpha · aᵀ x + beta · b, for a (rows, inner), b (inner, columns) and x (rows,
// columns). The bits are those of matmul followed by matmul_into; up to a dozen rows take one walk
// over b for both. Errors as of these two.
Tensor matmul_then_update(const Tensor& a, Tensor& b, const Tensor& x, double alpha, double beta);

// Shape of the product, with the same checks.
Shape matmul_shape(const Tensor& a, const Tensor& b, Transpose transpose_a, Transpose transpose_b);

}  // namespace gradflow
