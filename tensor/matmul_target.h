#pragma once
// What the kernels of the matrix product share: where a product goes, and in which order it is
// summed. Only matmul*.cpp and the kernels include this.
//
// NOTE: the order of a product's sums
//  Dot form (the right factor transposed): lane i of a Lanes sums k ≡ i, from zero, upwards; the
//  lanes are then folded in halves. Outer form (all others): the inner extent is cut into bands of
//  equal length, at most kBand; each band is summed from zero, upwards, one element after the
//  other, and the bands are added in order. Nothing else enters: not the number of rows or columns,
//  not the threads, not which kernel of a form does the work.

#include <algorithm>
#include <cstdint>

#include "tensor/scaled_sum.h"
#include "tensor/vector.h"

namespace gradflow {
inline namespace GRADFLOW_ISA {
namespace kernel {

constexpr std::int64_t kBand = 256;

inline std::int64_t divide_up(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

// Of a product: (rows, inner) times (inner, columns).
struct Extents {
  std::int64_t rows, inner, columns;
};

struct Bands {
  std::int64_t count, length;  // the last one may be shorter
  explicit Bands(std::int64_t inner)
      : count(std::max<std::int64_t>(1, divide_up(inner, kBand))),
        length(divide_up(inner, count)) {}
};

// A factor as (row, k) → element: strides in elements.
template <class T>
struct Factor {
  const T* data;
  std::int64_t row_stride, k_stride;

  const T* at(std::int64_t row, std::int64_t k) const {
    return data + row * row_stride + k * k_stride;
  }
  Factor from(std::int64_t row, std::int64_t k) const { return {at(row, k), row_stride, k_stride}; }
};

// target = alpha · sum + beta · target, in the way of ScaledSum: one rounding after that of
// beta · target. With beta = 0 it is not read.
template <class T>
struct Target {
  T* data;
  std::int64_t row_stride;
  T alpha, beta, share, within;
  bool adds;  // alpha · sum to all of target: most often, so that it is asked for first

  Target(T* to, std::int64_t stride, const ScaledSum& sum)
      : data(to),
        row_stride(stride),
        alpha(static_cast<T>(sum.alpha)),
        beta(static_cast<T>(sum.beta)),
        share(static_cast<T>(sum.share)),
        within(static_cast<T>(sum.within)),
        adds(sum.beta == 1 && sum.within == 0) {}

  T* at(std::int64_t row, std::int64_t column) const { return data + row * row_stride + column; }
  Target from(std::int64_t row, std::int64_t column) const {
    return moved_to(at(row, column), row_stride);
  }

  Target moved_to(T* to, std::int64_t stride) const {
    Target there = *this;
    there.data = to;
    there.row_stride = stride;
    return there;
  }

  void put(T* elements, Vector<T> sums) const {
    const Vector<T> factor = Vector<T>::broadcast(alpha);
    if (beta == T{0}) return (factor * sums).store(elements);
    combine(factor, sums, Vector<T>::load(elements)).store(elements);
  }
  // The first `count` elements of a vector.
  void put_first(T* elements, Vector<T> sums, int count) const {
    const Vector<T> factor = Vector<T>::broadcast(alpha);
    if (beta == T{0}) return (factor * sums).store_first(elements, count);
    combine(factor, sums, Vector<T>::load_first(elements, count)).store_first(elements, count);
  }

 private:
  Vector<T> combine(Vector<T> factor, Vector<T> sums, Vector<T> old) const {
    if (!adds) {
      if (within != T{0})
        sums = multiply_add(Vector<T>::broadcast(within), old, Vector<T>::broadcast(share) * sums);
      old = Vector<T>::broadcast(beta) * old;
    }
    return multiply_add(factor, sums, old);
  }
};

enum class Access { read, write, both };

// Calls f with some rows of a matrix or, at the right edge, where only `columns` of kWidth are
// there, with a wider copy of them, which is written back if f writes: a kernel then needs no
// second form for edges. Each row is filled up with its first element, as by copy_filled_up. kMost
// rows at most.
template <int kWidth, int kMost, class T, class F>
void with_whole_rows(const Target<T>& at, std::int64_t rows, std::int64_t columns, Access access,
                     F&& f) {
  if (columns == kWidth) return f(at);
  alignas(64) T copy[kMost * kWidth];
  const Target<T> whole = at.moved_to(copy, kWidth);
  if (access != Access::write)
    for (std::int64_t r = 0; r < rows; ++r)
      std::fill_n(std::copy_n(at.at(r, 0), columns, whole.at(r, 0)), kWidth - columns,
                  *at.at(r, 0));
  f(whole);
  if (access == Access::read) return;
  for (std::int64_t r = 0; r < rows; ++r) std::copy_n(whole.at(r, 0), columns, at.at(r, 0));
}

// Calls f<n>() for the n in 1 … kMost that equals `count`.
template <int kMost, class F>
void with_count(std::int64_t count, F&& f) {
  if (count == kMost) {
    f.template operator()<kMost>();
  } else if constexpr (kMost > 1) {
    with_count<kMost - 1>(count, f);
  }
}

// The length of equal parts, at most `most` each, that `count` falls into.
inline std::int64_t even_part(std::int64_t count, std::int64_t most) {
  return divide_up(count, std::max<std::int64_t>(1, divide_up(count, most)));
}

}  // namespace kernel
}  // namespace GRADFLOW_ISA
}  // namespace gradflow
