#include "autograd/ops/divergence.h"

#include <cmath>

#include "autograd/ops/arithmetic.h"
#include "autograd/ops/loss_input.h"
#include "tensor/elementwise.h"
#include "tensor/reduce.h"
#include "tensor/vector_math.h"

namespace gradflow {

namespace {

struct Divergence {
  static constexpr int kCost = 4;
  template <class T>
  T operator()(T q, T p) const {
    const T impossible = std::isnan(q) ? q : T{0};  // -∞ is no surprise, a NaN is
    return p > T{0} ? p * (natural_log(p) - q) : impossible;
  }
};

double batch_of(const Tensor& target) { return static_cast<double>(target.shape()[0]); }

}  // namespace

Tensor KlDivergence::forward(const Tensor& log_probabilities, const Tensor& probabilities) {
  detail::check_pair(log_probabilities, probabilities, name);
  require<ShapeError>(probabilities.rank() > 0, "{}: {} has no axis for the batch", name,
                      probabilities.shape());
  detail::check_probabilities(probabilities, name);
  target = probabilities;
  return sum(zip(log_probabilities, target, Divergence{}, name)) / batch_of(target);
}

std::array<Gradient, 2> KlDivergence::backward(const Tensor& upstream) const {
  return {target * (-upstream.item() / batch_of(target)), Gradient()};
}

std::array<Variable, 2> KlDivergence::differentiable(std::span<const Variable>, const Variable&,
                                                     const Variable& upstream) const {
  return {target * (-upstream / batch_of(target)), Variable()};
}

Variable kl_divergence(const Variable& log_probabilities, const Variable& target,
                       SourceLocation where) {
  return apply(KlDivergence{}, where, log_probabilities, target);
}

}  // namespace gradflow
