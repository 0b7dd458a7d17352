#pragma once
// The outer form for few rows on the left, as in dz W; with the update of W by the product of dz
// and x in the same walk, where that is wanted.
//
//                    ┌ a strip: two vectors wide
//   W  rows n  │ ░░░░▓▓░░░░░░░        The strip is walked down. Every row of it
//              ▼ ░░░░▓▓░░░░░░░        - is multiplied by a column of dz into dx, which stays in
//                    │                  registers, and
//   dx   ≤ 12 rows   ▓▓               - gets the products of that column and the strip of x, summed
//   x    ≤ 12 rows   ▓▓                 from zero and added in one rounding.
//
//   AVX-512, 12 rows: 24 accumulators of dx + 2 of W + 2 of its update + 1 of dz = 29 of 32
//   registers; x is a memory operand, from a copy of the strip that L1 holds.
//   AVX2: one vector wide, 12 + 1 + 1 + 1 = 15 of 16.
//
// A strip's rows are far apart, and no prefetcher of the processor follows them: the walk asks for
// the row kAhead further down, and at its end for the first rows of the next strip.

#include "tensor/matmul_target.h"

namespace gradflow {
inline namespace GRADFLOW_ISA {
namespace kernel {

constexpr int kSkinnyRows = 12;
#if defined(__AVX512F__)
constexpr int kStripVectors = 2;
#else
constexpr int kStripVectors = 1;
#endif
constexpr int kAhead = 16;

template <class T>
constexpr int kStripWidth = kStripVectors* Vector<T>::kCount;

// to[r] = Σ over the rows n of the strip of a(r, n) · strip(n); rows of `to` lie to_stride apart.
// `columns` of them are wanted. With kUpdate each row of the strip then becomes
// alpha · Σ over r of a(r, n) · x(r) + beta · itself.
template <int kRows, bool kUpdate, class T>
void walk_strip(Factor<T> a, const Target<T>& strip, std::int64_t strip_rows, const T* x, T* to,
                std::int64_t to_stride, int columns) noexcept {
  constexpr int kWidth = Vector<T>::kCount, kVectors = kStripVectors;
  Vector<T> sums[kRows][kVectors];
  // A pointer for every three rows of a: base, base + stride and base + 2 · stride are addresses
  // that an instruction forms for nothing.
  constexpr int kBases = (kRows + 2) / 3;
  const T* a_n[kBases];
#pragma GCC unroll 4
  for (int i = 0; i < kBases; ++i) a_n[i] = a.data + 3 * i * a.row_stride;
  T* row = strip.data;
  for (std::int64_t n = 0; n < strip_rows; ++n, row += strip.row_stride) {
    // The next strip begins where this one's first rows end.
    const T* ahead = n + kAhead < strip_rows
                         ? row + kAhead * strip.row_stride
                         : row + (kAhead - strip_rows) * strip.row_stride + kVectors * kWidth;
    Vector<T> old[kVectors], change[kVectors];
#pragma GCC unroll 2
    for (int v = 0; v < kVectors; ++v) {
      // The last element: where rows are not aligned, the strip before brought the line of the
      // first.
      __builtin_prefetch(ahead + v * kWidth + kWidth - 1, kUpdate ? 1 : 0);
      old[v] = Vector<T>::load(row + v * kWidth);
    }
#pragma GCC unroll 12
    for (int r = 0; r < kRows; ++r) {
      const Vector<T> of_a = Vector<T>::broadcast(a_n[r / 3][r % 3 * a.row_stride]);
#pragma GCC unroll 2
      for (int v = 0; v < kVectors; ++v) {
        sums[r][v] = multiply_add(of_a, old[v], sums[r][v]);
        if constexpr (kUpdate)
          change[v] =
              multiply_add(of_a, Vector<T>::load(x + (r * kVectors + v) * kWidth), change[v]);
      }
    }
    if constexpr (kUpdate)
#pragma GCC unroll 2
      for (int v = 0; v < kVectors; ++v) strip.put(row + v * kWidth, change[v]);
#pragma GCC unroll 4
    for (int i = 0; i < kBases; ++i) a_n[i] += a.k_stride;
  }
#pragma GCC unroll 12
  for (int r = 0; r < kRows; ++r)
#pragma GCC unroll 2
    for (int v = 0; v < kVectors; ++v)
      sums[r][v].store_first(to + r * to_stride + v * kWidth,
                             std::min(kWidth, columns - v * kWidth));
}

// What is walked, and what is done on the way.
template <class T>
struct SkinnyWalk {
  Factor<T> a;           // dz
  Target<T> w;           // with alpha and beta of the update
  const T* x;            // null when W is not updated, and then not written
  std::int64_t columns;  // of W
};

// The rows begin … end-1 of W, columns column … column_end-1 of them, into the rows of `to`.
template <int kRows, class T>
void walk_rows(const SkinnyWalk<T>& walk, std::int64_t begin, std::int64_t end, std::int64_t column,
               std::int64_t column_end, T* to) noexcept {
  const Factor<T> a = walk.a.from(0, begin);
  for (; column < column_end; column += kStripWidth<T>) {
    const auto here = static_cast<int>(std::min<std::int64_t>(kStripWidth<T>, column_end - column));
    const bool updates = walk.x != nullptr;
    alignas(64) T x[kRows * kStripWidth<T>];
    if (updates)
      for (int r = 0; r < kRows; ++r)
        copy_filled_up<kStripWidth<T>>(walk.x + r * walk.columns + column, here,
                                       x + r * kStripWidth<T>);
    with_whole_rows<kStripWidth<T>, kBand>(
        walk.w.from(begin, column), end - begin, here, updates ? Access::both : Access::read,
        [&](const Target<T>& strip) {
          if (updates)
            walk_strip<kRows, true>(a, strip, end - begin, x, to + column, walk.columns, here);
          else
            walk_strip<kRows, false>(a, strip, end - begin, x, to + column, walk.columns, here);
        });
  }
}

}  // namespace kernel
}  // namespace GRADFLOW_ISA
}  // namespace gradflow
