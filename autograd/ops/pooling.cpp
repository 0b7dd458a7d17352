#include "autograd/ops/pooling.h"

#include <algorithm>
#include <limits>

#include "tensor/fold.h"
#include "tensor/parallel.h"

namespace gradflow {

namespace {

constexpr std::int64_t kPoolGrain = 8192;  // elements looked at by one thread

// The extents of x as images, one of them for each channel of each example.
struct Planes {
  std::int64_t count;
  PerAxis extents;
  std::int64_t size() const { return extents.height * extents.width; }
};

Planes planes_of(const Shape& x, std::string_view operation) {
  require<ShapeError>(x.rank() == 3 || x.rank() == 4,
                      "{}: x is {}; expected (batch, channels, height, width) or (batch, channels, "
                      "length)",
                      operation, x);
  return {x[0] * x[1], {x.rank() == 4 ? x[2] : 1, x[x.rank() - 1]}};
}

Shape with_extents(const Shape& x, std::int64_t height, std::int64_t width) {
  return x.rank() == 4 ? Shape{x[0], x[1], height, width} : Shape{x[0], x[1], width};
}

Window window_of(const Shape& x, PerAxis kernel, const PoolingOptions& options,
                 std::string_view operation) {
  const PerAxis extents = planes_of(x, operation).extents;
  PerAxis stride = options.stride.value_or(kernel), padding = options.padding;
  if (x.rank() == 3) {
    kernel.height = stride.height = 1;
    padding.height = 0;
  }
  const Window window = sliding_window(operation, extents, kernel, stride, padding);
  require(2 * padding.height <= kernel.height && 2 * padding.width <= kernel.width,
          "{}: padding is {}; expected at most half of the kernel, which is {}", operation, padding,
          kernel);
  return window;
}

// Elements that the windows of a plane look at, or more than the grain.
std::int64_t elements_seen(const Window& window) {
  const auto along = [](const WindowAxis& axis) {
    return std::min(kPoolGrain, axis.positions() * std::min(axis.kernel, axis.extent));
  };
  return along(window.rows) * along(window.columns);
}

// Of a window, padding included.
template <class T>
T count_of_taps(const Window& window) {
  return static_cast<T>(window.rows.kernel) * static_cast<T>(window.columns.kernel);
}

// body(plane) for each, shared out by the elements it looks at.
template <class Body>
void for_planes(std::int64_t count, std::int64_t elements, Body body) {
  for_ranges(count, std::max<std::int64_t>(1, kPoolGrain / std::max<std::int64_t>(1, elements)),
             [=](std::int64_t begin, std::int64_t end) noexcept {
               for (std::int64_t plane = begin; plane < end; ++plane) body(plane);
             });
}

// body(first, stride, to, count) for one tap of one row of windows: elements first, first +
// stride … of a plane belong to `count` windows from `to` on.
template <class Body>
void for_runs(const Window& window, Body body) {
  const std::int64_t width = window.columns.positions();
  const Range columns = window.columns.taps(0, width - 1);
  for (std::int64_t row = 0; row < window.rows.positions(); ++row) {
    const Range rows = window.rows.taps(row, row);
    for (std::int64_t i = rows.begin; i < rows.end; ++i) {
      const std::int64_t y = window.rows.element(row, i);
      for (std::int64_t j = columns.begin; j < columns.end; ++j) {
        const Range across = window.columns.inside(j);
        if (across.size() == 0) continue;
        body(y * window.columns.extent + window.columns.element(across.begin, j),
             window.columns.stride, row * width + across.begin, across.size());
      }
    }
  }
}

// Each window starts with its first element, and takes every larger one.
template <class T>
void largest_of_plane(const T* x, const Window& window, T* largest,
                      std::int32_t* winners) noexcept {
  const std::int64_t height = window.rows.positions(), width = window.columns.positions();
  for (std::int64_t row = 0; row < height; ++row)
    for (std::int64_t column = 0; column < width; ++column) {
      const std::int64_t first =
          std::max<std::int64_t>(0, window.rows.element(row, 0)) * window.columns.extent +
          std::max<std::int64_t>(0, window.columns.element(column, 0));
      largest[row * width + column] = x[first];
      winners[row * width + column] = static_cast<std::int32_t>(first);
    }
  for_runs(window, [=](std::int64_t first, std::int64_t stride, std::int64_t to,
                       std::int64_t count) noexcept {
    for (std::int64_t k = 0; k < count; ++k) {
      const T element = x[first + k * stride], before = largest[to + k];
      const bool larger = element > before || (element != element && before == before);
      largest[to + k] = larger ? element : before;
      winners[to + k] = larger ? static_cast<std::int32_t>(first + k * stride) : winners[to + k];
    }
  });
}

// Window `i` of `count` over an axis.
Range even_share(std::int64_t i, std::int64_t count, std::int64_t extent) {
  return {i * extent / count, ((i + 1) * extent + count - 1) / count};
}

// body(window, rows, columns) for the windows that cover a plane.
template <class Body>
void for_shares(PerAxis size, PerAxis extents, Body body) {
  for (std::int64_t i = 0; i < size.height; ++i)
    for (std::int64_t j = 0; j < size.width; ++j)
      body(i * size.width + j, even_share(i, size.height, extents.height),
           even_share(j, size.width, extents.width));
}

}  // namespace

Tensor MaxPool::forward(const Tensor& x) {
  const Window window = window_of(x.shape(), kernel, options, name);
  const Planes planes = planes_of(x.shape(), name);
  require<ShapeError>(planes.size() <= std::numeric_limits<std::int32_t>::max(),
                      "max_pool: x is {}; expected images of at most {} elements", x.shape(),
                      std::numeric_limits<std::int32_t>::max());
  require<ShapeError>(window.positions() == 0 || planes.size() > 0,
                      "max_pool: the images of x, {}, have no elements", x.shape());
  shape = x.shape();
  const std::int64_t positions = window.positions();
  Tensor y = Tensor::uninitialised(
      with_extents(shape, window.rows.positions(), window.columns.positions()), x.dtype());
  winners = Tensor::uninitialised(y.shape(), DType::int32);
  dispatch_floating(x.dtype(), name, [&]<class T>(T) {
    const T* from = x.values<T>().data();
    T* to = y.edit<T>().data();
    std::int32_t* of = winners.edit<std::int32_t>().data();
    for_planes(planes.count, elements_seen(window), [=](std::int64_t plane) noexcept {
      largest_of_plane(from + plane * planes.size(), window, to + plane * positions,
                       of + plane * positions);
    });
  });
  return y;
}

std::array<Gradient, 1> MaxPool::backward(const Tensor& upstream) const {
  const Planes planes = planes_of(shape, name);
  const std::int64_t positions = upstream.elements() / std::max<std::int64_t>(1, planes.count);
  Tensor dx = Tensor::uninitialised(shape, upstream.dtype());
  dispatch_floating(dx.dtype(), name, [&]<class T>(T) {
    const T* from = upstream.values<T>().data();
    const std::int32_t* of = winners.values<std::int32_t>().data();
    T* to = dx.edit<T>().data();
    for_planes(planes.count, planes.size(), [=](std::int64_t plane) noexcept {
      T* const image = to + plane * planes.size();
      std::fill_n(image, planes.size(), T{0});
      for (std::int64_t p = plane * positions; p < (plane + 1) * positions; ++p)
        image[of[p]] += from[p];
    });
  });
  return {dx};
}

Tensor AveragePool::forward(const Tensor& x) {
  const Window window = window_of(x.shape(), kernel, options, name);
  const Planes planes = planes_of(x.shape(), name);
  shape = x.shape();
  const std::int64_t positions = window.positions();
  Tensor y = Tensor::uninitialised(
      with_extents(shape, window.rows.positions(), window.columns.positions()), x.dtype());
  dispatch_floating(x.dtype(), name, [&]<class T>(T) {
    const T* from = x.values<T>().data();
    T* to = y.edit<T>().data();
    const T count = count_of_taps<T>(window);
    for_planes(planes.count, elements_seen(window), [=](std::int64_t plane) noexcept {
      const T* const image = from + plane * planes.size();
      T* const means = to + plane * positions;
      std::fill_n(means, positions, T{0});
      for_runs(window, [=](std::int64_t first, std::int64_t stride, std::int64_t window_begin,
                           std::int64_t windows) noexcept {
        for (std::int64_t k = 0; k < windows; ++k)
          means[window_begin + k] += image[first + k * stride];
      });
      for (std::int64_t p = 0; p < positions; ++p) means[p] /= count;
    });
  });
  return y;
}

std::array<Gradient, 1> AveragePool::backward(const Tensor& upstream) const {
  const Window window = window_of(shape, kernel, options, name);
  const Planes planes = planes_of(shape, name);
  const std::int64_t positions = window.positions();
  Tensor dx = Tensor::uninitialised(shape, upstream.dtype());
  dispatch_floating(dx.dtype(), name, [&]<class T>(T) {
    const T* from = upstream.values<T>().data();
    T* to = dx.edit<T>().data();
    const T count = count_of_taps<T>(window);
    for_planes(planes.count, elements_seen(window), [=](std::int64_t plane) noexcept {
      const T* const slopes = from + plane * positions;
      T* const image = to + plane * planes.size();
      std::fill_n(image, planes.size(), T{0});
      for_runs(window, [=](std::int64_t first, std::int64_t stride, std::int64_t window_begin,
                           std::int64_t windows) noexcept {
        for (std::int64_t k = 0; k < windows; ++k)
          image[first + k * stride] += slopes[window_begin + k] / count;
      });
    });
  });
  return {dx};
}

Tensor AdaptiveAveragePool::forward(const Tensor& x) {
  const Planes planes = planes_of(x.shape(), name);
  if (x.rank() == 3) size.height = 1;
  require(size.height >= 1 && size.width >= 1,
          "adaptive_average_pool: size is {}; expected at least 1 along each axis", size);
  require<ShapeError>(planes.size() > 0,
                      "adaptive_average_pool: the images of x, {}, have no elements", x.shape());
  shape = x.shape();
  Tensor y = Tensor::uninitialised(with_extents(shape, size.height, size.width), x.dtype());
  dispatch_floating(x.dtype(), name, [&]<class T>(T) {
    const T* from = x.values<T>().data();
    T* to = y.edit<T>().data();
    const PerAxis windows = size;
    for_planes(planes.count, planes.size(), [=](std::int64_t plane) noexcept {
      const T* const image = from + plane * planes.size();
      T* const means = to + plane * windows.height * windows.width;
      for_shares(windows, planes.extents, [=](std::int64_t k, Range rows, Range columns) noexcept {
        double total = 0;
        for (std::int64_t row = rows.begin; row < rows.end; ++row)
          total += fold::line<fold::Sum>(image + row * planes.extents.width + columns.begin,
                                         columns.size());
        means[k] = static_cast<T>(total / static_cast<double>(rows.size() * columns.size()));
      });
    });
  });
  return y;
}

std::array<Gradient, 1> AdaptiveAveragePool::backward(const Tensor& upstream) const {
  const Planes planes = planes_of(shape, name);
  Tensor dx = Tensor::uninitialised(shape, upstream.dtype());
  dispatch_floating(dx.dtype(), name, [&]<class T>(T) {
    const T* from = upstream.values<T>().data();
    T* to = dx.edit<T>().data();
    const PerAxis windows = size;
    for_planes(planes.count, planes.size(), [=](std::int64_t plane) noexcept {
      const T* const slopes = from + plane * windows.height * windows.width;
      T* const image = to + plane * planes.size();
      std::fill_n(image, planes.size(), T{0});
      for_shares(windows, planes.extents, [=](std::int64_t k, Range rows, Range columns) noexcept {
        const T share = slopes[k] / static_cast<T>(rows.size() * columns.size());
        for (std::int64_t row = rows.begin; row < rows.end; ++row)
          for (std::int64_t column = columns.begin; column < columns.end; ++column)
            image[row * planes.extents.width + column] += share;
      });
    });
  });
  return {dx};
}

Variable max_pool(const Variable& x, PerAxis kernel, const PoolingOptions& options,
                  SourceLocation where) {
  return apply(MaxPool{kernel, options, {}, {}}, where, x);
}

Variable average_pool(const Variable& x, PerAxis kernel, const PoolingOptions& options,
                      SourceLocation where) {
  return apply(AveragePool{kernel, options, {}}, where, x);
}

Variable adaptive_average_pool(const Variable& x, PerAxis size, SourceLocation where) {
  return apply(AdaptiveAveragePool{size, {}}, where, x);
}

}  // namespace gradflow
