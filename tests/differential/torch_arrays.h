#pragma once
// Plain numbers as tensors of libtorch and back. Only files that see its headers include this one.

#include <ATen/ATen.h>

#include <vector>

#include "tests/differential/peer.h"

namespace gradflow::differential {

using Tensors = std::vector<at::Tensor>;

inline at::ScalarType scalar_type(Precision precision) {
  return precision == Precision::float32 ? at::kFloat : at::kDouble;
}

inline at::Tensor tensor_of(const Array& x, Precision precision) {
  return at::tensor(x.elements, at::kDouble).reshape(x.shape).to(scalar_type(precision));
}

inline Array array_of(const at::Tensor& x) {
  const at::Tensor wide = x.detach().to(at::kDouble).contiguous();
  const double* first = wide.data_ptr<double>();
  return {x.sizes().vec(), std::vector<double>(first, first + wide.numel())};
}

// Zeros where none has reached it.
inline at::Tensor gradient_of(const at::Tensor& x) {
  return x.grad().defined() ? x.grad() : at::zeros_like(x);
}

}  // namespace gradflow::differential
