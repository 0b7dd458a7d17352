#pragma once
// Leaves that require a gradient, in a few words.

#include <initializer_list>
#include <string_view>

#include "autograd/variable.h"
#include "tensor/tensor.h"

namespace gradflow::testing {

inline Variable leaf(const Tensor& value, std::string_view label = "") {
  return Variable(value, RequiresGradient::yes, label);
}
inline Variable leaf(double value, std::string_view label = "") {
  return leaf(Tensor::scalar(value), label);
}
inline Variable leaf(const Shape& shape, std::initializer_list<double> values,
                     DType dtype = DType::float64) {
  return leaf(Tensor::from(shape, values, dtype));
}
inline Variable leaf_of_ones(const Shape& shape, std::string_view label,
                             DType dtype = DType::float32) {
  return leaf(Tensor::ones(shape, dtype), label);
}

}  // namespace gradflow::testing
