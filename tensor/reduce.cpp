#include "tensor/reduce.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "tensor/arithmetic.h"
#include "tensor/isa.h"
#include "tensor/parallel.h"

namespace gradflow {

namespace {

struct Sum {
  template <class T>
  static T identity() {
    return T{0};
  }
  template <class T>
  T operator()(T a, T b) const {
    return a + b;
  }
};

struct Max {
  template <class T>
  static T identity() {
    return -std::numeric_limits<T>::infinity();
  }
  template <class T>
  T operator()(T a, T b) const {  // keeps a NaN on either side
    return (a > b || a != a) ? a : b;
  }
};

template <class T>
bool exceeds(T a, T b) {  // NaN above all numbers, as in Max
  return a > b || (std::isnan(a) && !std::isnan(b));
}

constexpr std::int64_t kBlock = 4096;       // elements of a line folded in the element type
constexpr std::int64_t kBlocksAtOnce = 32;  // a fork takes 3 µs, as these do
constexpr std::int64_t kGrain = 131072;     // elements of many lines that go to one thread
constexpr std::int64_t kLanes = 64;         // partial results of a block, folded as a tree
constexpr std::int64_t kColumns = 256;      // columns folded side by side
constexpr std::int64_t kRows = 128;         // rows of them folded in the element type

template <class T, class Reducer>
T fold_block(const T* x, std::int64_t count, Reducer reducer) noexcept {
  T lanes[kLanes];
  std::fill_n(lanes, kLanes, Reducer::template identity<T>());
  std::int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes)
    for (std::int64_t lane = 0; lane < kLanes; ++lane)
      lanes[lane] = reducer(lanes[lane], x[i + lane]);
  for (std::int64_t lane = 0; i + lane < count; ++lane)
    lanes[lane] = reducer(lanes[lane], x[i + lane]);
  for (std::int64_t half = kLanes / 2; half > 0; half /= 2)
    for (std::int64_t lane = 0; lane < half; ++lane)
      lanes[lane] = reducer(lanes[lane], lanes[lane + half]);
  return lanes[0];
}

template <class T, class Reducer>
double fold_line(const T* x, std::int64_t count, Reducer reducer) noexcept {
  double total = Reducer::template identity<double>();
  for (std::int64_t begin = 0; begin < count; begin += kBlock) {
    const T block = fold_block(x + begin, std::min(kBlock, count - begin), reducer);
    total = reducer(total, static_cast<double>(block));
  }
  return total;
}

// One long line, its blocks shared out over threads and then folded in order.
template <class T, class Reducer>
double fold_long_line(const T* x, std::int64_t count, Reducer reducer) {
  const std::int64_t blocks = (count + kBlock - 1) / kBlock;
  std::vector<double> folded(static_cast<std::size_t>(blocks));
  for_ranges(blocks, kBlocksAtOnce, [&](std::int64_t begin, std::int64_t end) noexcept {
    for (std::int64_t block = begin; block < end; ++block) {
      const std::int64_t first = block * kBlock;
      folded[static_cast<std::size_t>(block)] =
          static_cast<double>(fold_block(x + first, std::min(kBlock, count - first), reducer));
    }
  });
  double total = Reducer::template identity<double>();
  for (const double block : folded) total = reducer(total, block);
  return total;
}

// out[j] = fold over i of x[i · stride + j], for `columns` neighbouring lines.
template <class T, class Reducer>
void fold_columns(const T* x, std::int64_t count, std::int64_t stride, std::int64_t columns, T* out,
                  Reducer reducer) noexcept {
  double total[kColumns];
  std::fill_n(total, columns, Reducer::template identity<double>());
  for (std::int64_t begin = 0; begin < count; begin += kRows) {
    T partial[kColumns];
    std::fill_n(partial, columns, Reducer::template identity<T>());
    for (std::int64_t i = begin; i < std::min(count, begin + kRows); ++i)
      for (std::int64_t j = 0; j < columns; ++j)
        partial[j] = reducer(partial[j], x[i * stride + j]);
    for (std::int64_t j = 0; j < columns; ++j)
      total[j] = reducer(total[j], static_cast<double>(partial[j]));
  }
  for (std::int64_t j = 0; j < columns; ++j) out[j] = static_cast<T>(total[j]);
}

struct Lines {  // a tensor seen as outer × extent × inner, to be folded over extent
  std::int64_t outer, extent, inner;
  std::int64_t grain() const {  // lines worth a thread
    return std::max<std::int64_t>(1, kGrain / std::max<std::int64_t>(1, extent));
  }
};

template <class T, class Reducer>
void fold_lines(const T* x, T* out, Lines lines, Reducer reducer) {
  if (lines.inner == 1) {
    if (lines.outer == 1) {
      out[0] = static_cast<T>(fold_long_line(x, lines.extent, reducer));
      return;
    }
    for_ranges(lines.outer, lines.grain(), [&](std::int64_t begin, std::int64_t end) noexcept {
      for (std::int64_t i = begin; i < end; ++i)
        out[i] = static_cast<T>(fold_line(x + i * lines.extent, lines.extent, reducer));
    });
    return;
  }
  const std::int64_t strips = (lines.inner + kColumns - 1) / kColumns;
  const std::int64_t grain = std::max<std::int64_t>(1, lines.grain() / kColumns);
  for_ranges(lines.outer * strips, grain, [&](std::int64_t begin, std::int64_t end) noexcept {
    for (std::int64_t strip = begin; strip < end; ++strip) {
      const std::int64_t i = strip / strips, j = strip % strips * kColumns;
      fold_columns(x + i * lines.extent * lines.inner + j, lines.extent, lines.inner,
                   std::min(kColumns, lines.inner - j), out + i * lines.inner + j, reducer);
    }
  });
}

template <class Reducer>
Tensor reduce(const Tensor& x, Lines lines, const Shape& shape, Reducer reducer,
              std::string_view operation) {
  return dispatch_floating(x.dtype(), operation, [&]<class T>(T) {
    Tensor out = Tensor::uninitialised(shape, x.dtype());
    if (out.elements() > 0) fold_lines(x.values<T>().data(), out.edit<T>().data(), lines, reducer);
    return out;
  });
}

template <class Reducer>
Tensor reduce(const Tensor& x, int axis, KeepAxis keep, Reducer reducer,
              std::string_view operation) {
  require_defined(x, operation, "input");
  const int a = x.shape().axis(axis, operation);
  const Shape shape =
      keep == KeepAxis::yes ? x.shape().with_extent(a, 1) : x.shape().without_axis(a);
  return reduce(x, Lines{x.shape().outer(a), x.shape()[a], x.shape().inner(a)}, shape, reducer,
                operation);
}

void require_elements(const Tensor& x, int axis, std::string_view operation) {
  require_defined(x, operation, "input");
  const int a = x.shape().axis(axis, operation);
  require<ShapeError>(x.shape()[a] > 0, "{}: axis {} of {} is empty", operation, axis, x.shape());
}

}  // namespace

