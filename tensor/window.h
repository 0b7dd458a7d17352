#pragma once
// A window that slides over images (batch, channels, height, width): where its elements lie, and
// the copies between images and the matrix of all their windows, which make a matrix product of a
// convolution. A signal (batch, channels, length) is an image of one row. Used by convolution and
// pooling.

#include <fmt/core.h>

#include <cstdint>
#include <string_view>

#include "tensor/tensor.h"

namespace gradflow {

// A number for each axis of an image, or one for both.
struct PerAxis {
  std::int64_t height, width;
  constexpr PerAxis(std::int64_t both) : height(both), width(both) {}  // NOLINT: {.stride = 2}
  constexpr PerAxis(std::int64_t of_height, std::int64_t of_width)
      : height(of_height), width(of_width) {}
  friend bool operator==(const PerAxis&, const PerAxis&) = default;
};

struct Range {
  std::int64_t begin, end;
  std::int64_t size() const { return end - begin; }
};

// Along one axis: `kernel` taps, `dilation` apart, that move by `stride` over `extent` elements
// with `padding` more before and after them.
struct WindowAxis {
  std::int64_t extent, kernel, stride, padding, dilation;

  std::int64_t reach() const { return dilation * (kernel - 1) + 1; }
  std::int64_t positions() const { return (extent + 2 * padding - reach()) / stride + 1; }
  // Element under the tap of the window at `position`; outside of 0 … extent-1 it is padding.
  std::int64_t element(std::int64_t position, std::int64_t tap) const {
    return position * stride + tap * dilation - padding;
  }
  // The taps that lie on an element and not on padding, of the windows at `first` to `last`.
  Range taps(std::int64_t first, std::int64_t last) const {
    const std::int64_t before = padding - last * stride, from = extent + padding - first * stride;
    const std::int64_t begin = before > 0 ? (before + dilation - 1) / dilation : 0;
    const std::int64_t on_elements = from > 0 ? (from + dilation - 1) / dilation : 0;
    const std::int64_t end = on_elements < kernel ? on_elements : kernel;
    return begin < end ? Range{begin, end} : Range{0, 0};
  }
  // The positions whose tap lies on an element and not on padding.
  Range inside(std::int64_t tap) const {
    const std::int64_t first = element(0, tap);
    const std::int64_t on_elements = first < extent ? (extent - first + stride - 1) / stride : 0;
    const std::int64_t end = on_elements < positions() ? on_elements : positions();
    const std::int64_t begin = first < 0 ? (stride - 1 - first) / stride : 0;
    return begin < end ? Range{begin, end} : Range{0, 0};
  }
};

struct Window {
  WindowAxis rows, columns;
  std::int64_t positions() const { return rows.positions() * columns.positions(); }
  std::int64_t taps() const { return rows.kernel * columns.kernel; }
};

// For images of these extents. ArgumentError, naming `operation`, unless kernel, stride and
// dilation are at least 1 and the padding is not negative; ShapeError for a kernel that reaches
// over more than the padded image.
Window sliding_window(std::string_view operation, PerAxis extents, PerAxis kernel, PerAxis stride,
                      PerAxis padding, PerAxis dilation = 1);

// The windows of some images and channels as the columns of a matrix (channels · taps, images ·
// positions), with 0 where they lie on padding: row (c, i, j) holds tap (i, j) of channel c, column
// (n, p) the window of image n at position p.
Tensor im2col(const Tensor& images, const Window& window, Range of_images, Range of_channels);

// What undoes it: each element of these images and channels becomes the sum of what the columns
// hold of it, tap after tap. Elements go to threads by where they arrive, so their sums have one
// order.
void col2im(Tensor& images, const Tensor& columns, const Window& window, Range of_images,
            Range of_channels);

}  // namespace gradflow

template <>
struct fmt::formatter<gradflow::PerAxis> : gradflow::PlainFormatter {
  template <class Context>
  auto format(gradflow::PerAxis of, Context& context) const {
    return fmt::format_to(context.out(), "[{}, {}]", of.height, of.width);
  }
};
