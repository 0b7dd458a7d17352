#pragma once
// The two kernels of the matrix product; only matmul.cpp includes this.
//
// Outer form, for a right factor whose rows are contiguous along the columns of the product:
//
//            columns ──►                         k ──►
//   b   k │ ░░░░░░░░ ░░░░░░░░   two Lanes    a │ x          one element, broadcast
//         ▼                                  rows x
//   accumulators: up to kOuterRows × 2 Lanes, walked down k once.
//   AVX-512: 12 × 2 accumulators + 2 of b = 26 of 32 registers, a is a memory operand.
//
// Dot form, for two factors contiguous along k (x Wᵀ):
//
//   a rows │ ░░░░ ──► k        up to 5 rows of a and 4 of b, 20 accumulators of partial sums,
//   b rows │ ░░░░ ──► k        lane i sums k ≡ i mod the lane count; a tree adds the lanes.

#include <algorithm>
#include <cstdint>

#include "tensor/lanes.h"

namespace gradflow {
inline namespace GRADFLOW_ISA {
namespace kernel {

#if defined(__AVX512F__)
constexpr int kOuterRows = 12;
#else
constexpr int kOuterRows = 4;  // sixteen registers of half a Lanes or less
#endif
// Rows of b asked for ahead: no prefetcher of its own accord follows a walk with so wide a stride.
constexpr int kAhead = 8;
constexpr int kDotRowsA = 5, kDotRowsB = 4;

// A factor as (row, k) → element: strides in elements.
template <class T>
struct Factor {
  const T* data;
  std::int64_t row_stride, k_stride;
};

template <class T>
struct Target {
  T* data;
  std::int64_t row_stride;
  T alpha, beta;

  T* at(std::int64_t row, std::int64_t column) const { return data + row * row_stride + column; }
  // target = alpha · sum + beta · target, one rounding after beta · target.
  void put(T* element, T sum) const {
    *element = beta == T{0} ? alpha * sum : gradflow::multiply_add(alpha, sum, beta * *element);
  }
  void put(T* elements, const Lanes<T>& sums, int count) const {
    const Lanes<T> factor = Lanes<T>::broadcast(alpha);
    Lanes<T> result = factor * sums;
    if (beta != T{0}) {
      const Lanes<T> old = Lanes<T>::load_first(elements, count);
      result = multiply_add(factor, sums, Lanes<T>::broadcast(beta) * old);
    }
    result.store_first(elements, count);
  }
};

// kRows × (kVectors Lanes) of the product; `last` columns of the last Lanes are real.
template <int kRows, int kVectors, class T>
void outer_tile(Factor<T> a, const T* b, std::int64_t b_stride, std::int64_t inner,
                const Target<T>& target, std::int64_t row, std::int64_t column, int last) noexcept {
  constexpr int kWidth = Lanes<T>::kCount;
  Lanes<T> sums[kRows][kVectors];
  const T* a_k = a.data + row * a.row_stride;
  const T* b_k = b + column;
  for (std::int64_t k = 0; k < inner; ++k, a_k += a.k_stride, b_k += b_stride) {
    Lanes<T> of_b[kVectors];
#pragma GCC unroll 2
    for (int v = 0; v < kVectors; ++v) __builtin_prefetch(b_k + kAhead * b_stride + v * kWidth);
#pragma GCC unroll 2
    for (int v = 0; v < kVectors - 1; ++v) of_b[v] = Lanes<T>::load(b_k + v * kWidth);
    of_b[kVectors - 1] = last == kWidth ? Lanes<T>::load(b_k + (kVectors - 1) * kWidth)
                                        : Lanes<T>::load_first(b_k + (kVectors - 1) * kWidth, last);
#pragma GCC unroll 12
    for (int r = 0; r < kRows; ++r) {
      const Lanes<T> of_a = Lanes<T>::broadcast(a_k[r * a.row_stride]);
#pragma GCC unroll 2
      for (int v = 0; v < kVectors; ++v) sums[r][v] = multiply_add(of_a, of_b[v], sums[r][v]);
    }
  }
#pragma GCC unroll 12
  for (int r = 0; r < kRows; ++r)
#pragma GCC unroll 2
    for (int v = 0; v < kVectors; ++v)
      target.put(target.at(row + r, column + v * kWidth), sums[r][v],
                 v == kVectors - 1 ? last : kWidth);
}

// kRowsA × kRowsB elements of the product.
template <int kRowsA, int kRowsB, class T>
void dot_tile(const T* a, std::int64_t a_stride, const T* b, std::int64_t b_stride,
              std::int64_t inner, const Target<T>& target, std::int64_t row,
              std::int64_t column) noexcept {
  constexpr int kWidth = Lanes<T>::kCount;
  Lanes<T> sums[kRowsA][kRowsB];
  const auto step = [&](std::int64_t k, auto load) {
    Lanes<T> of_b[kRowsB];
#pragma GCC unroll 4
    for (int j = 0; j < kRowsB; ++j) of_b[j] = load(b + (column + j) * b_stride + k);
#pragma GCC unroll 5
    for (int i = 0; i < kRowsA; ++i) {
      const Lanes<T> of_a = load(a + (row + i) * a_stride + k);
#pragma GCC unroll 4
      for (int j = 0; j < kRowsB; ++j) sums[i][j] = multiply_add(of_a, of_b[j], sums[i][j]);
    }
  };
  std::int64_t k = 0;
  for (; k + kWidth <= inner; k += kWidth) step(k, [](const T* p) { return Lanes<T>::load(p); });
  if (const int rest = static_cast<int>(inner - k); rest > 0)
    step(k, [rest](const T* p) { return Lanes<T>::load_first(p, rest); });
#pragma GCC unroll 5
  for (int i = 0; i < kRowsA; ++i)
#pragma GCC unroll 4
    for (int j = 0; j < kRowsB; ++j) target.put(target.at(row + i, column + j), sum_of(sums[i][j]));
}

// Calls f<n>() for the n in 1 … kMost that equals `count`.
template <int kMost, class F>
void with_count(int count, F&& f) {
  if (count == kMost) {
    f.template operator()<kMost>();
  } else if constexpr (kMost > 1) {
    with_count<kMost - 1>(count, f);
  }
}

// Rows row … row_end-1 and columns column … column_end-1 of the product, tile by tile.
template <class T>
void outer_block(Factor<T> a, const T* b, std::int64_t b_stride, std::int64_t inner,
                 const Target<T>& target, std::int64_t row, std::int64_t row_end,
                 std::int64_t column, std::int64_t column_end) noexcept {
  constexpr int kWidth = Lanes<T>::kCount;
  for (; column < column_end; column += 2 * kWidth) {
    const int columns = static_cast<int>(std::min<std::int64_t>(2 * kWidth, column_end - column));
    for (std::int64_t r = row; r < row_end; r += kOuterRows) {
      const int rows = static_cast<int>(std::min<std::int64_t>(kOuterRows, row_end - r));
      with_count<kOuterRows>(rows, [&]<int kRows>() {
        if (columns > kWidth) {
          outer_tile<kRows, 2>(a, b, b_stride, inner, target, r, column, columns - kWidth);
        } else {
          outer_tile<kRows, 1>(a, b, b_stride, inner, target, r, column, columns);
        }
      });
    }
  }
}

template <class T>
void dot_block(const T* a, std::int64_t a_stride, const T* b, std::int64_t b_stride,
               std::int64_t inner, const Target<T>& target, std::int64_t row, std::int64_t row_end,
               std::int64_t column, std::int64_t column_end) noexcept {
  for (; column < column_end; column += kDotRowsB) {
    const int columns = static_cast<int>(std::min<std::int64_t>(kDotRowsB, column_end - column));
    for (std::int64_t r = row; r < row_end; r += kDotRowsA) {
      const int rows = static_cast<int>(std::min<std::int64_t>(kDotRowsA, row_end - r));
      with_count<kDotRowsA>(rows, [&]<int kRowsA>() {
        with_count<kDotRowsB>(columns, [&]<int kRowsB>() {
          dot_tile<kRowsA, kRowsB>(a, a_stride, b, b_stride, inner, target, r, column);
        });
      });
    }
  }
}

}  // namespace kernel
}  // namespace GRADFLOW_ISA
}  // namespace gradflow
