#include "tests/reference/reference_case.h"

#include <cstdint>
#include <fstream>

namespace gradflow::testing {

namespace {

using Json = nlohmann::json;

Tensor tensor_of(const Json& json) {
  const Shape shape(json.at("shape").get<std::vector<std::int64_t>>());
  const bool floating = json.contains("float");
  const auto values = json.at(floating ? "float" : "int32").get<std::vector<double>>();
  return Tensor::from(shape, values, floating ? DType::float64 : DType::int32);
}

ReferenceCase case_of(const Json& json) {
  ReferenceCase one{json.at("name"),
                    json.at("function"),
                    json.at("op"),
                    json.at("parameters"),
                    {},
                    tensor_of(json.at("output")),
                    Tensor::scalar(0),
                    {}};
  const auto upstream = json.at("upstream").get<std::vector<double>>();
  one.upstream = Tensor::from(one.output.shape(), upstream, DType::float64);
  for (const Json& input : json.at("inputs")) one.inputs.push_back(tensor_of(input));
  for (const Json& gradient : json.at("gradients")) {
    const Shape& shape = one.inputs[one.gradients.size()].shape();
    one.gradients.emplace_back();
    if (gradient.is_null()) continue;
    const auto values = gradient.get<std::vector<double>>();
    one.gradients.back() = Tensor::from(shape, values, DType::float64);
  }
  return one;
}

}  // namespace

std::vector<ReferenceCase> reference_cases() {
  std::ifstream file(GRADFLOW_SOURCE_DIR "/tests/reference/ops.json");
  const Json whole = Json::parse(file);
  std::vector<ReferenceCase> cases;
  for (const Json& one : whole.at("cases")) cases.push_back(case_of(one));
  return cases;
}

}  // namespace gradflow::testing
