#include "tensor/permute.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "tensor/parallel.h"

namespace gradflow {

namespace {

constexpr std::int64_t kPermuteGrain = 65536;  // elements that are worth a thread

// The walk over x that visits its elements in the order of the result: extents of the result, and
// how far apart in x its neighbours along each axis are.
struct Walk {
  int rank = 0;
  std::array<std::int64_t, Shape::kMaxRank> extents{}, strides{};

  void add_axis(std::int64_t extent, std::int64_t stride) {
    if (extent == 1) return;
    if (rank > 0 && strides[last()] == extent * stride) {  // the two axes are one
      extents[last()] *= extent;
      strides[last()] = stride;
      return;
    }
    ++rank;
    extents[last()] = extent;
    strides[last()] = stride;
  }
  std::size_t last() const { return static_cast<std::size_t>(rank) - 1; }
};

// Rows along the last axis of the walk, each copied from where its index says.
template <class T>
void copy_rows(const T* from, T* to, const Walk& walk, std::int64_t begin,
               std::int64_t end) noexcept {
  const std::int64_t length = walk.extents[walk.last()], stride = walk.strides[walk.last()];
  std::array<std::int64_t, Shape::kMaxRank> index{};
  std::int64_t rest = begin;
  for (std::size_t axis = walk.last(); axis-- > 0; rest /= walk.extents[axis]) {
    index[axis] = rest % walk.extents[axis];
    from += index[axis] * walk.strides[axis];
  }
  to += begin * length;
  for (std::int64_t row = begin; row < end; ++row, to += length) {
    if (stride == 1) {
      std::copy_n(from, length, to);
    } else {
      for (std::int64_t i = 0; i < length; ++i) to[i] = from[i * stride];
    }
    for (std::size_t axis = walk.last(); axis-- > 0;) {
      from += walk.strides[axis];
      if (++index[axis] < walk.extents[axis]) break;
      from -= walk.extents[axis] * walk.strides[axis];
      index[axis] = 0;
    }
  }
}

// The axes counted from the front.
std::vector<int> checked(const Shape& shape, std::span<const int> axes) {
  std::vector<int> order;
  for (const int axis : axes) order.push_back(shape.axis(axis, "permute"));
  std::vector<int> sorted = order;
  std::ranges::sort(sorted);
  bool each_once = order.size() == static_cast<std::size_t>(shape.rank());
  for (std::size_t i = 0; i < sorted.size(); ++i)
    each_once = each_once && sorted[i] == static_cast<int>(i);
  require<ShapeError>(each_once, "permute: the order [{}] does not name each axis of {} once",
                      fmt::join(axes, ", "), shape);
  return order;
}

}  // namespace

std::vector<int> inverse_order(std::span<const int> axes) {
  std::vector<int> inverse(axes.size());
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const int rank = static_cast<int>(axes.size()), axis = axes[i] + (axes[i] < 0 ? rank : 0);
    require<ShapeError>(0 <= axis && axis < rank, "inverse_order: [{}] has no axis {}",
                        fmt::join(axes, ", "), axes[i]);
    inverse[static_cast<std::size_t>(axis)] = static_cast<int>(i);
  }
  return inverse;
}

Tensor permute(const Tensor& x, std::span<const int> axes) {
  require_defined(x, "permute", "input");
  const std::vector<int> order = checked(x.shape(), axes);
  if (std::ranges::is_sorted(order)) return x;
  std::array<std::int64_t, Shape::kMaxRank> extents{};
  Walk walk;
  for (std::size_t i = 0; i < order.size(); ++i) {
    extents[i] = x.shape()[order[i]];
    walk.add_axis(extents[i], x.shape().inner(order[i]));
  }
  const Shape shape({extents.data(), order.size()});
  if (walk.rank < 2 || x.elements() == 0) return x.reshape(shape);  // no element moves
  Tensor out = Tensor::uninitialised(shape, x.dtype());
  dispatch(x.dtype(), [&]<class T>(T) {
    const T* from = x.values<T>().data();
    T* to = out.edit<T>().data();
    const std::int64_t length = walk.extents[walk.last()];
    for_ranges(x.elements() / length, std::max<std::int64_t>(1, kPermuteGrain / length),
               [&, from, to](std::int64_t begin, std::int64_t end) noexcept {
                 copy_rows(from, to, walk, begin, end);
               });
  });
  return out;
}

}  // namespace gradflow
