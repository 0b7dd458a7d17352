#include "autograd/ops/math.h"

#include <cmath>

#include "autograd/ops/arithmetic.h"
#include "autograd/ops/powers.h"
#include "tensor/arithmetic.h"
#include "tensor/elementwise.h"
#include "tensor/vector_math.h"

namespace gradflow {

namespace {

struct PowerOf {
  static constexpr int kCost = 128;
  double exponent;
  template <class T>
  T operator()(T x) const {
    return std::pow(x, static_cast<T>(exponent));
  }
};

struct PowerSlope {
  static constexpr int kCost = 128;
  double exponent;
  template <class T>
  T operator()(T dy, T x) const {
    return dy * (static_cast<T>(exponent) * std::pow(x, static_cast<T>(exponent - 1)));
  }
};

struct SquareSlope {
  template <class T>
  T operator()(T dy, T x) const {
    return dy * (T{2} * x);
  }
};

struct ExpOf {
  static constexpr int kCost = 2;
  template <class T>
  T operator()(T x) const {
    return exponential(x);
  }
};

struct LogOf {
  static constexpr int kCost = 4;
  template <class T>
  T operator()(T x) const {
    return natural_log(x);
  }
};

struct SqrtSlope {
  template <class T>
  T operator()(T dy, T y) const {
    return dy / (T{2} * y);
  }
};

struct AbsOf {
  template <class T>
  T operator()(T x) const {
    return std::fabs(x);
  }
};

struct AbsSlope {
  template <class T>
  T operator()(T dy, T x) const {
    return x > T{0} ? dy : (x < T{0} ? -dy : T{0});
  }
};

struct SignOf {
  template <class T>
  T operator()(T x) const {
    return x > T{0} ? T{1} : (x < T{0} ? T{-1} : T{0});
  }
};

}  // namespace

Tensor Power::forward(const Tensor& base) {
  x = base;
  return exponent == 2 ? map(x, detail::Square{}, name) : map(x, PowerOf{exponent}, name);
}

std::array<Gradient, 1> Power::backward(const Tensor& upstream) const {
  if (exponent == 0) return {Tensor::zeros(x.shape(), x.dtype())};  // not 0 · x^-1, NaN at 0
  if (exponent == 2) return {zip(upstream, x, SquareSlope{}, name)};
  return {zip(upstream, x, PowerSlope{exponent}, name)};
}

Tensor Exp::forward(const Tensor& x) { return y = map(x, ExpOf{}, name); }
std::array<Gradient, 1> Exp::backward(const Tensor& upstream) const { return {upstream * y}; }

Tensor Log::forward(const Tensor& argument) {
  x = argument;
  return map(x, LogOf{}, name);
}
std::array<Gradient, 1> Log::backward(const Tensor& upstream) const { return {upstream / x}; }

Tensor Sqrt::forward(const Tensor& x) { return y = map(x, detail::SquareRoot{}, name); }
std::array<Gradient, 1> Sqrt::backward(const Tensor& upstream) const {
  return {zip(upstream, y, SqrtSlope{}, name)};
}

Tensor Abs::forward(const Tensor& argument) {
  x = argument;
  return map(x, AbsOf{}, name);
}
std::array<Gradient, 1> Abs::backward(const Tensor& upstream) const {
  return {zip(upstream, x, AbsSlope{}, name)};
}

std::array<Variable, 1> Power::differentiable(std::span<const Variable> inputs, const Variable&,
                                              const Variable& upstream) const {
  const Variable& base = inputs[0];
  if (exponent == 0) return {Tensor::zeros(base.shape(), base.dtype())};
  if (exponent == 2) return {upstream * (2 * base)};
  return {upstream * (exponent * pow(base, exponent - 1))};
}

std::array<Variable, 1> Exp::differentiable(std::span<const Variable>, const Variable& output,
                                            const Variable& upstream) const {
  return {upstream * output};
}

std::array<Variable, 1> Log::differentiable(std::span<const Variable> inputs, const Variable&,
                                            const Variable& upstream) const {
  return {upstream / inputs[0]};
}

std::array<Variable, 1> Sqrt::differentiable(std::span<const Variable>, const Variable& output,
                                             const Variable& upstream) const {
  return {upstream / (2 * output)};
}

std::array<Variable, 1> Abs::differentiable(std::span<const Variable> inputs, const Variable&,
                                            const Variable& upstream) const {
  return {upstream * map(inputs[0].value(), SignOf{}, name)};
}

Variable pow(const Variable& x, double exponent, SourceLocation where) {
  return apply(Power{exponent, {}}, where, x);
}
Variable exp(const Variable& x, SourceLocation where) { return apply(Exp{}, where, x); }
Variable log(const Variable& x, SourceLocation where) { return apply(Log{}, where, x); }
Variable sqrt(const Variable& x, SourceLocation where) { return apply(Sqrt{}, where, x); }
Variable abs(const Variable& x, SourceLocation where) { return apply(Abs{}, where, x); }

}  // namespace gradflow
