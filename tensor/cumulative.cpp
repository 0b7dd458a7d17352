#include "tensor/cumulative.h"

#include <algorithm>

#include "tensor/lines.h"

namespace gradflow {

namespace {

constexpr std::int64_t kColumns = 256;  // lines added up side by side

// One step along the axis for `count` neighbouring lines.
template <class T>
void add_up(const T* x, T* y, double* totals, std::int64_t count) noexcept {
  for (std::int64_t i = 0; i < count; ++i) {
    totals[i] += static_cast<double>(x[i]);
    y[i] = static_cast<T>(totals[i]);
  }
}

}  // namespace

Tensor cumulative_sum(const Tensor& x, int axis, Direction direction) {
  require_defined(x, "cumulative_sum", "input");
  const int a = x.shape().axis(axis, "cumulative_sum");
  return dispatch_floating(x.dtype(), "cumulative_sum", [&]<class T>(T) {
    Tensor out = Tensor::uninitialised(x.shape(), x.dtype());
    const T* from = x.values<T>().data();
    T* to = out.edit<T>().data();
    const std::int64_t extent = x.shape()[a], inner = x.shape().inner(a);
    for_lines(x.shape(), a,
              [=](std::int64_t outer, std::int64_t first, std::int64_t last) noexcept {
                double totals[kColumns];
                for (std::int64_t column = first; column < last; column += kColumns) {
                  const std::int64_t count = std::min(kColumns, last - column);
                  std::fill_n(totals, count, 0.0);
                  for (std::int64_t i = 0; i < extent; ++i) {
                    const std::int64_t step = direction == Direction::forward ? i : extent - 1 - i;
                    const std::int64_t at = (outer * extent + step) * inner + column;
                    add_up(from + at, to + at, totals, count);
                  }
                }
              });
    return out;
  });
}

}  // namespace gradflow
