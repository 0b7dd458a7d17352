#pragma once
// Values that another library computed, from tests/reference.

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "tensor/tensor.h"

namespace gradflow::testing {

inline nlohmann::json reference_values(const std::string& name) {
  std::ifstream stream(std::string(GRADFLOW_SOURCE_DIR "/tests/reference/") + name);
  if (!stream) throw std::runtime_error("tests/reference/" + name + " cannot be read");
  return nlohmann::json::parse(stream);
}

inline Tensor float64_tensor(const nlohmann::json& values, const Shape& shape) {
  return Tensor::from(shape, values.get<std::vector<double>>(), DType::float64);
}

}  // namespace gradflow::testing
