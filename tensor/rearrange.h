#pragma once
// Copies that put elements elsewhere: transposition, slices, concatenation. Any element type.

#include <cstdint>
#include <span>

#include "tensor/tensor.h"

namespace gradflow {

// (rows, columns) → (columns, rows). ShapeError unless x has two axes.
Tensor transpose(const Tensor& x);

// Positions begin … end-1 of `axis`; along the leading axis this shares, otherwise it copies.
// ShapeError when they are out of range.
Tensor slice(const Tensor& x, int axis, std::int64_t begin, std::int64_t end);

// The tensors one after the other along `axis`; their other extents must be equal. ShapeError or
// TypeError naming the first that differs; ArgumentError for none at all.
Tensor concatenate(std::span<const Tensor> tensors, int axis);

// target[begin … along `axis`] = alpha · x + that: what undoes a slice, in place. ShapeError,
// TypeError or ArgumentError (x is the target) when they do not fit; SharedError when somebody else
// holds the target.
void add_to_slice(Tensor& target, const Tensor& x, int axis, std::int64_t begin, double alpha);

}  // namespace gradflow
