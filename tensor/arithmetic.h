#pragma once
// Element-wise arithmetic on tensors, with broadcasting: what rules, optimisers and tests are
// written in. Both operands have one element type; a number takes the type of the tensor beside it.

#include "tensor/tensor.h"

namespace gradflow {

Tensor operator+(const Tensor& a, const Tensor& b);
Tensor operator-(const Tensor& a, const Tensor& b);
Tensor operator*(const Tensor& a, const Tensor& b);
Tensor operator/(const Tensor& a, const Tensor& b);
Tensor operator-(const Tensor& a);

Tensor operator+(const Tensor& a, double b);
Tensor operator-(const Tensor& a, double b);
Tensor operator*(const Tensor& a, double b);
Tensor operator/(const Tensor& a, double b);
inline Tensor operator+(double a, const Tensor& b) { return b + a; }
inline Tensor operator*(double a, const Tensor& b) { return b * a; }
Tensor operator-(double a, const Tensor& b);
Tensor operator/(double a, const Tensor& b);

// target = alpha · x + beta · target, in place: fma(alpha, x, beta · target), so with beta = 1 each
// element is rounded once; near 1 in the way of ScaledSum; with beta = 0 target is not read. Shapes
// and types must be equal, and x not the target (ArgumentError); SharedError when the target is
// shared.
void add_scaled(Tensor& target, const Tensor& x, double alpha, double beta = 1.0);

}  // namespace gradflow
