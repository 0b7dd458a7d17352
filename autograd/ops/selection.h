#pragma once
// Elements chosen by others: by a condition, or by positions along an axis. What chooses is int32
// and gets no gradient.

#include <array>
#include <span>
#include <string_view>

#include "autograd/op.h"
#include "tensor/select.h"

namespace gradflow {

// Element by element, with broadcasting of all three. What was not chosen sends no NaN back.
struct Where {
  static constexpr std::string_view name = "where";
  static constexpr std::string_view formula =
      "y = a where c ≠ 0, else b; da = dy where c ≠ 0, else 0, db = dy - da";
  static constexpr bool broadcasts = true;
  Tensor condition;
  Tensor forward(const Tensor& c, const Tensor& a, const Tensor& b);
  std::array<Gradient, 3> backward(const Tensor& upstream, Wanted wanted) const;
  std::array<Variable, 3> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable where(const Variable& condition, const Variable& a, const Variable& b,
               SourceLocation location = SourceLocation::current());
// `value` where the mask is not 0, else x: where(mask, value, x) for a mask that stretches to x.
// ShapeError for one that does not.
Variable masked_fill(const Variable& x, const Variable& mask, double value,
                     SourceLocation location = SourceLocation::current());

// y[…, i, …] = x[…, index[…, i, …], …] along an axis, for an index with the extents of x but for
// that axis. A negative axis counts from the back, a negative position is an error.
struct Gather {
  static constexpr std::string_view name = "gather";
  static constexpr std::string_view formula =
      "y = the elements of x at the index; dx = Σ dy over those that took an element";
  int axis;
  Shape shape;  // of x
  Tensor index;
  Tensor forward(const Tensor& x, const Tensor& positions);
  std::array<Gradient, 2> backward(const Tensor& upstream) const;
};
Variable gather(const Variable& x, int axis, const Variable& index,
                SourceLocation where = SourceLocation::current());

}  // namespace gradflow
