#pragma once
// How a case of the reference is called here: a line for each function it names.

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "autograd/variable.h"

namespace gradflow::testing {

using ReferenceFunction = Variable (*)(std::span<const Variable> inputs,
                                       const nlohmann::json& parameters);

// Null for a name that has no line.
ReferenceFunction reference_function(const std::string& name);

}  // namespace gradflow::testing
