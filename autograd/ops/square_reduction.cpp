#include "autograd/ops/square_reduction.h"

#include <cmath>

#include "autograd/ops/arithmetic.h"
#include "autograd/ops/powers.h"
#include "autograd/ops/rearrange.h"
#include "autograd/ops/reduction.h"
#include "autograd/ops/selection.h"
#include "tensor/elementwise.h"

namespace gradflow {

namespace {

struct ShareOfNorm {
  template <class T>
  T operator()(T dy, T y) const {
    return y == T{0} ? T{0} : dy / y;
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
  deviation = x - (axis ? mean(x, *axis, KeepAxis::yes) : mean(x));
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
  return {(x - (axis ? mean(x, *axis, KeepAxis::yes) : mean(x))) * slope};
}

Tensor EuclideanNorm::forward(const Tensor& argument) {
  x = argument;
  return y = map(sum_of_squares(x, axis, keep, name), detail::SquareRoot{}, name);
}

std::array<Gradient, 1> EuclideanNorm::backward(const Tensor& upstream) const {
  return {x * zip(upstream, y, ShareOfNorm{}, name).reshape(kept_shape(x.shape(), axis))};
}

std::array<Variable, 1> EuclideanNorm::differentiable(std::span<const Variable> inputs,
                                                      const Variable& output,
                                                      const Variable& upstream) const {
  // The outer fill is the rule where y is 0; the inner one keeps 0 / 0 out of the gradients of
  // this.
  const Tensor flat = zeros_of(y);
  const Variable share = masked_fill(upstream / masked_fill(output, flat, 1), flat, 0);
  return {inputs[0] * reshape(share, kept_shape(x.shape(), axis))};
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
