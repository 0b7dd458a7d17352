// The rules of the activations in ops, for recorded passes: y = f(x), dx = dy · f'(x).

#include <limits>

#include "autograd/ops/activation.h"
#include "autograd/ops/arithmetic.h"
#include "autograd/ops/math.h"
#include "autograd/ops/normal.h"
#include "tensor/arithmetic.h"
#include "tensor/elementwise.h"

namespace gradflow {

namespace {

// One slope above 0, another at 0 and below.
struct SlopeOfHalves {
  double above, below;
  template <class T>
  T operator()(T x) const {
    return static_cast<T>(x > T{0} ? above : below);
  }
};

struct Between {
  double low, high;
  template <class T>
  T operator()(T x) const {
    return x < static_cast<T>(low) || x > static_cast<T>(high) ? T{0} : T{1};
  }
};

}  // namespace

std::array<Variable, 1> Tanh::differentiable(std::span<const Variable>, const Variable& output,
                                             const Variable& upstream) const {
  return {upstream * (1 - output * output)};
}

std::array<Variable, 1> Sigmoid::differentiable(std::span<const Variable>, const Variable& output,
                                                const Variable& upstream) const {
  return {upstream * (output * (1 - output))};
}

std::array<Variable, 1> Softsign::differentiable(std::span<const Variable> inputs, const Variable&,
                                                 const Variable& upstream) const {
  return {upstream / pow(1 + abs(inputs[0]), 2)};
}

std::array<Variable, 1> Relu::differentiable(std::span<const Variable>, const Variable& output,
                                             const Variable& upstream) const {
  return {upstream * map(output.value(), SlopeOfHalves{1, 0}, name)};
}

std::array<Variable, 1> LeakyRelu::differentiable(std::span<const Variable> inputs, const Variable&,
                                                  const Variable& upstream) const {
  return {upstream * map(inputs[0].value(), SlopeOfHalves{1, slope}, name)};
}

// s a e^min(x, 0) below 0. There min keeps x, and above it keeps the power from overflowing before
// it is multiplied by 0.
std::array<Variable, 1> Elu::differentiable(std::span<const Variable> inputs, const Variable&,
                                            const Variable& upstream) const {
  const Tensor& x_now = inputs[0].value();
  const Tensor above = map(x_now, SlopeOfHalves{scale, 0}, name);
  const Tensor below = map(x_now, SlopeOfHalves{0, scale * alpha}, name);
  const Variable power = exp(clamp(inputs[0], -std::numeric_limits<double>::infinity(), 0));
  return {upstream * (above + below * power)};
}

std::array<Variable, 1> Gelu::differentiable(std::span<const Variable> inputs, const Variable&,
                                             const Variable& upstream) const {
  const Variable& argument = inputs[0];
  return {upstream * (normal_cdf(argument) + argument * normal_density(argument))};
}

std::array<Variable, 1> Silu::differentiable(std::span<const Variable> inputs, const Variable&,
                                             const Variable& upstream) const {
  const Variable s = sigmoid(inputs[0]);
  return {upstream * (s * (1 + inputs[0] * (1 - s)))};
}

std::array<Variable, 1> Softplus::differentiable(std::span<const Variable> inputs, const Variable&,
                                                 const Variable& upstream) const {
  return {upstream * sigmoid(inputs[0])};
}

std::array<Variable, 1> Clamp::differentiable(std::span<const Variable> inputs, const Variable&,
                                              const Variable& upstream) const {
  return {upstream * map(inputs[0].value(), Between{low, high}, name)};
}

}  // namespace gradflow
