#pragma once
// What softmax, its logarithm and cross-entropy have in common: the rows of a matrix, each walked
// while it is in the cache. The largest element, e^(x - largest) and their sum are formed in one
// go, and the op then does with the row what it needs. A row belongs to one thread, and its bits
// depend on its length alone.

#include <algorithm>
#include <cstdint>

#include "tensor/elementwise.h"
#include "tensor/fold.h"
#include "tensor/vector_math.h"

namespace gradflow {
inline namespace GRADFLOW_ISA {
namespace softmax_rows {

struct Exponential {
  static constexpr int kCost = 4;  // with the two folds and the division around it
  template <class T>
  T operator()(T x, T largest) const {
    return exponential(x - largest);
  }
};

template <class T>
struct Over {
  T total;
  T operator()(T y) const { return y / total; }
};

// m = max x of one row, and Σ e^(x - m).
template <class T>
struct Sums {
  T largest, total;
};

// y = y / total.
template <class T>
void divide(T* y, std::int64_t length, T total) noexcept {
  lift::map_in_place(y, length, Over<T>{total});
}

// Rows are done a few at a time, as many as fit the first-level cache beside their results: each
// step for all of them, because a row of its own waits for each step of its own.
constexpr std::int64_t kRowsAtOnce = 8, kElementsAtOnce = 2048;

template <class T, class Body>
void some(const T* x, T* y, std::int64_t first, std::int64_t rows, std::int64_t length,
          Body& body) noexcept {
  Sums<T> sums[kRowsAtOnce];
  x += first * length;
  y += first * length;
  for (std::int64_t i = 0; i < rows; ++i)
    sums[i].largest = static_cast<T>(fold::line<fold::Max>(x + i * length, length));
  for (std::int64_t i = 0; i < rows; ++i)
    lift::zip_run<1, 0>(x + i * length, &sums[i].largest, y + i * length, length, Exponential{});
  for (std::int64_t i = 0; i < rows; ++i)
    sums[i].total = static_cast<T>(fold::line<fold::Sum>(y + i * length, length));
  for (std::int64_t i = 0; i < rows; ++i) body(first + i, sums[i]);
}

// body(row, sums) for every row of x after y has its exponentials, on the team when there are
// enough elements.
template <class T, class Body>
void for_each(const T* x, T* y, std::int64_t rows, std::int64_t length, Body body) {
  const std::int64_t at_once =
      std::clamp<std::int64_t>(kElementsAtOnce / std::max<std::int64_t>(1, length), 1, kRowsAtOnce);
  lift::share_out<Exponential>(rows, length, [=](std::int64_t begin, std::int64_t end) noexcept {
    for (std::int64_t row = begin; row < end; row += at_once)
      some(x, y, row, std::min(at_once, end - row), length, body);
  });
}

}  // namespace softmax_rows
}  // namespace GRADFLOW_ISA
}  // namespace gradflow
