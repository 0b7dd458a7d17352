#include "tensor/elementwise.h"

namespace gradflow::detail {

std::int64_t BroadcastPlan::rows() const {
  std::int64_t count = 1;
  for (int i = 0; i < rank - 1; ++i) count *= extents[i];
  return count;
}

void BroadcastPlan::offsets(std::int64_t row, std::int64_t& left_offset,
                            std::int64_t& right_offset) const {
  for (int i = rank - 2; i >= 0; --i) {
    const std::int64_t position = row % extents[i];
    row /= extents[i];
    left_offset += position * left[i];
    right_offset += position * right[i];
  }
}

BroadcastPlan plan_broadcast(const Shape& a, const Shape& b, std::string_view operation) {
  BroadcastPlan plan;
  plan.shape = broadcast(a, b, operation);
  // From the last axis back: the stride of an operand is what its axes so far multiply up to.
  int merged = 0;
  std::int64_t extents[Shape::kMaxRank], left[Shape::kMaxRank], right[Shape::kMaxRank];
  std::int64_t left_stride = 1, right_stride = 1;
  for (int back = 1; back <= plan.shape.rank(); ++back) {
    const std::int64_t extent = plan.shape[plan.shape.rank() - back];
    if (extent == 1) continue;
    const bool left_full = back <= a.rank() && a[a.rank() - back] != 1;
    const bool right_full = back <= b.rank() && b[b.rank() - back] != 1;
    const bool same_as_last = merged > 0 && (left[merged - 1] != 0) == left_full &&
                              (right[merged - 1] != 0) == right_full;
    if (same_as_last) {
      extents[merged - 1] *= extent;
    } else {
      extents[merged] = extent;
      left[merged] = left_full ? left_stride : 0;
      right[merged] = right_full ? right_stride : 0;
      ++merged;
    }
    if (left_full) left_stride *= extent;
    if (right_full) right_stride *= extent;
  }
  if (merged == 0) {  // one element
    extents[0] = 1;
    left[0] = right[0] = 1;
    merged = 1;
  }
  plan.rank = merged;
  for (int i = 0; i < merged; ++i) {
    plan.extents[i] = extents[merged - 1 - i];
    plan.left[i] = left[merged - 1 - i];
    plan.right[i] = right[merged - 1 - i];
  }
  return plan;
}

void refuse_types(const Tensor& a, const Tensor& b, std::string_view operation) {
  throw TypeError(
      fmt::format("{}: element types differ: left {} is {}, right {} is {}; convert one with to()",
                  operation, a.shape(), a.dtype(), b.shape(), b.dtype()));
}

void refuse_unlike(const Tensor& target, const Tensor& other, std::string_view operation) {
  if (&target == &other)
    throw ArgumentError(
        fmt::format("{}: the target is its own operand; give a clone()", operation));
  if (target.shape() != other.shape())
    throw ShapeError(
        fmt::format("{}: target is {}, operand is {}", operation, target.shape(), other.shape()));
  throw TypeError(fmt::format("{}: element types differ: target is {}, operand is {}", operation,
                              target.dtype(), other.dtype()));
}

}  // namespace gradflow::detail
