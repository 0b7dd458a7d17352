#pragma once
// Reductions: over all elements, or along one axis.

#include <array>
#include <string_view>

#include "autograd/op.h"
#include "tensor/reduce.h"

namespace gradflow {

// y = Σ x over all elements; dx = dy everywhere.
struct Sum {
  static constexpr std::string_view name = "sum";
  Shape shape;
  DType dtype = DType::float32;
  Tensor forward(const Tensor& x);
  std::array<Gradient, 1> backward(const Tensor& upstream) const;
};
Variable sum(const Variable& x, SourceLocation where = SourceLocation::current());

}  // namespace gradflow
