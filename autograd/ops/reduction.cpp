#include "autograd/ops/reduction.h"

#include "autograd/ops/arithmetic.h"
#include "autograd/ops/broadcast.h"
#include "autograd/ops/rearrange.h"
#include "tensor/arithmetic.h"

namespace gradflow {

namespace {

// `shape` with extent 1 for the reduced axis.
Shape kept_shape(const Shape& shape, int axis) {
  return shape.with_extent(shape.axis(axis, "spread"), 1);
}

// The gradient of a sum: `upstream` repeated over what was reduced from `shape`.
Tensor spread(const Tensor& upstream, const Shape& shape, std::optional<int> axis) {
  if (!axis) return Tensor::full(shape, upstream.item(), upstream.dtype());
  return BroadcastTo{shape}.forward(upstream.reshape(kept_shape(shape, *axis)));
}

Variable spread(const Variable& upstream, const Shape& shape, std::optional<int> axis) {
  if (!axis) return broadcast_to(upstream, shape);
  return broadcast_to(reshape(upstream, kept_shape(shape, *axis)), shape);
}

// How many elements of `shape` go into one of the result.
std::int64_t reduced(const Shape& shape, std::optional<int> axis) {
  return axis ? shape[shape.axis(*axis, "mean")] : shape.elements();
}

}  // namespace

Tensor Sum::forward(const Tensor& x) {
  shape = x.shape();
  return axis ? sum(x, *axis, keep) : sum(x);
}

std::array<Gradient, 1> Sum::backward(const Tensor& upstream) const {
  return {spread(upstream, shape, axis)};
}

Tensor Mean::forward(const Tensor& x) {
  shape = x.shape();
  return axis ? mean(x, *axis, keep) : mean(x);
}

std::array<Gradient, 1> Mean::backward(const Tensor& upstream) const {
  return {spread(upstream / static_cast<double>(reduced(shape, axis)), shape, axis)};
}

Tensor Max::forward(const Tensor& x) {
  shape = x.shape();
  Tensor largest = max(x, axis, keep);
  winners = argmax(x, axis);
  return largest;
}

std::array<Gradient, 1> Max::backward(const Tensor& upstream) const {
  const int a = shape.axis(axis, name);
  const std::int64_t extent = shape[a], inner = shape.inner(a);
  Tensor dx = Tensor::zeros(shape, upstream.dtype());
  dispatch_floating(upstream.dtype(), name, [&]<class T>(T) {
    const T* from = upstream.values<T>().data();
    const std::int32_t* winner = winners.values<std::int32_t>().data();
    T* to = dx.edit<T>().data();
    for (std::int64_t line = 0; line < winners.elements(); ++line)
      to[(line / inner * extent + winner[line]) * inner + line % inner] = from[line];
  });
  return {dx};
}

std::array<Variable, 1> Sum::differentiable(std::span<const Variable>, const Variable&,
                                            const Variable& upstream) const {
  return {spread(upstream, shape, axis)};
}

std::array<Variable, 1> Mean::differentiable(std::span<const Variable>, const Variable&,
                                             const Variable& upstream) const {
  return {spread(upstream / static_cast<double>(reduced(shape, axis)), shape, axis)};
}

// 1 at the winners, which stay the same ones for small moves.
std::array<Variable, 1> Max::differentiable(std::span<const Variable>, const Variable& output,
                                            const Variable& upstream) const {
  const Tensor ones = Tensor::ones(output.shape(), output.dtype());
  return {spread(upstream, shape, axis) * std::move(backward(ones)[0]).take()};
}

Variable sum(const Variable& x, SourceLocation where) { return apply(Sum{}, where, x); }
Variable sum(const Variable& x, int axis, KeepAxis keep, SourceLocation where) {
  return apply(Sum{axis, keep, {}}, where, x);
}

Variable mean(const Variable& x, SourceLocation where) { return apply(Mean{}, where, x); }
Variable mean(const Variable& x, int axis, KeepAxis keep, SourceLocation where) {
  return apply(Mean{axis, keep, {}}, where, x);
}

Variable max(const Variable& x, int axis, KeepAxis keep, SourceLocation where) {
  return apply(Max{axis, keep, {}, {}}, where, x);
}

Tensor Min::forward(const Tensor& x) {
  shape = x.shape();
  Tensor smallest = min(x, axis, keep);
  winners = argmin(x, axis);
  return smallest;
}

std::array<Gradient, 1> Min::backward(const Tensor& upstream) const {
  return Max{axis, keep, shape, winners}.backward(upstream);  // the winners say it all
}

std::array<Variable, 1> Min::differentiable(std::span<const Variable> inputs,
                                            const Variable& output,
                                            const Variable& upstream) const {
  return Max{axis, keep, shape, winners}.differentiable(inputs, output, upstream);
}

Variable min(const Variable& x, int axis, KeepAxis keep, SourceLocation where) {
  return apply(Min{axis, keep, {}, {}}, where, x);
}

}  // namespace gradflow
