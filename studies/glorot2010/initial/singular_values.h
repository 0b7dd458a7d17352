#pragma once
// Singular values of a matrix, values only. This study alone needs them, so a library computes them
// and not the framework.

#include <vector>

#include "tensor/tensor.h"

namespace glorot2010 {

// In falling order, as many as the matrix has columns, which may not be more than its rows: roots
// of the eigenvalues of AᵀA, in float64, half the work of a decomposition of A. A value is off by
// at most about 1e-8 of the largest one, and only those near 0 by so much. ShapeError for another
// shape.
std::vector<double> singular_values(const gradflow::Tensor& matrix);

}  // namespace glorot2010
