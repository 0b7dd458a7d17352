#pragma once
// An op that the library does not have, written as autograd/op.h says: one struct and one function.

#include <array>
#include <string_view>

#include "autograd/op.h"

// y = x³; dx = 3 x² dy.
struct Cube {
  static constexpr std::string_view name = "cube";
  gradflow::Tensor x;
  gradflow::Tensor forward(const gradflow::Tensor& base);
  std::array<gradflow::Gradient, 1> backward(const gradflow::Tensor& upstream) const;
};
gradflow::Variable cube(const gradflow::Variable& x,
                        gradflow::SourceLocation where = gradflow::SourceLocation::current());
