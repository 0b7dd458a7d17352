#pragma once
// Softmax, its logarithm, and what it divides by, along one axis; a negative axis counts from the
// back. The largest element is taken away first, so that nothing overflows. Along an empty axis the
// result is empty.

#include <array>
#include <span>
#include <string_view>

#include "autograd/op.h"
#include "tensor/reduce.h"

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

// A smooth largest element, along an axis, which goes away or stays with extent 1. -infinity for a
// line of them, infinity for a line that has one: the gradients of these elements are NaN. Those of
// the others beside infinity are 0, and NaN in a recorded pass. ShapeError for an empty axis.
struct LogSumExp {
  static constexpr std::string_view name = "log_sum_exp";
  static constexpr std::string_view formula = "y = ln Σ e^x; dx = e^(x - y) dy";
  int axis;
  KeepAxis keep = KeepAxis::no;
  Tensor x;
  Tensor largest, total;  // m = max x and Σ e^(x - m), with the axis
  Tensor forward(const Tensor& argument);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
  std::array<Variable, 1> differentiable(std::span<const Variable> inputs, const Variable& output,
                                         const Variable& upstream) const;
};
Variable log_sum_exp(const Variable& x, int axis, KeepAxis keep = KeepAxis::no,
                     SourceLocation where = SourceLocation::current());

}  // namespace gradflow
