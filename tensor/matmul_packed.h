#pragma once
// The outer form for large factors.
//
//   for each band of the inner extent          (at most 256)
//     for each block of rows of a              copied: 14 rows at a time stay in L1, all in L2
//       for each strip of b, two vectors wide  copied, four together: one stays in L1
//         for each 14 rows of the block:       14 × 2 accumulators over the band, added to C
//
//   AVX-512: 28 accumulators + 2 of b = 30 of 32 registers, an element of a is a memory operand.
//   AVX2: 6 × 2 + 2 + 1 = 15 of 16.
//
// The copies are there for the caches: rows that lie a power of two apart would all fall into one
// set, and a strip would be spread over as many pages as it has rows.

#include <algorithm>

#include "tensor/matmul_target.h"

namespace gradflow {
inline namespace GRADFLOW_ISA {
namespace kernel {

#if defined(__AVX512F__)
constexpr int kPackedRows = 14;
#else
constexpr int kPackedRows = 6;
#endif
constexpr int kPackedVectors = 2;
constexpr int kPackedStrips = 4;                         // of b, copied together
constexpr int kPackedAhead = 8;                          // rows asked for ahead while copying
constexpr std::int64_t kPackedBlock = 24 * kPackedRows;  // rows of a whose band L2 holds

template <class T>
constexpr int kPackedWidth = kPackedVectors* Vector<T>::kCount;

// A copy of a band of some rows of a: contiguous along k if the factor is, else along the rows. The
// strides are constants, so that an element's address is one register and a displacement.
template <bool kAlongK>
struct PackedStrides {
  static constexpr int kRow = kAlongK ? static_cast<int>(kBand) + 16 : 1;
  static constexpr int kK = kAlongK ? 1 : 16;
  static constexpr int kPanel = kAlongK ? kRow * kPackedRows : kK * static_cast<int>(kBand);
};

// Elements of room for the copies of one worker.
template <class T>
constexpr std::int64_t packed_room() {
  const int panel = std::max(PackedStrides<true>::kPanel, PackedStrides<false>::kPanel);
  return (kPackedBlock / kPackedRows + 1) * panel + kPackedStrips * kBand * kPackedWidth<T>;
}

template <bool kAlongK, class T>
void pack_a(const Factor<T>& a, std::int64_t rows, std::int64_t rows_at_once, std::int64_t length,
            T* panel) noexcept {
  using Strides = PackedStrides<kAlongK>;
  for (std::int64_t row = 0; row < rows; row += rows_at_once, panel += Strides::kPanel) {
    const std::int64_t here = std::min(rows_at_once, rows - row);
    if constexpr (kAlongK) {
      for (std::int64_t r = 0; r < here; ++r)
        std::copy_n(a.at(row + r, 0), length, panel + r * Strides::kRow);
    } else {
      for (std::int64_t k = 0; k < length; ++k)
        for (std::int64_t r = 0; r < here; ++r) panel[k * Strides::kK + r] = a.at(row, k)[r];
    }
  }
}

// A band of up to kPackedStrips strips of b, read row by row, so that every page is opened once.
// The last strip is filled up.
template <class T>
void pack_strips(const T* b, std::int64_t stride, std::int64_t length, std::int64_t columns,
                 T* strips) noexcept {
  constexpr int kWidth = Vector<T>::kCount;
  for (std::int64_t k = 0; k < length; ++k, b += stride, strips += kPackedWidth<T>) {
    const Vector<T> others = Vector<T>::broadcast(*b);
    const std::int64_t filled = divide_up(columns, kPackedWidth<T>) * kPackedWidth<T>;
    for (std::int64_t column = 0; column < filled; column += kWidth) {
      const auto count = static_cast<int>(std::min<std::int64_t>(kWidth, columns - column));
      __builtin_prefetch(b + kPackedAhead * stride + column);
      const Vector<T> part = count == kWidth ? Vector<T>::load(b + column)
                                             : Vector<T>::load_first(b + column, count, others);
      const std::int64_t strip = column / kPackedWidth<T>;
      part.store(strips + strip * kBand * kPackedWidth<T> + column % kPackedWidth<T>);
    }
  }
}

// kRows × kPackedWidth elements of the product, summed over a band.
template <int kRows, bool kAlongK, class T>
void packed_tile(const T* a, const T* strip, std::int64_t length,
                 const Target<T>& target) noexcept {
  using Strides = PackedStrides<kAlongK>;
  constexpr int kWidth = Vector<T>::kCount;
  Vector<T> sums[kRows][kPackedVectors];
#pragma GCC unroll 14
  for (int r = 0; r < kRows; ++r) {  // on its way while the sums are formed
    __builtin_prefetch(target.at(r, 0), 1);
    __builtin_prefetch(target.at(r, kPackedWidth<T> - 1), 1);
  }
  for (std::int64_t k = 0; k < length; ++k, a += Strides::kK, strip += kPackedWidth<T>) {
    Vector<T> of_b[kPackedVectors];
#pragma GCC unroll 2
    for (int v = 0; v < kPackedVectors; ++v) of_b[v] = Vector<T>::load(strip + v * kWidth);
#pragma GCC unroll 14
    for (int r = 0; r < kRows; ++r) {
      const Vector<T> of_a = Vector<T>::broadcast(a[r * Strides::kRow]);
#pragma GCC unroll 2
      for (int v = 0; v < kPackedVectors; ++v) sums[r][v] = multiply_add(of_a, of_b[v], sums[r][v]);
    }
  }
#pragma GCC unroll 14
  for (int r = 0; r < kRows; ++r)
#pragma GCC unroll 2
    for (int v = 0; v < kPackedVectors; ++v) target.put(target.at(r, v * kWidth), sums[r][v]);
}

// The product of copies of a block of a and some strips of b.
template <bool kAlongK, class T>
void multiply_block(const T* panels, const T* strip, const Extents& extents,
                    std::int64_t rows_at_once, const Target<T>& target) noexcept {
  for (std::int64_t column = 0; column < extents.columns; column += kPackedWidth<T>) {
    const auto columns =
        static_cast<int>(std::min<std::int64_t>(kPackedWidth<T>, extents.columns - column));
    const T* panel = panels;
    for (std::int64_t row = 0; row < extents.rows; row += rows_at_once) {
      const Target<T> here = target.from(row, column);
      with_count<kPackedRows>(std::min(rows_at_once, extents.rows - row), [&]<int kRows>() {
        with_whole_rows<kPackedWidth<T>, kRows>(
            here, kRows, columns, here.beta == T{0} ? Access::write : Access::both,
            [&](const Target<T>& whole) {
              packed_tile<kRows, kAlongK>(panel, strip, extents.inner, whole);
            });
      });
      panel += PackedStrides<kAlongK>::kPanel;
    }
    strip += kBand * kPackedWidth<T>;
  }
}

// target = alpha · a b + beta · target for factors of these extents, b with rows b_stride apart,
// and beta 0 unless there is one band: after the first, bands are added to what is there. `room` as
// of packed_room.
template <bool kAlongK, class T>
void multiply_packed(const Factor<T>& a, const T* b, std::int64_t b_stride, const Extents& extents,
                     const Target<T>& target, T* room) noexcept {
  T* const strips = room;
  T* const panels = room + kPackedStrips * kBand * kPackedWidth<T>;
  const Bands bands(extents.inner);
  const std::int64_t block = even_part(extents.rows, kPackedBlock);
  for (std::int64_t band = 0; band < bands.count; ++band) {
    const std::int64_t k = band * bands.length;
    const std::int64_t length = std::min(bands.length, extents.inner - k);
    for (std::int64_t row = 0; row < extents.rows; row += block) {
      const std::int64_t rows = std::min(block, extents.rows - row);
      const std::int64_t rows_at_once = even_part(rows, kPackedRows);
      pack_a<kAlongK>(a.from(row, k), rows, rows_at_once, length, panels);
      for (std::int64_t column = 0; column < extents.columns;
           column += kPackedStrips * kPackedWidth<T>) {
        const std::int64_t columns =
            std::min<std::int64_t>(kPackedStrips * kPackedWidth<T>, extents.columns - column);
        pack_strips(b + k * b_stride + column, b_stride, length, columns, strips);
        Target<T> here = target.from(row, column);
        if (band > 0) here = {here.data, here.row_stride, ScaledSum{1, 1}};
        multiply_block<kAlongK>(panels, strips, Extents{rows, length, columns}, rows_at_once, here);
      }
    }
  }
}

}  // namespace kernel
}  // namespace GRADFLOW_ISA
}  // namespace gradflow
