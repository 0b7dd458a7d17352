#include "tensor/select.h"

#include <algorithm>
#include <array>

#include "tensor/elementwise.h"
#include "tensor/lines.h"

namespace gradflow {

namespace {

using Strides = std::array<std::int64_t, Shape::kMaxRank>;

// In elements, along the axes of `shape`, of an operand that stretches to it; 0 where it repeats.
Strides stretched_strides(const Shape& operand, const Shape& shape) {
  Strides strides{};
  const int added = shape.rank() - operand.rank();
  auto stride = strides.begin() + added;
  for (int axis = 0; axis < operand.rank(); ++axis, ++stride)
    if (operand[axis] != 1) *stride = operand.inner(axis);
  return strides;
}

// Of the element at the start of a row along the last axis.
std::int64_t row_offset(const Shape& shape, const Strides& strides, std::int64_t row) {
  std::int64_t offset = 0;
  for (int axis = shape.rank() - 2; axis >= 0; --axis) {
    offset += row % shape[axis] * strides[static_cast<std::size_t>(axis)];
    row /= shape[axis];
  }
  return offset;
}

// A result that is walked as one row when every operand has its shape or one element.
Shape walked_shape(const Shape& shape, std::initializer_list<const Shape*> operands) {
  const bool flat = std::all_of(operands.begin(), operands.end(), [&](const Shape* operand) {
    return *operand == shape || operand->elements() == 1;
  });
  return flat ? Shape{shape.elements()} : shape;
}

void check_index(const Shape& shape, int axis, const Tensor& index, std::string_view operation) {
  require_defined(index, operation, "index");
  require<TypeError>(index.dtype() == DType::int32, "{}: index is {}; expected int32 positions",
                     operation, index.dtype());
  require<ShapeError>(
      index.rank() == shape.rank() && index.shape().with_extent(axis, shape[axis]) == shape,
      "{}: x is {}, index is {}; all extents but that of axis {} must agree", operation, shape,
      index.shape(), axis);
  const auto positions = index.values<std::int32_t>();
  for (std::size_t i = 0; i < positions.size(); ++i)
    require(0 <= positions[i] && positions[i] < shape[axis],
            "{}: index {} at position {} is out of range for axis {} of {}", operation,
            positions[i], i, axis, shape);
}

}  // namespace

Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b) {
  require_defined(condition, "where", "condition");
  require<TypeError>(condition.dtype() == DType::int32,
                     "where: condition is {}; expected int32, 0 for false", condition.dtype());
  detail::require_one_type(a, b, "where");
  const Shape shape =
      broadcast(condition.shape(), broadcast(a.shape(), b.shape(), "where"), "where");
  const Shape walked = walked_shape(shape, {&condition.shape(), &a.shape(), &b.shape()});
  const auto strides_of = [&](const Shape& operand) {
    if (operand.elements() == 1) return Strides{};
    return stretched_strides(operand == shape ? walked : operand, walked);
  };
  const Strides of_c = strides_of(condition.shape());
  const Strides of_a = strides_of(a.shape()), of_b = strides_of(b.shape());
  Tensor out = Tensor::uninitialised(shape, a.dtype());
  if (out.elements() == 0) return out;
  dispatch(a.dtype(), [&]<class T>(T) {
    const std::int32_t* c = condition.values<std::int32_t>().data();
    const T* left = a.values<T>().data();
    const T* right = b.values<T>().data();
    T* to = out.edit<T>().data();
    const auto last = static_cast<std::size_t>(walked.rank() - 1);
    // A row's elements are lines of one element, so that a long row is shared out, too.
    for_lines(Shape{walked.elements() / walked[walked.rank() - 1], 1, walked[walked.rank() - 1]}, 1,
              [=](std::int64_t row, std::int64_t begin, std::int64_t end) noexcept {
                const std::int64_t at_c = row_offset(walked, of_c, row);
                const std::int64_t at_a = row_offset(walked, of_a, row);
                const std::int64_t at_b = row_offset(walked, of_b, row);
                const std::int64_t length = walked[walked.rank() - 1];
                for (std::int64_t i = begin; i < end; ++i)
                  to[row * length + i] = c[at_c + i * of_c[last]] != 0
                                             ? left[at_a + i * of_a[last]]
                                             : right[at_b + i * of_b[last]];
              });
  });
  return out;
}

Tensor gather(const Tensor& x, int axis, const Tensor& index) {
  require_defined(x, "gather", "input");
  const int a = x.shape().axis(axis, "gather");
  check_index(x.shape(), a, index, "gather");
  Tensor out = Tensor::uninitialised(index.shape(), x.dtype());
  dispatch(x.dtype(), [&]<class T>(T) {
    const T* from = x.values<T>().data();
    const std::int32_t* position = index.values<std::int32_t>().data();
    T* to = out.edit<T>().data();
    const std::int64_t extent = x.shape()[a], picked = index.shape()[a];
    const std::int64_t inner = x.shape().inner(a);
    for_lines(index.shape(), a,
              [=](std::int64_t outer, std::int64_t first, std::int64_t last) noexcept {
                for (std::int64_t i = 0; i < picked; ++i)
                  for (std::int64_t j = first; j < last; ++j) {
                    const std::int64_t at = (outer * picked + i) * inner + j;
                    to[at] = from[(outer * extent + position[at]) * inner + j];
                  }
              });
  });
  return out;
}

Tensor scatter_sum(const Tensor& y, int axis, const Tensor& index, const Shape& shape) {
  require_defined(y, "scatter_sum", "input");
  const int a = shape.axis(axis, "scatter_sum");
  check_index(shape, a, index, "scatter_sum");
  require<ShapeError>(y.shape() == index.shape(),
                      "scatter_sum: input is {}, index is {}; they must have one shape", y.shape(),
                      index.shape());
  Tensor out = Tensor::zeros(shape, y.dtype());
  dispatch_floating(y.dtype(), "scatter_sum", [&]<class T>(T) {
    const T* from = y.values<T>().data();
    const std::int32_t* position = index.values<std::int32_t>().data();
    T* to = out.edit<T>().data();
    const std::int64_t extent = shape[a], picked = index.shape()[a], inner = shape.inner(a);
    for_lines(index.shape(), a,
              [=](std::int64_t outer, std::int64_t first, std::int64_t last) noexcept {
                for (std::int64_t i = 0; i < picked; ++i)
                  for (std::int64_t j = first; j < last; ++j) {
                    const std::int64_t at = (outer * picked + i) * inner + j;
                    to[(outer * extent + position[at]) * inner + j] += from[at];
                  }
              });
  });
  return out;
}

}  // namespace gradflow
