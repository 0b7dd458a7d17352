#include "tensor/reduce.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "tensor/arithmetic.h"
#include "tensor/fold.h"
#include "tensor/parallel.h"
#include "tensor/pool.h"

namespace gradflow {

namespace {

constexpr std::int64_t kBlocksAtOnce = 32;   // a fork takes 3 µs, as these do
constexpr std::int64_t kLineGrain = 131072;  // elements of many lines that go to one thread

// One long line, its blocks shared out over threads and then folded in order, as fold::line does.
template <class Reducer, class T>
double fold_long_line(const T* x, std::int64_t count) {
  const std::int64_t blocks = (count + fold::kBlock - 1) / fold::kBlock;
  if (blocks < 2 * kBlocksAtOnce) return fold::line<Reducer>(x, count);
  PooledVector<double> folded(static_cast<std::size_t>(blocks));
  for_ranges(blocks, kBlocksAtOnce, [&](std::int64_t begin, std::int64_t end) noexcept {
    for (std::int64_t block = begin; block < end; ++block) {
      const std::int64_t first = block * fold::kBlock;
      folded[static_cast<std::size_t>(block)] = static_cast<double>(
          fold::block<Reducer>(x + first, std::min(fold::kBlock, count - first)));
    }
  });
  double total = Reducer::template identity<double>();
  for (const double block : folded) total = Reducer::of(total, block);
  return total;
}

struct Lines {  // a tensor seen as outer × extent × inner, to be folded over extent
  std::int64_t outer, extent, inner;
};

// Lines, or strips of them, of `elements` each that are worth a thread.
std::int64_t grain_of(std::int64_t elements) {
  return std::max<std::int64_t>(1, kLineGrain / std::max<std::int64_t>(1, elements));
}

template <class Reducer, class T>
void fold_lines(const T* x, T* out, Lines lines) {
  if (lines.inner == 1) {
    if (lines.outer == 1) {
      out[0] = static_cast<T>(fold_long_line<Reducer>(x, lines.extent));
      return;
    }
    for_ranges(lines.outer, grain_of(lines.extent),
               [&](std::int64_t begin, std::int64_t end) noexcept {
                 for (std::int64_t i = begin; i < end; ++i)
                   out[i] = static_cast<T>(fold::line<Reducer>(x + i * lines.extent, lines.extent));
               });
    return;
  }
  const std::int64_t strips = (lines.inner + fold::kColumns - 1) / fold::kColumns;
  const std::int64_t grain = grain_of(lines.extent * std::min(fold::kColumns, lines.inner));
  for_ranges(lines.outer * strips, grain, [&](std::int64_t begin, std::int64_t end) noexcept {
    for (std::int64_t strip = begin; strip < end; ++strip) {
      const std::int64_t i = strip / strips, j = strip % strips * fold::kColumns;
      fold::columns<Reducer>(x + i * lines.extent * lines.inner + j, lines.extent, lines.inner,
                             std::min(fold::kColumns, lines.inner - j), out + i * lines.inner + j);
    }
  });
}

template <class Reducer>
Tensor reduce(const Tensor& x, Lines lines, const Shape& shape, std::string_view operation) {
  return dispatch_floating(x.dtype(), operation, [&]<class T>(T) {
    Tensor out = Tensor::uninitialised(shape, x.dtype());
    if (out.elements() > 0) fold_lines<Reducer>(x.values<T>().data(), out.edit<T>().data(), lines);
    return out;
  });
}

template <class Reducer>
Tensor reduce(const Tensor& x, int axis, KeepAxis keep, std::string_view operation) {
  require_defined(x, operation, "input");
  const int a = x.shape().axis(axis, operation);
  const Shape shape =
      keep == KeepAxis::yes ? x.shape().with_extent(a, 1) : x.shape().without_axis(a);
  return reduce<Reducer>(x, Lines{x.shape().outer(a), x.shape()[a], x.shape().inner(a)}, shape,
                         operation);
}

void require_elements(const Tensor& x, int axis, std::string_view operation) {
  require_defined(x, operation, "input");
  const int a = x.shape().axis(axis, operation);
  require<ShapeError>(x.shape()[a] > 0, "{}: axis {} of {} is empty", operation, axis, x.shape());
}

// Position along the axis of the first element that is ahead of all others, NaN ahead of numbers.
template <class Ahead>
Tensor first_ahead(const Tensor& x, int axis, std::string_view operation, Ahead ahead) {
  require_elements(x, axis, operation);
  const int a = x.shape().axis(axis, operation);
  const std::int64_t inner = x.shape().inner(a), extent = x.shape()[a];
  require<ShapeError>(extent <= std::numeric_limits<std::int32_t>::max(),
                      "{}: axis {} of {} has more elements than int32 counts", operation, axis,
                      x.shape());
  Tensor out = Tensor::zeros(x.shape().without_axis(a), DType::int32);
  const std::span<std::int32_t> indices = out.edit<std::int32_t>();
  dispatch_floating(x.dtype(), operation, [&]<class T>(T) {
    const std::span<const T> values = x.values<T>();
    for (std::int64_t line = 0; line < out.elements(); ++line) {
      const std::int64_t first = line / inner * extent * inner + line % inner;
      const auto at = [&](std::int64_t i) {
        return values[static_cast<std::size_t>(first + i * inner)];
      };
      std::int64_t best = 0;
      for (std::int64_t i = 1; i < extent; ++i)
        if (ahead(at(i), at(best)) || (std::isnan(at(i)) && !std::isnan(at(best)))) best = i;
      indices[static_cast<std::size_t>(line)] = static_cast<std::int32_t>(best);
    }
  });
  return out;
}

}  // namespace

Tensor sum(const Tensor& x) {
  require_defined(x, "sum", "input");
  return reduce<fold::Sum>(x, Lines{1, x.elements(), 1}, Shape{}, "sum");
}

Tensor sum(const Tensor& x, int axis, KeepAxis keep) {
  return reduce<fold::Sum>(x, axis, keep, "sum");
}

Tensor mean(const Tensor& x) {
  require_defined(x, "mean", "input");
  require<ShapeError>(x.elements() > 0, "mean: {} has no elements", x.shape());
  const Tensor total = reduce<fold::Sum>(x, Lines{1, x.elements(), 1}, Shape{}, "mean");
  return total / static_cast<double>(x.elements());
}

Tensor mean(const Tensor& x, int axis, KeepAxis keep) {
  require_elements(x, axis, "mean");
  return reduce<fold::Sum>(x, axis, keep, "mean") / static_cast<double>(x.extent(axis));
}

Tensor max(const Tensor& x, int axis, KeepAxis keep) {
  require_elements(x, axis, "max");
  return reduce<fold::Max>(x, axis, keep, "max");
}

// The smallest element is the largest of the negated ones; NaN stays NaN.
Tensor min(const Tensor& x, int axis, KeepAxis keep) {
  require_elements(x, axis, "min");
  return dispatch_floating(x.dtype(), "min", [&](auto) { return -max(-x, axis, keep); });
}

Tensor argmax(const Tensor& x, int axis) {
  return first_ahead(x, axis, "argmax", std::greater<>());
}

Tensor argmin(const Tensor& x, int axis) { return first_ahead(x, axis, "argmin", std::less<>()); }

Tensor sum_to(const Tensor& x, const Shape& shape) {
  require_defined(x, "sum_to", "input");
  if (x.shape() == shape) return x;
  require<ShapeError>(broadcasts_to(shape, x.shape()), "sum_to: {} does not broadcast to {}", shape,
                      x.shape());
  if (shape.elements() == 1 && x.elements() != 1) return sum(x).reshape(shape);
  Tensor reduced = x;
  const int added = x.rank() - shape.rank();
  for (int axis = 0; axis < x.rank(); ++axis)
    if (x.shape()[axis] != 1 && (axis < added || shape[axis - added] == 1))
      reduced = sum(reduced, axis, KeepAxis::yes);
  return reduced.reshape(shape);
}

}  // namespace gradflow
