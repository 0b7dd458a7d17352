#pragma once
// The lines of a tensor along an axis, shared out over the team: what gather, its sum back, and
// cumulative sums walk. A line belongs to one thread.

#include <algorithm>
#include <cstdint>

#include "tensor/parallel.h"
#include "tensor/shape.h"

namespace gradflow {

// body(outer, first, last) for the lines of `shape` along `axis` that start at the positions first
// … last-1 of the inner axes: neighbours in memory, so that a walk along the axis can do them side
// by side. Element i of the line at `position` is the one at (outer · extent + i) · inner +
// position.
template <class Body>
void for_lines(const Shape& shape, int axis, Body body) {
  constexpr std::int64_t kGrain = 32768;  // elements
  const std::int64_t inner = shape.inner(axis);
  const std::int64_t grain =
      std::max<std::int64_t>(1, kGrain / std::max<std::int64_t>(1, shape[axis]));
  for_ranges(shape.outer(axis) * inner, grain, [=](std::int64_t line, std::int64_t end) noexcept {
    while (line < end) {
      const std::int64_t first = line % inner;
      const std::int64_t last = std::min(inner, first + (end - line));
      body(line / inner, first, last);
      line += last - first;
    }
  });
}

}  // namespace gradflow
