#pragma once
// Softmax and its logarithm along one axis; a negative axis counts from the back. The largest
// element is taken away first, so that nothing overflows. Along an empty axis the result is empty.

#include <array>
#include <string_view>

#include "autograd/op.h"

namespace gradflow {

// y = e^x / Σ e^x along the axis; dx = y (dy - Σ y dy).
struct Softmax {
  static constexpr std::string_view name = "softmax";
  int axis = -1;
  Tensor y;
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
};
Variable softmax(const Variable& x, int axis = -1,
                 SourceLocation where = SourceLocation::current());

// y = x - ln Σ e^x along the axis; dx = dy - e^y Σ dy.
struct LogSoftmax {
  static constexpr std::string_view name = "log_softmax";
  int axis = -1;
  Tensor y;
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
};
Variable log_softmax(const Variable& x, int axis = -1,
                     SourceLocation where = SourceLocation::current());

}  // namespace gradflow
