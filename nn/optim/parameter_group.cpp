#include "nn/optim/parameter_group.h"

#include <fmt/core.h>

namespace gradflow::optim {

ParameterGroup parameters_below(std::string_view path, const GroupOptions& options) {
  return {fmt::format("below {}", path),
          [prefix = std::string(path)](std::string_view other) {
            return other.starts_with(prefix) &&
                   (prefix.empty() || other.size() == prefix.size() || other[prefix.size()] == '.');
          },
          options};
}

ParameterGroup parameters_named(std::string_view name, const GroupOptions& options) {
  return {fmt::format("named {}", name),
          [wanted = std::string(name)](std::string_view path) {
            return path.substr(path.rfind('.') + 1) == wanted;  // npos + 1 is 0
          },
          options};
}

}  // namespace gradflow::optim
