#pragma once
// How a product is shared out: which kernel, how many workers, and what each of them gets. One fork
// a product, a second where there is much to copy or to add up, and none for a product that takes
// less time than a fork. The kernels' sums have one order (see matmul_target.h), so how the work is
// cut changes no bit.
//
// A worker gets the same rows of a weight in all three products of a training step, whichever of
// its extents they run along: processors share no cache with what another one wrote.

#include <algorithm>
#include <new>
#include <numeric>

#include "tensor/error.h"
#include "tensor/matmul_dot.h"
#include "tensor/matmul_matrices.h"
#include "tensor/matmul_packed.h"
#include "tensor/matmul_skinny.h"
#include "tensor/matmul_update.h"
#include "tensor/parallel.h"
#include "tensor/pool.h"

namespace gradflow {
inline namespace GRADFLOW_ISA {
namespace kernel {

inline std::int64_t workers_for(const Extents& extents) {
  const std::int64_t work = extents.rows * extents.inner * extents.columns;
  return std::clamp<std::int64_t>(work / kWorkerGrain, 1, threads());
}

// body(begin, end) for each of `workers` even ranges of 0 … count, cut at multiples of `unit`.
template <class Body>
void for_shares(std::int64_t workers, std::int64_t count, std::int64_t unit, Body&& body) {
  const std::int64_t units = divide_up(count, unit);
  for_pieces(workers, [&](std::int64_t worker) noexcept {
    const std::int64_t begin = std::min(count, units * worker / workers * unit);
    const std::int64_t end = std::min(count, units * (worker + 1) / workers * unit);
    if (begin < end) body(begin, end);
  });
}

// Memory for a kernel's copies and partial sums.
template <class T>
class Room {
 public:
  explicit Room(std::int64_t elements)
      : bytes_(static_cast<std::size_t>(elements) * sizeof(T)), data_(allocate(bytes_)) {}
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;
  ~Room() { pool_release(data_, bytes_); }

  T* data() const { return data_; }

 private:
  static T* allocate(std::size_t bytes) {
    try {
      return static_cast<T*>(pool_allocate(bytes));
    } catch (const std::bad_alloc&) {
      detail::refuse<MemoryError>("matmul: no memory for {} bytes of copies", bytes);
    }
  }

  std::size_t bytes_;
  T* data_;
};

// Rows on 64-byte boundaries, and not a multiple of 4096 bytes apart: the kernel reads each of them
// once for every four columns.
template <class T>
std::int64_t padded(std::int64_t length) {
  constexpr std::int64_t kLine = 64 / sizeof(T);
  const std::int64_t lines = divide_up(length, kLine);
  return (lines + (lines % 2 == 0 ? 1 : 0)) * kLine;
}

template <class T>
void multiply_dot(const T* a, const T* b, const Extents& extents, const Target<T>& target) {
  const std::int64_t stride = padded<T>(extents.inner);
  const Room<T> room(extents.rows * stride);
  for_ranges(extents.rows, divide_up(32768, std::max<std::int64_t>(1, extents.inner)),
             [&](std::int64_t row, std::int64_t end) noexcept {
               for (; row < end; ++row)
                 std::copy_n(a + row * extents.inner, extents.inner, room.data() + row * stride);
             });
  const DotFactors<T> f{room.data(), b, stride, extents.inner, extents.inner};

  const std::int64_t workers = workers_for(extents);
  if (extents.columns >= 16 * workers || extents.columns >= extents.rows) {
    for_shares(workers, extents.columns, kDotRowsB, [&](std::int64_t begin, std::int64_t end) {
      dot_columns(f, target, extents.rows, begin, end);
    });
    return;
  }
  for_shares(workers, extents.rows, kDotRowsA, [&](std::int64_t begin, std::int64_t end) {
    const DotFactors<T> rows{f.a + begin * stride, b, stride, f.b_stride, f.inner};
    dot_columns(rows, target.from(begin, 0), end - begin, 0, extents.columns);
  });
}

// target = alpha · Σ of the bands' partial products + beta · target.
template <class T>
void add_bands(const T* partial, std::int64_t bands, const Extents& extents,
               const Target<T>& target) {
  constexpr int kWidth = Vector<T>::kCount;
  const std::int64_t size = extents.rows * extents.columns;
  for_ranges(size, 65536, [&](std::int64_t begin, std::int64_t end) noexcept {
    for (std::int64_t i = begin; i < end; i += kWidth) {
      const int count = static_cast<int>(std::min<std::int64_t>(kWidth, end - i));
      Vector<T> sum = Vector<T>::load_first(partial + i, count);
      for (std::int64_t band = 1; band < bands; ++band)
        sum = sum + Vector<T>::load_first(partial + band * size + i, count);
      target.put_first(target.data + i, sum, count);
    }
  });
}

// target = alpha · a w + beta · target for at most kSkinnyRows rows; with walk.x, the update of w
// that SkinnyWalk tells comes with it.
template <class T>
void multiply_skinny(const SkinnyWalk<T>& walk, const Extents& extents, const Target<T>& target) {
  const Bands bands(extents.inner);
  const bool direct = bands.count == 1 && target.alpha == T{1} && target.beta == T{0};
  const std::int64_t size = extents.rows * extents.columns;
  const Room<T> room(direct ? 0 : bands.count * size);
  T* const partial = direct ? target.data : room.data();
  // Whole bands for each worker where they divide evenly, else bands cut into columns.
  const std::int64_t workers = workers_for(extents);
  const std::int64_t cuts = workers / std::gcd(workers, bands.count);
  const std::int64_t strips = divide_up(extents.columns, kStripWidth<T>);
  const auto walk_piece = [&](std::int64_t piece) noexcept {
    const std::int64_t band = piece / cuts, cut = piece % cuts;
    const std::int64_t begin = band * bands.length;
    const std::int64_t column = strips * cut / cuts * kStripWidth<T>;
    const std::int64_t column_end =
        std::min(extents.columns, strips * (cut + 1) / cuts * kStripWidth<T>);
    with_count<kSkinnyRows>(extents.rows, [&]<int kRows>() {
      walk_rows<kRows>(walk, begin, std::min(extents.inner, begin + bands.length), column,
                       column_end, partial + band * size);
    });
  };
  if (workers == 1) {  // below the grain of a fork, however many bands there are
    for (std::int64_t band = 0; band < bands.count; ++band) walk_piece(band);
  } else {
    for_pieces(bands.count * cuts, walk_piece);
  }
  if (!direct) add_bands(partial, bands.count, extents, target);
}

template <class T>
void multiply_update(const Factor<T>& a, const T* b, const Extents& extents,
                     const Target<T>& target) {
  const Room<T> room(strips_size<T>(extents.inner, extents.columns));
  copy_to_strips(b, extents.inner, extents.columns, room.data());
  for_shares(workers_for(extents), extents.rows, kUpdateRows,
             [&](std::int64_t begin, std::int64_t end) {
               update_rows(a, room.data(), extents.inner, target, extents.columns, begin, end);
             });
}

// The pair with down · across == workers whose blocks have the smallest edges.
struct Grid {
  std::int64_t down, across;
  Grid(std::int64_t workers, const Extents& extents) : down(workers), across(1) {
    const auto edges = [&](std::int64_t d) {
      return extents.rows / d + extents.columns * d / workers;
    };
    for (std::int64_t d = workers; d >= 1; --d)
      if (workers % d == 0 && edges(d) < edges(down)) down = d;
    across = workers / down;
  }
};

template <bool kAlongK, class T>
void multiply_packed(const Factor<T>& a, const T* b, const Extents& extents,
                     const Target<T>& target) {
  const std::int64_t workers = workers_for(extents);
  const Grid grid(workers, extents);
  const Room<T> room(workers * packed_room<T>());
  const std::int64_t tiles = divide_up(extents.rows, kPackedRows);
  const std::int64_t strips = divide_up(extents.columns, kPackedWidth<T>);
  for_pieces(workers, [&](std::int64_t worker) noexcept {
    const std::int64_t i = worker / grid.across, j = worker % grid.across;
    const std::int64_t row = tiles * i / grid.down * kPackedRows;
    const std::int64_t row_end = std::min(extents.rows, tiles * (i + 1) / grid.down * kPackedRows);
    const std::int64_t column = strips * j / grid.across * kPackedWidth<T>;
    const std::int64_t column_end =
        std::min(extents.columns, strips * (j + 1) / grid.across * kPackedWidth<T>);
    if (row >= row_end || column >= column_end) return;
    multiply_packed<kAlongK>(a.from(row, 0), b + column, extents.columns,
                             Extents{row_end - row, extents.inner, column_end - column},
                             target.from(row, column), room.data() + worker * packed_room<T>());
  });
}

}  // namespace kernel
}  // namespace GRADFLOW_ISA
}  // namespace gradflow
