#pragma once
// Folds of lines of elements in one order, which sums, maxima and the softmax of a row are made
// of. A line is cut into blocks of kBlock elements, counted from its front. In a block 64 lanes
// fold every 64th element each and are then folded in halves, (0 + 32) … (0 + 1); the blocks are
// folded in order, in float64. Neighbouring lines that run across memory are folded down their
// rows, kRows at a time, and these blocks of rows in order, in float64.

#include <algorithm>
#include <cstdint>
#include <limits>

#include "tensor/lanes.h"

namespace gradflow {
inline namespace GRADFLOW_ISA {
namespace fold {

struct Sum {
  template <class T>
  static T identity() {
    return T{0};
  }
  template <class Any>  // elements, vectors or lanes
  static Any of(Any a, Any b) {
    return a + b;
  }
  template <class AnyLanes>
  static auto across(const AnyLanes& lanes) {
    return lanes.sum();
  }
};

struct Max {  // NaN when there is one
  template <class T>
  static T identity() {
    return -std::numeric_limits<T>::infinity();
  }
  template <class Any>
  static Any of(Any a, Any b) {
    return larger(a, b);
  }
  template <class AnyLanes>
  static auto across(const AnyLanes& lanes) {
    return lanes.largest();
  }
};

constexpr std::int64_t kBlock = 4096;     // elements of a line folded in the element type
constexpr std::int64_t kColumns = 256;    // columns folded side by side
constexpr std::int64_t kRows = 128;       // rows of them folded in the element type
constexpr std::int64_t kRowsAtOnce = 16;  // that stay in the first-level cache

template <class Reducer, class T>
T block(const T* x, std::int64_t count) noexcept {
  using Part = Lanes<T>;
  constexpr int kWidth = Part::kCount, kParts = 64 / kWidth;
  const Part identity = Part::broadcast(Reducer::template identity<T>());
  Part lanes[kParts];
  for (Part& part : lanes) part = identity;
  std::int64_t i = 0;
  for (; i + 64 <= count; i += 64)
    for (int p = 0; p < kParts; ++p)
      lanes[p] = Reducer::of(lanes[p], Part::load(x + i + p * kWidth));
  const int rest = static_cast<int>(count - i);
  for (int p = 0; p < kParts; ++p)
    if (rest > p * kWidth)
      lanes[p] =
          Reducer::of(lanes[p], Part::load_first(x + i + p * kWidth, rest - p * kWidth, identity));
  for (int half = kParts / 2; half > 0; half /= 2)
    for (int p = 0; p < half; ++p) lanes[p] = Reducer::of(lanes[p], lanes[p + half]);
  return Reducer::across(lanes[0]);
}

template <class Reducer, class T>
double line(const T* x, std::int64_t count) noexcept {
  double total = Reducer::template identity<double>();
  for (std::int64_t begin = 0; begin < count; begin += kBlock)
    total = Reducer::of(
        total, static_cast<double>(block<Reducer>(x + begin, std::min(kBlock, count - begin))));
  return total;
}

// Σ x y. In a block one Lanes sums every 16th or 8th product and is then folded in halves.
template <class T>
double dot(const T* x, const T* y, std::int64_t count) noexcept {
  using Part = Lanes<T>;
  constexpr int kWidth = Part::kCount;
  double total = 0;
  for (std::int64_t begin = 0; begin < count; begin += kBlock) {
    const std::int64_t end = std::min(count, begin + kBlock);
    Part sums = Part::broadcast(T{0});
    std::int64_t i = begin;
    for (; i + kWidth <= end; i += kWidth)
      sums = multiply_add(Part::load(x + i), Part::load(y + i), sums);
    const int rest = static_cast<int>(end - i);
    if (rest > 0)
      sums = multiply_add(Part::load_first(x + i, rest), Part::load_first(y + i, rest), sums);
    total += static_cast<double>(sums.sum());
  }
  return total;
}

// Σ x, in the order of dot, and Σ x², with the bits that dot has.
struct Powers {
  double sum, squares;
};
template <class T>
Powers powers(const T* x, std::int64_t count) noexcept {
  using Part = Lanes<T>;
  constexpr int kWidth = Part::kCount;
  Powers total{0, 0};
  for (std::int64_t begin = 0; begin < count; begin += kBlock) {
    const std::int64_t end = std::min(count, begin + kBlock);
    Part sums = Part::broadcast(T{0}), squares = sums;
    const auto add = [&](Part part) {
      sums = sums + part;
      squares = multiply_add(part, part, squares);
    };
    std::int64_t i = begin;
    for (; i + kWidth <= end; i += kWidth) add(Part::load(x + i));
    if (i < end) add(Part::load_first(x + i, static_cast<int>(end - i)));
    total.sum += static_cast<double>(sums.sum());
    total.squares += static_cast<double>(squares.sum());
  }
  return total;
}

// Folds the rows first, first + 1 … of a group of kVectors vectors of columns, the last of which
// has `rest`, onto out, which is written but not read when `is_first`.
template <class Reducer, int kVectors, class T>
void group_of_columns(const T* x, std::int64_t rows, std::int64_t stride, T* out, int rest,
                      bool is_first) noexcept {
  constexpr int kWidth = Vector<T>::kCount, kLast = (kVectors - 1) * kWidth;
  Vector<T> folded[kVectors];
  for (int v = 0; v < kVectors; ++v)
    folded[v] = Vector<T>::broadcast(Reducer::template identity<T>());
  if (!is_first) {
    for (int v = 0; v < kVectors - 1; ++v) folded[v] = Vector<T>::load(out + v * kWidth);
    folded[kVectors - 1] = Vector<T>::load_first(out + kLast, rest);
  }
  for (std::int64_t i = 0; i < rows; ++i, x += stride) {
    for (int v = 0; v < kVectors - 1; ++v)
      folded[v] = Reducer::of(folded[v], Vector<T>::load(x + v * kWidth));
    folded[kVectors - 1] =
        Reducer::of(folded[kVectors - 1], Vector<T>::load_first(x + kLast, rest));
  }
  for (int v = 0; v < kVectors - 1; ++v) folded[v].store(out + v * kWidth);
  folded[kVectors - 1].store_first(out + kLast, rest);
}

// At most kRows rows, some at a time, so that a strip of columns is walked along its rows and the
// sums of a group stay in registers.
template <class Reducer, class T>
void block_of_rows(const T* x, std::int64_t count, std::int64_t stride, std::int64_t columns,
                   T* out) noexcept {
  constexpr int kWidth = Vector<T>::kCount, kGroup = 4 * kWidth;
  std::int64_t i = 0;
  do {  // once at least: no rows give the identity
    const std::int64_t rows = std::min(kRowsAtOnce, count - i);
    const T* from = x + i * stride;
    std::int64_t j = 0;
    for (; j + kGroup <= columns; j += kGroup)
      group_of_columns<Reducer, 4>(from + j, rows, stride, out + j, kWidth, i == 0);
    for (; j < columns; j += kWidth)
      group_of_columns<Reducer, 1>(from + j, rows, stride, out + j,
                                   static_cast<int>(std::min<std::int64_t>(kWidth, columns - j)),
                                   i == 0);
    i += kRowsAtOnce;
  } while (i < count);
}

// out[j] = fold of x[i · stride + j] over `count` rows i, for at most kColumns columns j.
template <class Reducer, class T>
void columns(const T* x, std::int64_t count, std::int64_t stride, std::int64_t columns,
             T* out) noexcept {
  if (count <= kRows) return block_of_rows<Reducer>(x, count, stride, columns, out);
  double total[kColumns];
  std::fill_n(total, columns, Reducer::template identity<double>());
  for (std::int64_t begin = 0; begin < count; begin += kRows) {
    T partial[kColumns];
    block_of_rows<Reducer>(x + begin * stride, std::min(kRows, count - begin), stride, columns,
                           partial);
    for (std::int64_t j = 0; j < columns; ++j)
      total[j] = Reducer::of(total[j], static_cast<double>(partial[j]));
  }
  for (std::int64_t j = 0; j < columns; ++j) out[j] = static_cast<T>(total[j]);
}

}  // namespace fold
}  // namespace GRADFLOW_ISA
}  // namespace gradflow
