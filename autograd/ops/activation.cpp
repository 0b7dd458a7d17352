#include "autograd/ops/activation.h"

#include <cmath>

#include "autograd/ops/normal.h"
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

struct LeakyReluOf {
  double slope;
  template <class T>
  T operator()(T x) const {
    return x > T{0} ? x : static_cast<T>(slope) * x;
  }
};

struct LeakyReluSlope {
  double slope;
  template <class T>
  T operator()(T dy, T x) const {
    return x > T{0} ? dy : static_cast<T>(slope) * dy;
  }
};

struct EluOf {
  static constexpr int kCost = 8;
  double alpha, scale;
  template <class T>
  T operator()(T x) const {
    const T below = static_cast<T>(alpha) * exponential_minus_one(x > T{0} ? T{0} : x);
    return static_cast<T>(scale) * (x > T{0} ? x : below);
  }
};

struct EluSlope {
  static constexpr int kCost = 4;
  double alpha, scale;
  template <class T>
  T operator()(T dy, T x) const {
    const T below = static_cast<T>(alpha) * exponential(x > T{0} ? T{0} : x);
    return dy * (static_cast<T>(scale) * (x > T{0} ? T{1} : below));
  }
};

struct GeluOf {
  static constexpr int kCost = 64;
  template <class T>
  T operator()(T x) const {
    return x * (T{0.5} * std::erfc(-x * static_cast<T>(kRootHalf)));
  }
};

struct GeluSlope {
  static constexpr int kCost = 64;
  template <class T>
  T operator()(T dy, T x) const {
    const T below = T{0.5} * std::erfc(-x * static_cast<T>(kRootHalf));
    return dy * (below + x * (static_cast<T>(kNormalPeak) * exponential(T{-0.5} * x * x)));
  }
};

struct SiluOf {
  static constexpr int kCost = 2;
  template <class T>
  T operator()(T x) const {
    return x * logistic(x);
  }
};

struct SiluSlope {
  static constexpr int kCost = 2;
  template <class T>
  T operator()(T dy, T x) const {
    const T s = logistic(x);
    return dy * (s * (T{1} + x * (T{1} - s)));
  }
};

struct SoftplusOf {
  static constexpr int kCost = 8;
  template <class T>
  T operator()(T x) const {
    return (x > T{0} ? x : T{0}) + log_of_one_plus(exponential(-std::fabs(x)));
  }
};

struct SoftplusSlope {
  static constexpr int kCost = 2;
  template <class T>
  T operator()(T dy, T x) const {
    return dy * logistic(x);
  }
};

struct ClampOf {
  double low, high;
  template <class T>
  T operator()(T x) const {
    const T least = static_cast<T>(low), most = static_cast<T>(high);
    return x < least ? least : (x > most ? most : x);
  }
};

struct ClampSlope {
  double low, high;
  template <class T>
  T operator()(T dy, T x) const {
    return x < static_cast<T>(low) || x > static_cast<T>(high) ? T{0} : dy;
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

Tensor LeakyRelu::forward(const Tensor& argument) {
  x = argument;
  return map(x, LeakyReluOf{slope}, name);
}
std::array<Gradient, 1> LeakyRelu::backward(const Tensor& upstream) const {
  return {zip(upstream, x, LeakyReluSlope{slope}, name)};
}

Tensor Elu::forward(const Tensor& argument) {
  x = argument;
  return map(x, EluOf{alpha, scale}, name);
}
std::array<Gradient, 1> Elu::backward(const Tensor& upstream) const {
  return {zip(upstream, x, EluSlope{alpha, scale}, name)};
}

Tensor Gelu::forward(const Tensor& argument) {
  x = argument;
  return map(x, GeluOf{}, name);
}
std::array<Gradient, 1> Gelu::backward(const Tensor& upstream) const {
  return {zip(upstream, x, GeluSlope{}, name)};
}

Tensor Silu::forward(const Tensor& argument) {
  x = argument;
  return map(x, SiluOf{}, name);
}
std::array<Gradient, 1> Silu::backward(const Tensor& upstream) const {
  return {zip(upstream, x, SiluSlope{}, name)};
}

Tensor Softplus::forward(const Tensor& argument) {
  x = argument;
  return map(x, SoftplusOf{}, name);
}
std::array<Gradient, 1> Softplus::backward(const Tensor& upstream) const {
  return {zip(upstream, x, SoftplusSlope{}, name)};
}

Tensor Clamp::forward(const Tensor& argument) {
  require(low <= high, "clamp: low is {}, above high, {}", low, high);
  x = argument;
  return map(x, ClampOf{low, high}, name);
}
std::array<Gradient, 1> Clamp::backward(const Tensor& upstream) const {
  return {zip(upstream, x, ClampSlope{low, high}, name)};
}

Variable tanh(const Variable& x, SourceLocation where) { return apply(Tanh{}, where, x); }
Variable sigmoid(const Variable& x, SourceLocation where) { return apply(Sigmoid{}, where, x); }
Variable softsign(const Variable& x, SourceLocation where) { return apply(Softsign{}, where, x); }
Variable relu(const Variable& x, SourceLocation where) { return apply(Relu{}, where, x); }
Variable leaky_relu(const Variable& x, double slope, SourceLocation where) {
  return apply(LeakyRelu{slope, {}}, where, x);
}
Variable elu(const Variable& x, double alpha, SourceLocation where) {
  return apply(Elu{alpha, 1, {}}, where, x);
}
Variable selu(const Variable& x, SourceLocation where) {
  return apply(Elu{1.6732632423543772848, 1.0507009873554804934, {}}, where, x);
}
Variable gelu(const Variable& x, SourceLocation where) { return apply(Gelu{}, where, x); }
Variable silu(const Variable& x, SourceLocation where) { return apply(Silu{}, where, x); }
Variable softplus(const Variable& x, SourceLocation where) { return apply(Softplus{}, where, x); }
Variable clamp(const Variable& x, double low, double high, SourceLocation where) {
  return apply(Clamp{low, high, {}}, where, x);
}
Variable hard_tanh(const Variable& x, SourceLocation where) { return clamp(x, -1, 1, where); }

}  // namespace gradflow
