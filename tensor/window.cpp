#include "tensor/window.h"

#include <algorithm>
#include <limits>

#include "tensor/parallel.h"

namespace gradflow {

namespace {

constexpr std::int64_t kWindowGrain = 32768;  // elements copied by one thread

// Larger numbers would not fit their products into 64 bits.
constexpr std::int64_t kLargest = std::numeric_limits<std::int32_t>::max();

void check_number(std::string_view operation, std::string_view what, PerAxis given,
                  std::int64_t least) {
  require(std::min(given.height, given.width) >= least &&
              std::max(given.height, given.width) <= kLargest,
          "{}: {} is {}; expected {} to {} along each axis", operation, what, given, least,
          kLargest);
}

template <class T>
void copy_spread(const T* __restrict from, std::int64_t stride, T* __restrict to,
                 std::int64_t count) noexcept {
  if (stride == 1) {
    std::copy_n(from, count, to);
  } else {
    for (std::int64_t i = 0; i < count; ++i) to[i] = from[i * stride];
  }
}

template <class T>
void add_spread(const T* __restrict from, T* __restrict to, std::int64_t stride,
                std::int64_t count) noexcept {
  if (stride == 1) {
    for (std::int64_t i = 0; i < count; ++i) to[i] += from[i];
  } else {
    for (std::int64_t i = 0; i < count; ++i) to[i * stride] += from[i];
  }
}

// One tap of every window of one plane.
template <class T>
void gather_tap(const T* plane, const Window& window, std::int64_t i, std::int64_t j,
                T* to) noexcept {
  const Range across = window.columns.inside(j);
  const Range down = across.size() > 0 ? window.rows.inside(i) : across;
  const std::int64_t width = window.columns.positions(), height = window.rows.positions();
  std::fill_n(to, down.begin * width, T{0});
  for (std::int64_t row = down.begin; row < down.end; ++row) {
    T* const line = to + row * width;
    std::fill_n(line, across.begin, T{0});
    copy_spread(plane + window.rows.element(row, i) * window.columns.extent +
                    window.columns.element(across.begin, j),
                window.columns.stride, line + across.begin, across.size());
    std::fill_n(line + across.end, width - across.end, T{0});
  }
  std::fill_n(to + down.end * width, (height - down.end) * width, T{0});
}

template <class T>
void add_tap(const T* from, const Window& window, std::int64_t i, std::int64_t j,
             T* plane) noexcept {
  const Range across = window.columns.inside(j);
  const Range down = across.size() > 0 ? window.rows.inside(i) : across;
  const std::int64_t width = window.columns.positions();
  for (std::int64_t row = down.begin; row < down.end; ++row)
    add_spread(from + row * width + across.begin,
               plane + window.rows.element(row, i) * window.columns.extent +
                   window.columns.element(across.begin, j),
               window.columns.stride, across.size());
}

// body(plane of the images, part of the columns), for each plane with its taps one row of columns
// apart.
template <class Body>
void for_planes(const Shape& images, const Window& window, Range of_images, Range of_channels,
                Body body) {
  const std::int64_t channels = of_channels.size(), positions = window.positions();
  const std::int64_t columns = of_images.size() * positions;
  const std::int64_t grain = std::max<std::int64_t>(
      1, kWindowGrain / std::max<std::int64_t>(1, positions * window.taps()));
  for_ranges(of_images.size() * channels, grain,
             [=](std::int64_t begin, std::int64_t end) noexcept {
               for (std::int64_t k = begin; k < end; ++k) {
                 const std::int64_t image = k / channels, channel = k % channels;
                 const std::int64_t plane =
                     (of_images.begin + image) * images[1] + of_channels.begin + channel;
                 body(plane * images.inner(1),
                      channel * window.taps() * columns + image * positions, columns);
               }
             });
}

}  // namespace

Window sliding_window(std::string_view operation, PerAxis extents, PerAxis kernel, PerAxis stride,
                      PerAxis padding, PerAxis dilation) {
  check_number(operation, "kernel", kernel, 1);
  check_number(operation, "stride", stride, 1);
  check_number(operation, "padding", padding, 0);
  check_number(operation, "dilation", dilation, 1);
  const Window window{
      {extents.height, kernel.height, stride.height, padding.height, dilation.height},
      {extents.width, kernel.width, stride.width, padding.width, dilation.width}};
  require<ShapeError>(
      window.rows.reach() <= extents.height + 2 * padding.height &&
          window.columns.reach() <= extents.width + 2 * padding.width,
      "{}: a kernel of {} with dilation {} reaches over {}, more than the {} of the "
      "input with padding {}",
      operation, kernel, dilation, PerAxis(window.rows.reach(), window.columns.reach()), extents,
      padding);
  // Made to refuse more than memory holds, before it is multiplied.
  [[maybe_unused]] const Shape positions{window.rows.positions(), window.columns.positions()};
  return window;
}

Tensor im2col(const Tensor& images, const Window& window, Range of_images, Range of_channels) {
  Tensor columns = Tensor::uninitialised(
      {of_channels.size() * window.taps(), of_images.size() * window.positions()}, images.dtype());
  dispatch_floating(images.dtype(), "im2col", [&]<class T>(T) {
    const T* from = images.values<T>().data();
    T* to = columns.edit<T>().data();
    for_planes(images.shape(), window, of_images, of_channels,
               [=](std::int64_t plane, std::int64_t part, std::int64_t length) noexcept {
                 for (std::int64_t i = 0; i < window.rows.kernel; ++i)
                   for (std::int64_t j = 0; j < window.columns.kernel; ++j)
                     gather_tap(from + plane, window, i, j,
                                to + part + (i * window.columns.kernel + j) * length);
               });
  });
  return columns;
}

void col2im(Tensor& images, const Tensor& columns, const Window& window, Range of_images,
            Range of_channels) {
  dispatch_floating(images.dtype(), "col2im", [&]<class T>(T) {
    const T* from = columns.values<T>().data();
    T* to = images.edit<T>().data();
    const std::int64_t size = images.shape().inner(1);
    for_planes(images.shape(), window, of_images, of_channels,
               [=](std::int64_t plane, std::int64_t part, std::int64_t length) noexcept {
                 std::fill_n(to + plane, size, T{0});
                 for (std::int64_t i = 0; i < window.rows.kernel; ++i)
                   for (std::int64_t j = 0; j < window.columns.kernel; ++j)
                     add_tap(from + part + (i * window.columns.kernel + j) * length, window, i, j,
                             to + plane);
               });
  });
}

}  // namespace gradflow
