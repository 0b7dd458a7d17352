#include "autograd/ops/activation.h"

#include <cmath>

#include "tensor/elementwise.h"
#include "tensor/vector_math.h"

namespace gradflow {

namespace {

struct TanhOf {
  static constexpr int kCost = 2;
  template <class T>
  T operator()(T x) const {
    return hyperbolic_tangent(x);
  }
};

struct TanhSlope {
  template <class T>
  T operator()(T dy, T y) const {
    return dy * (T{1} - y * y);
  }
};

struct SigmoidOf {
  static constexpr int kCost = 2;
  template <class T>
  T operator()(T x) const {
    return logistic(x);
  }
};

struct SigmoidSlope {
  template <class T>
  T operator()(T dy, T y) const {
    return dy * (y * (T{1} - y));
  }
};

struct SoftsignOf {
  template <class T>
  T operator()(T x) const {
    return x / (T{1} + std::fabs(x));
  }
};

struct SoftsignSlope {
  template <class T>
  T operator()(T dy, T x) const {
    const T reach = T{1} + std::fabs(x);
    return dy / (reach * reach);
  }
};

struct ReluOf {
  template <class T>
  T operator()(T x) const {
    return x < T{0} ? T{0} : x;
  }
};

struct ReluSlope {
  template <class T>
  T operator()(T dy, T y) const {
    return y > T{0} ? dy : T{0};
  }
};

}  // namespace

Tensor Tanh::forward(const Tensor& x) { return y = map(x, TanhOf{}, name); }
std::array<Gradient, 1> Tanh::backward(const Tensor& upstream) const {
  return {zip(upstream, y, TanhSlope{}, name)};
}

Tensor Sigmoid::forward(const Tensor& x) { return y = map(x, SigmoidOf{}, name); }
std::array<Gradient, 1> Sigmoid::backward(const Tensor& upstream) const {
  return {zip(upstream, y, SigmoidSlope{}, name)};
}

Tensor Softsign::forward(const Tensor& argument) {
  x = argument;
  return map(x, SoftsignOf{}, name);
}
std::array<Gradient, 1> Softsign::backward(const Tensor& upstream) const {
  return {zip(upstream, x, SoftsignSlope{}, name)};
}

Tensor Relu::forward(const Tensor& x) { return y = map(x, ReluOf{}, name); }
std::array<Gradient, 1> Relu::backward(const Tensor& upstream) const {
  return {zip(upstream, y, ReluSlope{}, name)};
}

Variable tanh(const Variable& x, SourceLocation where) { return apply(Tanh{}, where, x); }
Variable sigmoid(const Variable& x, SourceLocation where) { return apply(Sigmoid{}, where, x); }
Variable softsign(const Variable& x, SourceLocation where) { return apply(Softsign{}, where, x); }
Variable relu(const Variable& x, SourceLocation where) { return apply(Relu{}, where, x); }

}  // namespace gradflow
