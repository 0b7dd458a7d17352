#include "autograd/ops/square_reduction.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "autograd/ops/arithmetic.h"
#include "autograd/ops/powers.h"
#include "autograd/ops/rearrange.h"
#include "autograd/ops/reduction.h"
#include "autograd/ops/selection.h"
#include "tensor/elementwise.h"
#include "tensor/lines.h"

namespace gradflow {

namespace {

struct ShareOfNorm {
  template <class T>
  T operator()(T x, T y) const {
    return y == T{0} ? T{0} * x : x / y;
  }
};

// Of a result along `axis` of `shape`, in which the axis stays.
Shape kept_shape(const Shape& shape, std::optional<int> axis) {
  return axis ? shape.with_extent(shape.axis(*axis, "reduction"), 1) : Shape{};
}

Tensor sum_of_squares(const Tensor& x, std::optional<int> axis, KeepAxis keep,
                      std::string_view operation) {
  const Tensor squares = map(x, detail::Square{}, operation);
  return axis ? sum(squares, *axis, keep) : sum(squares);
}

template <class X>  // a Tensor or a Variable
X mean_along(const X& x, std::optional<int> axis) {
  return axis ? mean(x, *axis, KeepAxis::yes) : mean(x);
}

struct FiniteOrNothing {
  template <class T>
  T operator()(T x) const {
    return std::isfinite(x) ? x : T{0};
  }
};

// x - mean x, and less the mean of that: what the rounding of the first left, which counts where
// the spread is small beside it.
Tensor deviation_along(const Tensor& x, std::optional<int> axis) {
  const Tensor once = x - mean_along(x, axis);
  return once - map(mean_along(once, axis), FiniteOrNothing{}, "variance");
}

Tensor root_of_squares(const Tensor& x, std::optional<int> axis, KeepAxis keep) {
  return map(sum_of_squares(x, axis, keep, "norm"), detail::SquareRoot{}, "norm");
}

// Whether the squares under the root of y were within the range of float32, as far as they count.
bool is_plain(float y) { return y > 0x1p-40F && y < std::numeric_limits<float>::infinity(); }

// The lengths that are not plain, from squares in float64, which holds those of all floats.
void mend_lengths(const Tensor& x, std::optional<int> axis, Tensor& y) {
  const std::span<const float> found = y.values<float>();
  if (std::all_of(found.begin(), found.end(), is_plain)) return;
  const Shape shape = axis ? x.shape() : Shape{x.elements()};
  const int along = axis ? shape.axis(*axis, "norm") : 0;
  const std::int64_t extent = shape[along], inner = shape.inner(along);
  const float* from = x.values<float>().data();
  float* lengths = y.edit<float>().data();
  for_lines(shape, along, [=](std::int64_t outer, std::int64_t first, std::int64_t last) noexcept {
    for (std::int64_t line = first; line < last; ++line) {
      float& length = lengths[outer * inner + line];
      if (is_plain(length)) continue;
      double total = 0;
      for (std::int64_t i = 0; i < extent; ++i) {
        const auto element = static_cast<double>(from[(outer * extent + i) * inner + line]);
        total += element * element;
      }
      length = static_cast<float>(std::sqrt(total));
    }
  });
}

// 1 where an element is 0, else 0.
Tensor zeros_of(const Tensor& y) {
  Tensor mask = Tensor::uninitialised(y.shape(), DType::int32);
  dispatch_floating(y.dtype(), "norm", [&]<class T>(T) {
    const std::span<std::int32_t> to = mask.edit<std::int32_t>();
    const std::span<const T> from = y.values<T>();
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = from[i] == T{0} ? 1 : 0;
  });
  return mask;
}

}  // namespace

Tensor Variance::forward(const Tensor& x) {
  const std::int64_t count = axis ? x.shape()[x.shape().axis(*axis, name)] : x.elements();
  const std::int64_t fewest = unbiased == Unbiased::yes ? 2 : 1;
  require<ShapeError>(count >= fewest, "variance: {} elements of {} to fold; expected at least {}",
                      count, x.shape(), fewest);
  divisor = static_cast<double>(unbiased == Unbiased::yes ? count - 1 : count);
  deviation = deviation_along(x, axis);
  return sum_of_squares(deviation, axis, keep, name) / divisor;
}

std::array<Gradient, 1> Variance::backward(const Tensor& upstream) const {
  const Tensor slope = upstream.reshape(kept_shape(deviation.shape(), axis)) * (2 / divisor);
  return {deviation * slope};
}

std::array<Variable, 1> Variance::differentiable(std::span<const Variable> inputs, const Variable&,
                                                 const Variable& upstream) const {
  const Variable& x = inputs[0];
  const Variable slope = reshape(upstream, kept_shape(x.shape(), axis)) * (2 / divisor);
  const Variable once = x - mean_along(x, axis);
  return {(once - mean_along(once, axis)) * slope};
}

Tensor EuclideanNorm::forward(const Tensor& argument) {
  x = argument;
  y = root_of_squares(x, axis, keep);
  if (y.dtype() == DType::float32) mend_lengths(x, axis, y);
  return y;
}

// (x / y) dy and not x (dy / y): the share x / y is at most 1, where dy / y may leave the range.
std::array<Gradient, 1> EuclideanNorm::backward(const Tensor& upstream) const {
  const Shape kept = kept_shape(x.shape(), axis);
  return {zip(x, y.reshape(kept), ShareOfNorm{}, name) * upstream.reshape(kept)};
}

std::array<Variable, 1> EuclideanNorm::differentiable(std::span<const Variable> inputs,
                                                      const Variable& output,
                                                      const Variable& upstream) const {
  // The fill of the slope is the rule where y is 0; that of y keeps 0 / 0 out of the gradients of
  // this.
  const Tensor flat = zeros_of(y);
  const Shape kept = kept_shape(x.shape(), axis);
  const Variable lengths = reshape(masked_fill(output, flat, 1), kept);
  const Variable slope = reshape(masked_fill(upstream, flat, 0), kept);
  return {inputs[0] / lengths * slope};
}

Variable variance(const Variable& x, Unbiased unbiased, SourceLocation where) {
  return apply(Variance{{}, KeepAxis::no, unbiased, 0, {}}, where, x);
}
Variable variance(const Variable& x, int axis, KeepAxis keep, Unbiased unbiased,
                  SourceLocation where) {
  return apply(Variance{axis, keep, unbiased, 0, {}}, where, x);
}

Variable norm(const Variable& x, SourceLocation where) { return apply(EuclideanNorm{}, where, x); }
Variable norm(const Variable& x, int axis, KeepAxis keep, SourceLocation where) {
  return apply(EuclideanNorm{axis, keep, {}, {}}, where, x);
}

}  // namespace gradflow
