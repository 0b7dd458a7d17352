#include "autograd/ops/loss.h"

#include <cmath>

#include "autograd/ops/activation.h"
#include "autograd/ops/arithmetic.h"
#include "autograd/ops/loss_input.h"
#include "autograd/ops/powers.h"
#include "autograd/ops/selection.h"
#include "tensor/arithmetic.h"
#include "tensor/elementwise.h"
#include "tensor/reduce.h"
#include "tensor/vector_math.h"

namespace gradflow {

namespace {

// max(z, 0) - z t is |z| times the probability of the other answer: a confident and right logit
// leaves little of it, which a difference would lose in the rounding of z t.
struct BinaryCost {
  static constexpr int kCost = 8;
  template <class T>
  T operator()(T z, T t) const {
    const T size = std::fabs(z);
    return size * (z > T{0} ? T{1} - t : t) + log_of_one_plus(exponential(-size));
  }
};

// σ(z) - t, from the smaller of σ(z) and 1 - σ(z), which keeps its digits.
struct BinarySlope {
  static constexpr int kCost = 2;
  template <class T>
  T operator()(T z, T t) const {
    const T smaller = logistic(-std::fabs(z));
    return z > T{0} ? (T{1} - t) - smaller : smaller - t;
  }
};

struct IsPositive {
  static constexpr int kCost = 1;
  template <class T>
  T operator()(T z) const {
    return z > T{0} ? T{1} : T{0};
  }
};

struct HuberCost {
  double delta;
  template <class T>
  T operator()(T d) const {
    const T edge = static_cast<T>(delta), size = std::fabs(d);
    return size <= edge ? T{0.5} * d * d : edge * (size - T{0.5} * edge);
  }
};

struct HuberSlope {
  double delta, scale;
  template <class T>
  T operator()(T d) const {
    const T edge = static_cast<T>(delta);
    return static_cast<T>(scale) * (d > edge ? edge : (d < -edge ? -edge : d));
  }
};

}  // namespace

Tensor SquaredError::forward(const Tensor& prediction, const Tensor& target) {
  detail::check_pair(prediction, target, name);
  difference = prediction - target;
  return mean(map(difference, detail::Square{}, name));
}

std::array<Gradient, 2> SquaredError::backward(const Tensor& upstream, Wanted wanted) const {
  const double scale = 2.0 * upstream.item() / static_cast<double>(difference.elements());
  return {wanted[0] ? difference * scale : Tensor(), wanted[1] ? difference * -scale : Tensor()};
}

Tensor BinaryCrossEntropy::forward(const Tensor& z, const Tensor& t) {
  detail::check_pair(z, t, name);
  detail::check_probabilities(t, name);
  logits = z;
  targets = t;
  return mean(zip(z, t, BinaryCost{}, name));
}

std::array<Gradient, 2> BinaryCrossEntropy::backward(const Tensor& upstream) const {
  const double scale = upstream.item() / static_cast<double>(logits.elements());
  return {zip(logits, targets, BinarySlope{}, name) * scale, Gradient()};
}

Tensor Huber::forward(const Tensor& prediction, const Tensor& target) {
  require(delta > 0, "huber: delta is {}; expected a number above 0", delta);
  detail::check_pair(prediction, target, name);
  difference = prediction - target;
  return mean(map(difference, HuberCost{delta}, name));
}

std::array<Gradient, 2> Huber::backward(const Tensor& upstream, Wanted wanted) const {
  const double scale = upstream.item() / static_cast<double>(difference.elements());
  return {wanted[0] ? map(difference, HuberSlope{delta, scale}, name) : Tensor(),
          wanted[1] ? map(difference, HuberSlope{delta, -scale}, name) : Tensor()};
}

std::array<Variable, 2> SquaredError::differentiable(std::span<const Variable> inputs,
                                                     const Variable&,
                                                     const Variable& upstream) const {
  const double count = static_cast<double>(difference.elements());
  const Variable dp = (inputs[0] - inputs[1]) * (2 * upstream / count);
  return {dp, -dp};
}

std::array<Variable, 2> BinaryCrossEntropy::differentiable(std::span<const Variable> inputs,
                                                           const Variable&,
                                                           const Variable& upstream) const {
  const double count = static_cast<double>(logits.elements());
  const Variable& z = inputs[0];
  // σ(z) - t by the smaller of σ(z) and σ(-z), as in BinarySlope: it and its own derivatives keep
  // their digits.
  const Variable is_positive = map(z.value(), IsPositive{}, name).to(DType::int32);
  const Variable slope = where(is_positive, (1 - targets) - sigmoid(-z), sigmoid(z) - targets);
  return {slope * (upstream / count), Variable()};
}

std::array<Variable, 2> Huber::differentiable(std::span<const Variable> inputs, const Variable&,
                                              const Variable& upstream) const {
  const double count = static_cast<double>(difference.elements());
  const Variable dp = clamp(inputs[0] - inputs[1], -delta, delta) * (upstream / count);
  return {dp, -dp};
}

Variable binary_cross_entropy(const Variable& logits, const Variable& targets,
                              SourceLocation where) {
  return apply(BinaryCrossEntropy{}, where, logits, targets);
}

Variable huber(const Variable& prediction, const Variable& target, double delta,
               SourceLocation where) {
  return apply(Huber{delta, {}}, where, prediction, target);
}

Variable squared_error(const Variable& prediction, const Variable& target, SourceLocation where) {
  return apply(SquaredError{}, where, prediction, target);
}

}  // namespace gradflow
