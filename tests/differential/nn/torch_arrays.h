#pragma once
// Plain numbers as tensors of libtorch and back. Only files that see its headers include this one.

#include <torch/types.h>

#include "tests/differential/peer.h"

namespace gradflow::differential {

using Tensors = std::vector<torch::Tensor>;

inline torch::ScalarType scalar_type(Precision precision) {
  return precision == Precision::float32 ? torch::kFloat : torch::kDouble;
}

inline torch::Tensor tensor_of(const Array& x, Precision precision) {
  return torch::tensor(x.elements, torch::kDouble).reshape(x.shape).to(scalar_type(precision));
}

inline Array array_of(const torch::Tensor& x) {
  const torch::Tensor wide = x.detach().to(torch::kDouble).contiguous();
  const double* first = wide.data_ptr<double>();
  return {x.sizes().vec(), std::vector<double>(first, first + wide.numel())};
}

}  // namespace gradflow::differential
