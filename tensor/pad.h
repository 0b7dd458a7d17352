#pragma once
// A frame of one value around a tensor.

#include <cstdint>
#include <initializer_list>
#include <span>

#include "tensor/tensor.h"

namespace gradflow {

struct AxisPadding {
  std::int64_t before = 0, after = 0;  // positions added at the front and at the back of an axis
};

// x with `value` around it; one padding for each axis, in order. Any element type. ShapeError for
// another number of them; ArgumentError for one that is negative or above 2^48, or a value that is
// no int32 where x is.
Tensor pad(const Tensor& x, std::span<const AxisPadding> padding, double value = 0);
inline Tensor pad(const Tensor& x, std::initializer_list<AxisPadding> padding, double value = 0) {
  return pad(x, std::span<const AxisPadding>(padding.begin(), padding.size()), value);
}

// x without what such a frame covers: what undoes pad. ShapeError when x is smaller than the frame.
Tensor unpad(const Tensor& x, std::span<const AxisPadding> padding);

}  // namespace gradflow
