#pragma once
// Losses that compare element with element: one number, of rank 0, for a batch.

#include <array>
#include <span>
#include <string_view>

#include "autograd/op.h"

namespace gradflow {

// Mean over all elements of (prediction - target)²; dp = 2 (p - t) dy / n, dt = -dp. Both have one
// shape. The quadratic cost of a batch (the squared distance of two rows, mean over the rows) is
// this times the number of columns.
struct SquaredError {
  static constexpr std::string_view name = "squared_error";
  static constexpr std::string_view formula =
      "y = mean of (p - t)²; dp = 2 (p - t) dy / n, dt = -dp";
  Tensor difference;
  Tensor forward(const Tensor& prediction, const Tensor& target);
  std::array<Gradient, 2> backward(const Tensor& upstream, Wanted wanted) const;
  std::array<Variable, 2> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable squared_error(const Variable& prediction, const Variable& target,
                       SourceLocation where = SourceLocation::current());

// Mean over all elements of the cross-entropy of a logit z with a probability t in [0, 1], both of
// one shape: for classes that do not exclude each other. From the logit, so that nothing overflows
// and no logarithm is taken of 0. t gets no gradient. ArgumentError for a t outside [0, 1].
struct BinaryCrossEntropy {
  static constexpr std::string_view name = "binary_cross_entropy";
  static constexpr std::string_view formula =
      "y = mean of max(z, 0) - z t + ln(1 + e^-|z|); dz = (σ(z) - t) dy / n";
  Tensor logits, targets;
  Tensor forward(const Tensor& z, const Tensor& t);
  std::array<Gradient, 2> backward(const Tensor& upstream) const;
  std::array<Variable, 2> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable binary_cross_entropy(const Variable& logits, const Variable& targets,
                              SourceLocation where = SourceLocation::current());

// Mean over all elements of a loss that is quadratic up to |p - t| = delta and a line beyond, so
// that outliers pull with bounded force (Huber 1964, "Robust estimation of a location parameter").
// ArgumentError unless delta > 0.
struct Huber {
  static constexpr std::string_view name = "huber";
  static constexpr std::string_view formula =
      "y = mean of d²/2 where |d| ≤ δ, else δ (|d| - δ/2), d = p - t; dp = d dy / n, at most δ";
  double delta;
  Tensor difference;
  Tensor forward(const Tensor& prediction, const Tensor& target);
  std::array<Gradient, 2> backward(const Tensor& upstream, Wanted wanted) const;
  std::array<Variable, 2> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable huber(const Variable& prediction, const Variable& target, double delta = 1,
               SourceLocation where = SourceLocation::current());

}  // namespace gradflow
