#pragma once
// Reductions: over all elements, to a result of rank 0, or along one axis, which goes away or stays
// with extent 1. A negative axis counts from the back. A sum of nothing is 0; a mean or a largest
// element of nothing is a ShapeError.

#include <array>
#include <optional>
#include <string_view>

#include "autograd/op.h"
#include "tensor/reduce.h"

namespace gradflow {

// y = Σ x; dx = dy, spread over what was summed.
struct Sum {
  static constexpr std::string_view name = "sum";
  std::optional<int> axis;  // none: all elements
  KeepAxis keep = KeepAxis::no;
  Shape shape;  // of x
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
};
Variable sum(const Variable& x, SourceLocation where = SourceLocation::current());
Variable sum(const Variable& x, int axis, KeepAxis keep = KeepAxis::no,
             SourceLocation where = SourceLocation::current());

// y = Σ x / n over n elements; dx = dy / n, spread over them.
struct Mean {
  static constexpr std::string_view name = "mean";
  std::optional<int> axis;  // none: all elements
  KeepAxis keep = KeepAxis::no;
  Shape shape;  // of x
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
};
Variable mean(const Variable& x, SourceLocation where = SourceLocation::current());
Variable mean(const Variable& x, int axis, KeepAxis keep = KeepAxis::no,
              SourceLocation where = SourceLocation::current());

// y = the largest x along an axis, NaN if there is one; dx = dy at the first element that gave it,
// else 0.
struct Max {
  static constexpr std::string_view name = "max";
  int axis;
  KeepAxis keep = KeepAxis::no;
  Shape shape;     // of x
  Tensor winners;  // position along the axis, int32, one for each line
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
};
Variable max(const Variable& x, int axis, KeepAxis keep = KeepAxis::no,
             SourceLocation where = SourceLocation::current());

}  // namespace gradflow
