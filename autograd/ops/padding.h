#pragma once
// A frame of one value around a variable.

#include <array>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "autograd/op.h"
#include "tensor/pad.h"

namespace gradflow {

// One padding, {before, after}, for each axis in order: pad(x, {{0, 0}, {1, 2}}). Errors are those
// of tensor/pad.h.
struct Pad {
  static constexpr std::string_view name = "pad";
  static constexpr std::string_view formula =
      "y = x with a constant around it; dx = dy without its frame";
  std::vector<AxisPadding> padding;
  double value = 0;
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable pad(const Variable& x, std::span<const AxisPadding> padding, double value = 0,
             SourceLocation where = SourceLocation::current());
Variable pad(const Variable& x, std::initializer_list<AxisPadding> padding, double value = 0,
             SourceLocation where = SourceLocation::current());

}  // namespace gradflow
