#pragma once
// Softmax and its logarithm along one axis; a negative axis counts from the back. The largest
// element is taken away first, so that nothing overflows. Along an empty axis the result is empty.

#include <array>
#include <span>
#include <string_view>

#include "autograd/op.h"

namespace gradflow {

struct Softmax {
  static constexpr std::string_view name = "softmax";
  static constexpr std::string_view formula = "y = e^x / Σ e^x; dx = y (dy - Σ y dy)";
  int axis = -1;
  Tensor y;
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable softmax(const Variable& x, int axis = -1,
                 SourceLocation where = SourceLocation::current());

struct LogSoftmax {
  static constexpr std::string_view name = "log_softmax";
  static constexpr std::string_view formula = "y = x - ln Σ e^x; dx = dy - e^y Σ dy";
  int axis = -1;
  Tensor y;
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable log_softmax(const Variable& x, int axis = -1,
                     SourceLocation where = SourceLocation::current());

}  // namespace gradflow
