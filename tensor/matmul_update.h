#pragma once
// The outer form for a short inner extent: a large matrix gets a product of few terms, dzᵀ x into
// W with a mini-batch of ten.
//
//   W   4 rows │ ▓▓▓▓ ──► columns     4 × 4 accumulators, each summed from zero over the inner
//       x strip  ▓▓▓▓                 extent, then added to W in one rounding. W passes once, along
//   dz  4 elements of each term       its rows, where the processor's own prefetcher follows.
//
//   AVX-512: 16 accumulators + 4 of x + 1 of dz = 21 of 32 registers. AVX2: 4 × 2 + 2 + 1 = 11 of
//   16. x comes from a copy in which a strip is contiguous, so that rows of 4096 bytes do not all
//   fall into one set of the cache.

#include <algorithm>

#include "tensor/matmul_target.h"

namespace gradflow {
inline namespace GRADFLOW_ISA {
namespace kernel {

constexpr std::int64_t kUpdateInner = 32;  // at most
constexpr int kUpdateRows = 4;
#if defined(__AVX512F__)
constexpr int kUpdateVectors = 4;
#else
constexpr int kUpdateVectors = 2;
#endif

template <class T>
constexpr int kUpdateWidth = kUpdateVectors* Vector<T>::kCount;

// Elements of the copy of b (inner, columns): strip after strip, the last one filled up.
template <class T>
std::int64_t strips_size(std::int64_t inner, std::int64_t columns) {
  return divide_up(columns, kUpdateWidth<T>) * inner * kUpdateWidth<T>;
}

template <class T>
void copy_to_strips(const T* b, std::int64_t inner, std::int64_t columns, T* strips) noexcept {
  for (std::int64_t column = 0; column < columns; column += kUpdateWidth<T>)
    for (std::int64_t k = 0; k < inner; ++k, strips += kUpdateWidth<T>)
      copy_filled_up<kUpdateWidth<T>>(
          b + k * columns + column,
          static_cast<int>(std::min<std::int64_t>(kUpdateWidth<T>, columns - column)), strips);
}

// kRows × kUpdateWidth elements of the target; not kWhole if only `columns` of them are there.
template <int kRows, bool kWhole, class T>
void update_tile(const Factor<T>& a, const T* strip, std::int64_t inner, const Target<T>& target,
                 std::int64_t row, std::int64_t column, std::int64_t columns) noexcept {
  constexpr int kWidth = Vector<T>::kCount;
  Vector<T> sums[kRows][kUpdateVectors];
  const T* a_k = a.at(row, 0);
  for (std::int64_t k = 0; k < inner; ++k, a_k += a.k_stride, strip += kUpdateWidth<T>) {
    Vector<T> of_b[kUpdateVectors];
#pragma GCC unroll 4
    for (int v = 0; v < kUpdateVectors; ++v) {
      Vector<T> part = Vector<T>::load(strip + v * kWidth);
      hold(part);
      of_b[v] = part;
    }
#pragma GCC unroll 4
    for (int r = 0; r < kRows; ++r) {
      const Vector<T> of_a = Vector<T>::broadcast(a_k[r * a.row_stride]);
#pragma GCC unroll 4
      for (int v = 0; v < kUpdateVectors; ++v) sums[r][v] = multiply_add(of_a, of_b[v], sums[r][v]);
    }
  }
#pragma GCC unroll 4
  for (int r = 0; r < kRows; ++r)
#pragma GCC unroll 4
    for (int v = 0; v < kUpdateVectors; ++v)
      if constexpr (kWhole)
        target.put(target.at(row + r, column + v * kWidth), sums[r][v]);
      else
        target.put_first(target.at(row + r, column + v * kWidth), sums[r][v],
                         static_cast<int>(std::min<std::int64_t>(kWidth, columns - v * kWidth)));
}

// The rows begin … end-1 of the target.
template <class T>
void update_rows(const Factor<T>& a, const T* strips, std::int64_t inner, const Target<T>& target,
                 std::int64_t columns, std::int64_t begin, std::int64_t end) noexcept {
  for (std::int64_t row = begin; row < end; row += kUpdateRows)
    with_count<kUpdateRows>(std::min<std::int64_t>(kUpdateRows, end - row), [&]<int kRows>() {
      const T* strip = strips;
      for (std::int64_t column = 0; column < columns; column += kUpdateWidth<T>) {
        if (columns - column >= kUpdateWidth<T>)
          update_tile<kRows, true>(a, strip, inner, target, row, column, kUpdateWidth<T>);
        else
          update_tile<kRows, false>(a, strip, inner, target, row, column, columns - column);
        strip += inner * kUpdateWidth<T>;
      }
    });
}

}  // namespace kernel
}  // namespace GRADFLOW_ISA
}  // namespace gradflow
