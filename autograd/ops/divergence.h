#pragma once
// How far one distribution is from another.

#include <array>
#include <span>
#include <string_view>

#include "autograd/op.h"

namespace gradflow {

// Kullback-Leibler divergence of predicted log-probabilities q from target probabilities p, both of
// one shape, whose leading axis is the batch: the sum over all else, mean over the batch (Kullback
// & Leibler 1951, "On information and sufficiency"). 0 ln 0 is 0, and an impossible event costs
// nothing, also where q is -∞; a NaN in q stays one. The target gets no gradient. ArgumentError for
// a p outside [0, 1]; that rows sum to 1 is the caller's business.
struct KlDivergence {
  static constexpr std::string_view name = "kl_divergence";
  static constexpr std::string_view formula = "y = Σ p (ln p - q) / batch; dq = -p dy / batch";
  Tensor target;
  Tensor forward(const Tensor& log_probabilities, const Tensor& probabilities);
  std::array<Gradient, 2> backward(const Tensor& upstream) const;
  std::array<Variable, 2> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable kl_divergence(const Variable& log_probabilities, const Variable& target,
                       SourceLocation where = SourceLocation::current());

}  // namespace gradflow
