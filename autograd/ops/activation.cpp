#include "autograd/ops/activation.h"

#include "tensor/elementwise.h"
#include "tensor/vector_math.h"

namespace gradflow {

namespace {

struct TanhOf {
  static constexpr int kCost = 8;
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

}  // namespace

Tensor Tanh::forward(const Tensor& x) { return y = map(x, TanhOf{}, name); }

std::array<Gradient, 1> Tanh::backward(const Tensor& upstream) const {
  return {zip(upstream, y, TanhSlope{}, name)};
}

Variable tanh(const Variable& x, SourceLocation where) { return apply(Tanh{}, where, x); }

}  // namespace gradflow
