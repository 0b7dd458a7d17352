#include "autograd/ops/reduction.h"

#include "tensor/arithmetic.h"
#include "tensor/elementwise.h"

namespace gradflow {

namespace {

struct TakeRight {
  template <class T>
  T operator()(T, T right) const {
    return right;
  }
};

// The gradient of a sum: `upstream` repeated over what was reduced from `shape`.
Tensor spread(const Tensor& upstream, const Shape& shape, std::optional<int> axis) {
  if (!axis) return Tensor::full(shape, upstream.item(), upstream.dtype());
  const Shape kept = shape.with_extent(shape.axis(*axis, "spread"), 1);
  return zip(Tensor::zeros(shape, upstream.dtype()), upstream.reshape(kept), TakeRight{}, "spread");
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
  const std::int64_t count = axis ? shape[shape.axis(*axis, name)] : shape.elements();
  return {spread(upstream / static_cast<double>(count), shape, axis)};
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

}  // namespace gradflow
