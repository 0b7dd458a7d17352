#pragma once
// Reductions: over all elements, to a result of rank 0, or along one axis, which goes away or stays
// with extent 1. A negative axis counts from the back. A sum of nothing is 0; a mean, a largest
// or a smallest element of nothing is a ShapeError.

#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "autograd/op.h"
#include "tensor/reduce.h"

namespace gradflow {

struct Sum {
  static constexpr std::string_view name = "sum";
  static constexpr std::string_view formula = "y = Σ x; dx = dy, spread over what was summed";
  std::optional<int> axis;  // none: all elements
  KeepAxis keep = KeepAxis::no;
  Shape shape;  // of x
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable sum(const Variable& x, SourceLocation where = SourceLocation::current());
Variable sum(const Variable& x, int axis, KeepAxis keep = KeepAxis::no,
             SourceLocation where = SourceLocation::current());

struct Mean {
  static constexpr std::string_view name = "mean";
  static constexpr std::string_view formula =
      "y = Σ x / n; dx = dy / n, spread over what was summed";
  std::optional<int> axis;  // none: all elements
  KeepAxis keep = KeepAxis::no;
  Shape shape;  // of x
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable mean(const Variable& x, SourceLocation where = SourceLocation::current());
Variable mean(const Variable& x, int axis, KeepAxis keep = KeepAxis::no,
              SourceLocation where = SourceLocation::current());

// Along an axis; NaN if there is one.
struct Max {
  static constexpr std::string_view name = "max";
  static constexpr std::string_view formula =
      "y = the largest x; dx = dy at the first element that gave it, else 0";
  int axis;
  KeepAxis keep = KeepAxis::no;
  Shape shape;     // of x
  Tensor winners;  // position along the axis, int32, one for each line
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable max(const Variable& x, int axis, KeepAxis keep = KeepAxis::no,
             SourceLocation where = SourceLocation::current());

// The same for the smallest.
struct Min {
  static constexpr std::string_view name = "min";
  static constexpr std::string_view formula =
      "y = the smallest x; dx = dy at the first element that gave it, else 0";
  int axis;
  KeepAxis keep = KeepAxis::no;
  Shape shape;     // of x
  Tensor winners;  // position along the axis, int32, one for each line
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable min(const Variable& x, int axis, KeepAxis keep = KeepAxis::no,
             SourceLocation where = SourceLocation::current());

}  // namespace gradflow
