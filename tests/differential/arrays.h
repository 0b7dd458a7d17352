#pragma once
// Tensors as plain numbers, and how far two of them are apart.
//
// NOTE: the unit of an error in nn/
//  |ours - theirs| / (ε · max(1, |theirs|)), where |theirs| is the largest of the array: inputs,
//  weights and upstream gradients are about 1, and an array that is smaller is what such terms have
//  left of each other.

#include <string>

#include "tensor/random.h"
#include "tensor/tensor.h"
#include "tests/differential/peer.h"

namespace gradflow::differential {

DType element_type(Precision precision);
double epsilon_of(Precision precision);

Array to_array(const Tensor& x);
Tensor to_tensor(const Array& x, DType dtype);
// Normal with the deviation, rounded to the type.
Array drawn_normal(const Shape& shape, Rng& rng, double deviation, Precision rounded);

// The largest finite magnitude; 0 if there is none.
double largest_finite(const Array& x);
// |ours - theirs| / (ε · max(|theirs|, floor)); 0 where both are NaN or the same infinity, and
// infinite where only one is finite.
double error_between(double ours, double theirs, double floor, double epsilon);

// The worst element. Infinite for other shapes, and where one is not finite and the other differs.
double array_error(const Array& ours, const Array& theirs, Precision unit);

}  // namespace gradflow::differential
