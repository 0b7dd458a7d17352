#pragma once
// A case of ops.json: a call of one of our functions with what another library gives for it.

#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "tensor/tensor.h"

namespace gradflow::testing {

struct ReferenceCase {
  std::string name, function;
  std::string op;              // the name of the struct that does the work
  nlohmann::json parameters;   // of the call, besides its inputs
  std::vector<Tensor> inputs;  // float64, or int32; all of them float32 numbers
  Tensor output, upstream;
  std::vector<std::optional<Tensor>> gradients;  // none for an input that gets none

  friend void PrintTo(const ReferenceCase& one, std::ostream* out) { *out << one.name; }
};

// Those of tests/reference/ops.json.
std::vector<ReferenceCase> reference_cases();

}  // namespace gradflow::testing
