#include "autograd/ops/softmax.h"

#include "tensor/arithmetic.h"
#include "tensor/elementwise.h"
#include "tensor/reduce.h"
#include "tensor/vector_math.h"

namespace gradflow {

namespace {

struct ExpOfDifference {
  static constexpr int kCost = 2;
  template <class T>
  T operator()(T x, T largest) const {
    return exponential(x - largest);
  }
};

struct ExpTimes {
  static constexpr int kCost = 2;
  template <class T>
  T operator()(T y, T factor) const {
    return exponential(y) * factor;
  }
};

struct LogOf {
  static constexpr int kCost = 4;
  template <class T>
  T operator()(T total) const {
    return natural_log(total);
  }
};

}  // namespace

detail::ShiftedExponentials detail::shifted_exponentials(const Tensor& x, int axis,
                                                         std::string_view operation) {
  const Tensor largest = max(x, axis, KeepAxis::yes);
  const Tensor exponentials = zip(x, largest, ExpOfDifference{}, operation);
  return {largest, exponentials, sum(exponentials, axis, KeepAxis::yes)};
}

Tensor Softmax::forward(const Tensor& x) {
  axis = x.shape().axis(axis, name);
  if (x.elements() == 0) return y = x;
  const auto parts = detail::shifted_exponentials(x, axis, name);
  return y = parts.exponentials / parts.total;
}

std::array<Gradient, 1> Softmax::backward(const Tensor& upstream) const {
  return {y * (upstream - sum(upstream * y, axis, KeepAxis::yes))};
}

Tensor LogSoftmax::forward(const Tensor& x) {
  axis = x.shape().axis(axis, name);
  if (x.elements() == 0) return y = x;
  const auto parts = detail::shifted_exponentials(x, axis, name);
  return y = (x - parts.largest) - map(parts.total, LogOf{}, name);
}

std::array<Gradient, 1> LogSoftmax::backward(const Tensor& upstream) const {
  return {upstream - zip(y, sum(upstream, axis, KeepAxis::yes), ExpTimes{}, name)};
}

Variable softmax(const Variable& x, int axis, SourceLocation where) {
  return apply(Softmax{axis, {}}, where, x);
}

Variable log_softmax(const Variable& x, int axis, SourceLocation where) {
  return apply(LogSoftmax{axis, {}}, where, x);
}

}  // namespace gradflow
