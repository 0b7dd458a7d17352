#pragma once
// Reductions of squares: variance and the 2-norm. Over all elements, to a result of rank 0, or
// along one axis, which goes away or stays with extent 1; a negative axis counts from the back.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "autograd/op.h"
#include "tensor/reduce.h"

namespace gradflow {

// What the sum of squares is divided by: the number n of elements, which gives the variance of
// these elements, as normalisation uses it; or n - 1, which estimates without bias the variance of
// what they were drawn from.
enum class Unbiased : bool { no, yes };

// From the deviations, so that a mean far from 0 costs no digits; infinite where their squares
// leave the range of the element type. ShapeError for a variance of nothing, and for an unbiased
// one of fewer than two elements.
struct Variance {
  static constexpr std::string_view name = "variance";
  static constexpr std::string_view formula = "y = Σ (x - mean x)² / n; dx = 2 (x - mean x) dy / n";
  std::optional<int> axis;  // none: all elements
  KeepAxis keep = KeepAxis::no;
  Unbiased unbiased = Unbiased::no;
  double divisor = 0;
  Tensor deviation;
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable variance(const Variable& x, Unbiased unbiased = Unbiased::no,
                  SourceLocation where = SourceLocation::current());
Variable variance(const Variable& x, int axis, KeepAxis keep = KeepAxis::no,
                  Unbiased unbiased = Unbiased::no,
                  SourceLocation where = SourceLocation::current());

// The Euclidean length; that of nothing is 0. In float64, squares that leave the range make it
// infinite, or 0; those of float32 are formed in float64 where they would.
struct EuclideanNorm {
  static constexpr std::string_view name = "norm";
  static constexpr std::string_view formula = "y = √Σ x²; dx = x dy / y, 0 where y is 0";
  std::optional<int> axis;  // none: all elements
  KeepAxis keep = KeepAxis::no;
  Tensor x, y;
  Tensor forward(const Tensor& argument);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable norm(const Variable& x, SourceLocation where = SourceLocation::current());
Variable norm(const Variable& x, int axis, KeepAxis keep = KeepAxis::no,
              SourceLocation where = SourceLocation::current());

}  // namespace gradflow