Tensor sum(const Tensor& x) {
  require_defined(x, "sum", "input");
  return reduce(x, Lines{1, x.elements(), 1}, Shape{}, Sum{}, "sum");
}

Tensor sum(const Tensor& x, int axis, KeepAxis keep) { return reduce(x, axis, keep, Sum{}, "sum"); }

Tensor mean(const Tensor& x) {
  require_defined(x, "mean", "input");
  require<ShapeError>(x.elements() > 0, "mean: {} has no elements", x.shape());
  return sum(x) / static_cast<double>(x.elements());
}

Tensor mean(const Tensor& x, int axis, KeepAxis keep) {
  require_elements(x, axis, "mean");
  return sum(x, axis, keep) / static_cast<double>(x.extent(axis));
}

Tensor max(const Tensor& x, int axis, KeepAxis keep) {
  require_elements(x, axis, "max");
  return reduce(x, axis, keep, Max{}, "max");
}

Tensor argmax(const Tensor& x, int axis) {
  require_elements(x, axis, "argmax");
  const int a = x.shape().axis(axis, "argmax");
  const std::int64_t inner = x.shape().inner(a), extent = x.shape()[a];
  Tensor out = Tensor::zeros(x.shape().without_axis(a), DType::int32);
  const std::span<std::int32_t> indices = out.edit<std::int32_t>();
  dispatch_floating(x.dtype(), "argmax", [&]<class T>(T) {
    const std::span<const T> values = x.values<T>();
    for (std::int64_t line = 0; line < out.elements(); ++line) {
      const std::int64_t first = line / inner * extent * inner + line % inner;
      std::int64_t best = 0;
      for (std::int64_t i = 1; i < extent; ++i)
        if (exceeds(values[static_cast<std::size_t>(first + i * inner)],
                    values[static_cast<std::size_t>(first + best * inner)]))
          best = i;
      indices[static_cast<std::size_t>(line)] = static_cast<std::int32_t>(best);
    }
  });
  return out;
}

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
