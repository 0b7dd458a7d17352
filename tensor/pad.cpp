#include "tensor/pad.h"

#include <algorithm>

#include "tensor/parallel.h"
#include "tensor/rearrange.h"

namespace gradflow {

namespace {

constexpr std::int64_t kMost = std::int64_t{1} << 48;  // as many as a shape may have elements

void check_padding(const Shape& shape, std::span<const AxisPadding> padding,
                   std::string_view operation) {
  require<ShapeError>(static_cast<int>(padding.size()) == shape.rank(),
                      "{}: {} paddings for {}; expected one for each axis", operation,
                      padding.size(), shape);
  const auto in_range = [](std::int64_t positions) { return 0 <= positions && positions <= kMost; };
  for (std::size_t axis = 0; axis < padding.size(); ++axis)
    require(in_range(padding[axis].before) && in_range(padding[axis].after),
            "{}: axis {} is padded by {} before and {} after; expected 0 to 2^48", operation, axis,
            padding[axis].before, padding[axis].after);
}

}  // namespace

Tensor pad(const Tensor& x, std::span<const AxisPadding> padding, double value) {
  require_defined(x, "pad", "input");
  check_padding(x.shape(), padding, "pad");
  Shape shape = x.shape();
  for (std::size_t i = 0; i < padding.size(); ++i) {
    const int axis = static_cast<int>(i);
    shape = shape.with_extent(axis, padding[i].before + shape[axis] + padding[i].after);
  }
  if (shape == x.shape()) return x;
  Tensor out = Tensor::full(shape, value, x.dtype());
  if (x.elements() == 0) return out;
  dispatch(x.dtype(), [&]<class T>(T) {
    const T* from = x.values<T>().data();
    T* to = out.edit<T>().data();
    const Shape inside = x.shape();
    const int last = inside.rank() - 1;
    const std::int64_t length = inside[last];
    const std::int64_t grain = std::max<std::int64_t>(1, 32768 / length);
    for_ranges(inside.elements() / length, grain,
               [&](std::int64_t begin, std::int64_t end) noexcept {
                 for (std::int64_t row = begin; row < end; ++row) {
                   std::int64_t at = padding.back().before, rest = row;
                   for (int axis = last - 1; axis >= 0; --axis) {
                     const std::int64_t before = padding[static_cast<std::size_t>(axis)].before;
                     at += (before + rest % inside[axis]) * shape.inner(axis);
                     rest /= inside[axis];
                   }
                   std::copy_n(from + row * length, length, to + at);
                 }
               });
  });
  return out;
}

Tensor unpad(const Tensor& x, std::span<const AxisPadding> padding) {
  require_defined(x, "unpad", "input");
  check_padding(x.shape(), padding, "unpad");
  Tensor inside = x;
  for (std::size_t i = 0; i < padding.size(); ++i) {
    const int axis = static_cast<int>(i);
    const std::int64_t extent = x.shape()[axis];
    require<ShapeError>(padding[i].before + padding[i].after <= extent,
                        "unpad: axis {} of {} is smaller than its padding, {} + {}", axis,
                        x.shape(), padding[i].before, padding[i].after);
    if (padding[i].before + padding[i].after > 0)
      inside = slice(inside, axis, padding[i].before, extent - padding[i].after);
  }
  return inside;
}

}  // namespace gradflow
