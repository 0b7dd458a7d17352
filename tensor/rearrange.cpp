#include "tensor/rearrange.h"

#include <algorithm>

#include "tensor/isa.h"
#include "tensor/parallel.h"

namespace gradflow {

namespace {

constexpr std::int64_t kTile = 16;  // rows and columns moved together, so that both stay in cache

// Extents around an axis, as runs of neighbouring elements.
struct Runs {
  std::int64_t outer, extent, inner;
  Runs(const Shape& shape, int axis)
      : outer(shape.outer(axis)), extent(shape[axis]), inner(shape.inner(axis)) {}
};

void check_range(const Shape& shape, int axis, std::int64_t begin, std::int64_t end,
                 std::string_view operation) {
  require<ShapeError>(0 <= begin && begin <= end && end <= shape[axis],
                      "{}: {} to {} is out of range for axis {} of {}", operation, begin, end, axis,
                      shape);
}

}  // namespace

Tensor transpose(const Tensor& x) {
  require_defined(x, "transpose", "input");
  require<ShapeError>(x.rank() == 2, "transpose: {} has {} axes, not two", x.shape(), x.rank());
  const std::int64_t rows = x.shape()[0], columns = x.shape()[1];
  Tensor out = Tensor::uninitialised(Shape{columns, rows}, x.dtype());
  dispatch(x.dtype(), [&]<class T>(T) {
    const T* from = x.values<T>().data();
    T* to = out.edit<T>().data();
    const std::int64_t grain = std::max(kTile, 32768 / std::max<std::int64_t>(1, columns));
    for_ranges(rows, grain, [=](std::int64_t begin, std::int64_t end) noexcept {
      for (std::int64_t i0 = begin; i0 < end; i0 += kTile)
        for (std::int64_t j0 = 0; j0 < columns; j0 += kTile)
          for (std::int64_t i = i0; i < std::min(end, i0 + kTile); ++i)
            for (std::int64_t j = j0; j < std::min(columns, j0 + kTile); ++j)
              to[j * rows + i] = from[i * columns + j];
    });
  });
  return out;
}

Tensor slice(const Tensor& x, int axis, std::int64_t begin, std::int64_t end) {
  require_defined(x, "slice", "input");
  const int a = x.shape().axis(axis, "slice");
  check_range(x.shape(), a, begin, end, "slice");
  if (a == 0) return x.rows(begin, end);
  const Runs runs(x.shape(), a);
  Tensor out = Tensor::uninitialised(x.shape().with_extent(a, end - begin), x.dtype());
  dispatch(x.dtype(), [&]<class T>(T) {
    const T* from = x.values<T>().data() + begin * runs.inner;
    T* to = out.edit<T>().data();
    const std::int64_t run = (end - begin) * runs.inner;
    for (std::int64_t i = 0; i < runs.outer; ++i)
      std::copy_n(from + i * runs.extent * runs.inner, run, to + i * run);
  });
  return out;
}

Tensor concatenate(std::span<const Tensor> tensors, int axis) {
  require(!tensors.empty(), "concatenate: no tensors given");
  const Tensor& first = tensors.front();
  require_defined(first, "concatenate", "tensor");
  const int a = first.shape().axis(axis, "concatenate");
  std::int64_t extent = 0;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const Tensor& next = tensors[i];
    require_defined(next, "concatenate", "tensor");
    require<TypeError>(next.dtype() == first.dtype(),
                       "concatenate: tensor 0 is {}, tensor {} is {}", first.dtype(), i,
                       next.dtype());
    require<ShapeError>(
        next.rank() == first.rank() &&
            next.shape().with_extent(a, first.shape()[a]) == first.shape(),
        "concatenate: tensor 0 is {}, tensor {} is {}; all extents but that of axis {} must agree",
        first.shape(), i, next.shape(), axis);
    extent += next.shape()[a];
  }
  Tensor out = Tensor::uninitialised(first.shape().with_extent(a, extent), first.dtype());
  dispatch(first.dtype(), [&]<class T>(T) {
    T* to = out.edit<T>().data();
    const Runs all(out.shape(), a);
    for (const Tensor& next : tensors) {
      const std::int64_t run = next.shape()[a] * all.inner;
      const T* from = next.values<T>().data();
      for (std::int64_t i = 0; i < all.outer; ++i)
        std::copy_n(from + i * run, run, to + i * all.extent * all.inner);
      to += run;
    }
  });
  return out;
}

void add_to_slice(Tensor& target, const Tensor& x, int axis, std::int64_t begin, double alpha) {
  require_defined(target, "add_to_slice", "target");
  require_defined(x, "add_to_slice", "operand");
  const int a = target.shape().axis(axis, "add_to_slice");
  require<ShapeError>(
      x.rank() == target.rank() && x.shape().with_extent(a, target.shape()[a]) == target.shape(),
      "add_to_slice: {} is not a slice of {} along axis {}", x.shape(), target.shape(), axis);
  require<TypeError>(x.dtype() == target.dtype(),
                     "add_to_slice: element types differ: target is {}, operand is {}",
                     target.dtype(), x.dtype());
  require(&target != &x, "add_to_slice: the target is its own operand; give a clone()");
  const std::int64_t extent = target.shape()[a];
  check_range(target.shape(), a, begin, begin + (begin <= extent ? x.shape()[a] : 0),
              "add_to_slice");
  dispatch_floating(target.dtype(), "add_to_slice", [&]<class T>(T) {
    const Runs runs(target.shape(), a);
    const T* from = x.values<T>().data();
    T* to = target.edit<T>().data() + begin * runs.inner;
    const std::int64_t run = x.shape()[a] * runs.inner;
    const T factor = static_cast<T>(alpha);
    for (std::int64_t i = 0; i < runs.outer; ++i)
      for (std::int64_t j = 0; j < run; ++j) {
        T& element = to[i * runs.extent * runs.inner + j];
        element = multiply_add(factor, from[i * run + j], element);
      }
  });
}

}  // namespace gradflow
