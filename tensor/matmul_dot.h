#pragma once
// The dot form of the matrix product: both factors are contiguous along the inner extent, as in
// x Wᵀ with a row of W for each unit.
//
//   x   5 rows │ ░░░░ ──► k        5 × 4 accumulators, each a Lanes of partial sums;
//   W   4 rows │ ░░░░ ──► k        every load of W serves 5 of them, every load of x 4.
//
//   AVX-512: 20 accumulators + 4 of W + 1 of x = 25 of 32 registers.
//   AVX2: 3 × 2 accumulators of two registers each + 2 + 1, one half after the other = 15 of 16.
//
// Rows of W come from far away, rows of x stay in L1. A block of 32 rows of W, which L2 holds, is
// visited once for every five rows of x; the first visit asks for the four rows to come.

#include "tensor/lanes.h"
#include "tensor/matmul_target.h"

namespace gradflow {
inline namespace GRADFLOW_ISA {
namespace kernel {

#if defined(__AVX512F__)
constexpr int kDotRowsA = 5, kDotRowsB = 4;
#else
constexpr int kDotRowsA = 3, kDotRowsB = 2;
#endif
constexpr int kDotBlock = 32;  // rows of W visited together

template <class T>
struct DotFactors {
  const T *a, *b;
  std::int64_t a_stride, b_stride, inner;
};

// The products of kRowsA rows of a and kRowsB rows of b; sums of one row are kDotBlock apart.
template <int kRowsA, int kRowsB, class T>
void dot_tile(const DotFactors<T>& f, const T* a, const T* b, bool first_visit, T* sums) noexcept {
  constexpr int kWidth = Lanes<T>::kCount;
  Lanes<T> partial[kRowsA][kRowsB];
  const auto step = [&](std::int64_t k, auto load) __attribute__((always_inline)) {
    Lanes<T> of_b[kRowsB];
#pragma GCC unroll 4
    for (int j = 0; j < kRowsB; ++j) of_b[j] = load(b + j * f.b_stride + k);
    if (first_visit)
#pragma GCC unroll 4
      for (int j = 0; j < kRowsB; ++j) __builtin_prefetch(b + (kRowsB + j) * f.b_stride + k);
#pragma GCC unroll 5
    for (int i = 0; i < kRowsA; ++i) {
      auto of_a = load(a + i * f.a_stride + k);
      hold(of_a);
#pragma GCC unroll 4
      for (int j = 0; j < kRowsB; ++j) partial[i][j] = multiply_add(of_a, of_b[j], partial[i][j]);
    }
  };
  std::int64_t k = 0;
  for (; k + kWidth <= f.inner; k += kWidth) step(k, [](const T* p) { return Lanes<T>::load(p); });
  if (const int rest = static_cast<int>(f.inner - k); rest > 0)
    step(k, [rest](const T* p) { return Lanes<T>::load_first(p, rest); });
#pragma GCC unroll 5
  for (int i = 0; i < kRowsA; ++i, sums += kDotBlock) {
    if constexpr (kRowsB == 4) {
      four_sums(partial[i], sums);
    } else {
      for (int j = 0; j < kRowsB; ++j) sums[j] = partial[i][j].sum();
    }
  }
}

// kRowsA rows of the product, columns column … column+columns-1 of them.
template <int kRowsA, class T>
void dot_block(const DotFactors<T>& f, const Target<T>& target, std::int64_t row,
               std::int64_t column, int columns) noexcept {
  constexpr int kWidth = Vector<T>::kCount;
  alignas(64) T sums[kRowsA][kDotBlock];
  const T* a = f.a + row * f.a_stride;
  const T* b = f.b + column * f.b_stride;
  int j = 0;
  for (; j + kDotRowsB <= columns; j += kDotRowsB)
    dot_tile<kRowsA, kDotRowsB>(f, a, b + j * f.b_stride, row == 0, &sums[0][j]);
  for (; j < columns; ++j) dot_tile<kRowsA, 1>(f, a, b + j * f.b_stride, false, &sums[0][j]);
  for (int i = 0; i < kRowsA; ++i)
    for (j = 0; j < columns; j += kWidth) {
      const int count = std::min(kWidth, columns - j);
      target.put_first(target.at(row + i, column + j), Vector<T>::load_first(&sums[i][j], count),
                       count);
    }
}

// All rows of a times rows column … column_end-1 of b.
template <class T>
void dot_columns(const DotFactors<T>& f, const Target<T>& target, std::int64_t rows,
                 std::int64_t column, std::int64_t column_end) noexcept {
  const std::int64_t rows_at_once = even_part(rows, kDotRowsA);
  for (; column < column_end; column += kDotBlock) {
    const int columns = static_cast<int>(std::min<std::int64_t>(kDotBlock, column_end - column));
    for (std::int64_t row = 0; row < rows; row += rows_at_once)
      with_count<kDotRowsA>(std::min(rows_at_once, rows - row), [&]<int kRowsA>() {
        dot_block<kRowsA>(f, target, row, column, columns);
      });
  }
}

}  // namespace kernel
}  // namespace GRADFLOW_ISA
}  // namespace gradflow
