#include "autograd/ops/softmax.h"

#include <cmath>

#include "autograd/ops/arithmetic.h"
#include "autograd/ops/math.h"
#include "autograd/ops/rearrange.h"
#include "autograd/ops/reduction.h"
#include "tensor/arithmetic.h"
#include "tensor/elementwise.h"
#include "tensor/reduce.h"
#include "tensor/softmax_rows.h"
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

struct LogarithmOfTotal {
  static constexpr int kCost = 4;
  template <class T>
  T operator()(T total) const {
    return natural_log(total);
  }
};

struct PlusLogarithm {
  static constexpr int kCost = 4;
  template <class T>
  T operator()(T largest, T total) const {
    return largest + natural_log(total);
  }
};

// Beside an infinite element the others count for nothing, and infinities are not taken from each
// other.
struct UnlessInfinite {
  template <class T>
  T operator()(T total, T largest) const {
    return std::isinf(largest) ? T{1} : total;
  }
};

template <class T>
struct LogProbability {
  T largest, log_of_total;
  T operator()(T x) const { return (x - largest) - log_of_total; }
};

// Along an axis whose elements are not neighbours, which stays with extent 1: m = max x,
// e^(x - m), and Σ e^(x - m).
struct ShiftedExponentials {
  Tensor largest, exponentials, total;
};

ShiftedExponentials shifted_exponentials(const Tensor& x, int axis, std::string_view operation) {
  const Tensor largest = max(x, axis, KeepAxis::yes);
  const Tensor exponentials = zip(x, largest, ExpOfDifference{}, operation);
  return {largest, exponentials, sum(exponentials, axis, KeepAxis::yes)};
}

// finish(x, y, length, sums) for each row of x, whose exponentials y holds, in rows along the last
// axis; what it leaves in y is the result.
template <class Finish>
Tensor of_rows(const Tensor& x, std::string_view operation, Finish finish) {
  return dispatch_floating(x.dtype(), operation, [&]<class T>(T) {
    Tensor result = Tensor::uninitialised(x.shape(), x.dtype());
    const T* from = x.values<T>().data();
    T* to = result.edit<T>().data();
    const std::int64_t length = x.shape()[x.rank() - 1];
    softmax_rows::for_each(from, to, x.elements() / length, length,
                           [=](std::int64_t row, softmax_rows::Sums<T> sums) noexcept {
                             finish(from + row * length, to + row * length, length, sums);
                           });
    return result;
  });
}

}  // namespace

Tensor Softmax::forward(const Tensor& x) {
  axis = x.shape().axis(axis, name);
  if (x.elements() == 0) return y = x;
  if (axis == x.rank() - 1)
    return y = of_rows(x, name,
                       []<class T>(const T*, T* to, std::int64_t length,
                                   softmax_rows::Sums<T> sums) noexcept {
                         softmax_rows::divide(to, length, sums.total);
                       });
  const ShiftedExponentials parts = shifted_exponentials(x, axis, name);
  return y = parts.exponentials / parts.total;
}

std::array<Gradient, 1> Softmax::backward(const Tensor& upstream) const {
  return {y * (upstream - sum(upstream * y, axis, KeepAxis::yes))};
}

Tensor LogSoftmax::forward(const Tensor& x) {
  axis = x.shape().axis(axis, name);
  if (x.elements() == 0) return y = x;
  if (axis == x.rank() - 1)
    return y = of_rows(x, name,
                       []<class T>(const T* from, T* to, std::int64_t length,
                                   softmax_rows::Sums<T> sums) noexcept {
                         lift::map_run(from, to, length,
                                       LogProbability<T>{sums.largest, natural_log(sums.total)});
                       });
  const ShiftedExponentials parts = shifted_exponentials(x, axis, name);
  return y = (x - parts.largest) - map(parts.total, LogarithmOfTotal{}, name);
}

std::array<Gradient, 1> LogSoftmax::backward(const Tensor& upstream) const {
  return {upstream - zip(y, sum(upstream, axis, KeepAxis::yes), ExpTimes{}, name)};
}

std::array<Variable, 1> Softmax::differentiable(std::span<const Variable>, const Variable& output,
                                                const Variable& upstream) const {
  return {output * (upstream - sum(upstream * output, axis, KeepAxis::yes))};
}

std::array<Variable, 1> LogSoftmax::differentiable(std::span<const Variable>,
                                                   const Variable& output,
                                                   const Variable& upstream) const {
  return {upstream - exp(output) * sum(upstream, axis, KeepAxis::yes)};
}

Variable softmax(const Variable& x, int axis, SourceLocation where) {
  return apply(Softmax{axis, {}}, where, x);
}

Variable log_softmax(const Variable& x, int axis, SourceLocation where) {
  return apply(LogSoftmax{axis, {}}, where, x);
}

Tensor LogSumExp::forward(const Tensor& argument) {
  axis = argument.shape().axis(axis, name);
  require<ShapeError>(argument.shape()[axis] > 0, "log_sum_exp: axis {} of {} is empty", axis,
                      argument.shape());
  x = argument;
  const ShiftedExponentials parts = shifted_exponentials(x, axis, name);
  largest = parts.largest;
  total = zip(parts.total, largest, UnlessInfinite{}, name);
  const Tensor y = zip(largest, total, PlusLogarithm{}, name);
  return keep == KeepAxis::yes ? y : y.reshape(x.shape().without_axis(axis));
}

// Not e^(x - y): beside a large x the logarithm in y is rounded away, and the shares with it.
std::array<Gradient, 1> LogSumExp::backward(const Tensor& upstream) const {
  return {zip(x, largest, ExpOfDifference{}, name) * (upstream.reshape(total.shape()) / total)};
}

std::array<Variable, 1> LogSumExp::differentiable(std::span<const Variable> inputs, const Variable&,
                                                  const Variable& upstream) const {
  return {softmax(inputs[0], axis) * reshape(upstream, total.shape())};
}

Variable log_sum_exp(const Variable& x, int axis, KeepAxis keep, SourceLocation where) {
  return apply(LogSumExp{axis, keep, {}, {}, {}}, where, x);
}

}  // namespace gradflow
