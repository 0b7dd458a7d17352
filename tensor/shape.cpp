#include "tensor/shape.h"

#include <fmt/format.h>

#include <algorithm>

#include "tensor/error.h"

namespace gradflow {

Shape::Shape(std::span<const std::int64_t> extents) {
  require(extents.size() <= kMaxRank, "Shape: {} extents given, at most {} are possible",
          extents.size(), kMaxRank);
  rank_ = static_cast<int>(extents.size());
  std::int64_t product = 1;  // of all but the zeros, so that no part of the shape overflows either
  for (int i = 0; i < rank_; ++i) {
    const std::int64_t extent = extents[static_cast<std::size_t>(i)];
    require(extent >= 0, "Shape: extent {} of axis {} is negative", extent, i);
    const bool overflows =
        __builtin_mul_overflow(product, std::max<std::int64_t>(1, extent), &product);
    require(!overflows && product <= Shape::kMostElements, "Shape: [{}] is more than 2^48 elements",
            fmt::join(extents, ", "));
    if (extent == 0) elements_ = 0;
    extents_[static_cast<std::size_t>(i)] = extent;
  }
  if (elements_ != 0) elements_ = product;
}

int Shape::axis(int axis, std::string_view operation) const {
  require<ShapeError>(axis >= -rank_ && axis < rank_, "{}: {} has no axis {}", operation, *this,
                      axis);
  return axis < 0 ? axis + rank_ : axis;
}

std::int64_t Shape::outer(int axis) const {
  std::int64_t product = 1;
  for (int i = 0; i < axis; ++i) product *= (*this)[i];
  return product;
}

std::int64_t Shape::inner(int axis) const {
  std::int64_t product = 1;
  for (int i = axis + 1; i < rank_; ++i) product *= (*this)[i];
  return product;
}

Shape Shape::with_extent(int axis, std::int64_t extent) const {
  std::array<std::int64_t, kMaxRank> extents = extents_;
  extents[static_cast<std::size_t>(axis)] = extent;
  return Shape(std::span<const std::int64_t>(extents.data(), static_cast<std::size_t>(rank_)));
}

Shape Shape::without_axis(int axis) const {
  std::array<std::int64_t, kMaxRank> extents{};
  std::size_t count = 0;
  for (int i = 0; i < rank_; ++i)
    if (i != axis) extents[count++] = (*this)[i];
  return Shape(std::span<const std::int64_t>(extents.data(), count));
}

Shape broadcast(const Shape& a, const Shape& b, std::string_view operation) {
  if (a == b) return a;
  const int rank = std::max(a.rank(), b.rank());
  std::array<std::int64_t, Shape::kMaxRank> extents{};
  for (int back = 1; back <= rank; ++back) {
    const std::int64_t left = back <= a.rank() ? a[a.rank() - back] : 1;
    const std::int64_t right = back <= b.rank() ? b[b.rank() - back] : 1;
    require<ShapeError>(
        left == right || left == 1 || right == 1,
        "{}: {} and {} do not broadcast: extents {} and {} of axis -{} differ and neither is 1",
        operation, a, b, left, right, back);
    extents[static_cast<std::size_t>(rank - back)] = left == 1 ? right : left;
  }
  return Shape(std::span<const std::int64_t>(extents.data(), static_cast<std::size_t>(rank)));
}

bool broadcasts_to(const Shape& from, const Shape& to) {
  if (from.rank() > to.rank()) return false;
  for (int back = 1; back <= from.rank(); ++back) {
    const std::int64_t extent = from[from.rank() - back];
    if (extent != 1 && extent != to[to.rank() - back]) return false;
  }
  return true;
}

std::string to_string(const Shape& shape) {
  return fmt::format("[{}]", fmt::join(shape.extents(), ", "));
}

}  // namespace gradflow
