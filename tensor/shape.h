#pragma once
// The extents of a tensor, outermost first, by value: at most eight, no allocation. A rank of 0 is
// a scalar with one element; an extent of 0 makes an empty tensor.

#include <fmt/core.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "tensor/error.h"
#include "tensor/plain_formatter.h"

namespace gradflow {

class Shape {
 public:
  static constexpr int kMaxRank = 8;
  static constexpr std::int64_t kMostElements = std::int64_t{1} << 48;

  Shape() = default;
  Shape(std::initializer_list<std::int64_t> extents)
      : Shape(std::span<const std::int64_t>(extents.begin(), extents.size())) {}
  // ArgumentError for a negative extent, more than eight of them, or more elements than 2^48 (an
  // extent of 0 counting as 1).
  explicit Shape(std::span<const std::int64_t> extents);

  int rank() const { return rank_; }
  std::int64_t operator[](int axis) const { return extents_[static_cast<std::size_t>(axis)]; }
  std::int64_t elements() const { return elements_; }
  std::span<const std::int64_t> extents() const {
    return {extents_.data(), static_cast<std::size_t>(rank_)};
  }

  // Axis counted from the front, or from the back when negative, as 0 … rank-1. ShapeError, naming
  // `operation`, when there is no such axis.
  int axis(int axis, std::string_view operation) const;

  // Product of the extents before / after `axis`.
  std::int64_t outer(int axis) const;
  std::int64_t inner(int axis) const;

  Shape with_extent(int axis, std::int64_t extent) const;
  Shape without_axis(int axis) const;

  friend bool operator==(const Shape& a, const Shape& b) {
    if (a.rank_ != b.rank_ || a.elements_ != b.elements_) return false;
    for (int i = 0; i < a.rank_; ++i)
      if (a[i] != b[i]) return false;
    return true;
  }

 private:
  std::int64_t elements_ = 1;
  int rank_ = 0;
  std::array<std::int64_t, kMaxRank> extents_{};
};

// The shape that `a` and `b` stretch to under NumPy's rule: extents are matched from the last axis
// back, and an extent of 1 stretches. ShapeError, naming `operation`, when two extents differ and
// neither is 1.
Shape broadcast(const Shape& a, const Shape& b, std::string_view operation);

// True when `from` stretches to exactly `to`.
bool broadcasts_to(const Shape& from, const Shape& to);

std::string to_string(const Shape& shape);  // "[10, 1000]"

}  // namespace gradflow

template <>
struct fmt::formatter<gradflow::Shape> : gradflow::PlainFormatter {
  template <class Context>
  auto format(const gradflow::Shape& shape, Context& context) const {
    return put(gradflow::to_string(shape), context);
  }
};
