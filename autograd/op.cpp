#include "autograd/op.h"

#include <fmt/core.h>

namespace gradflow::detail {

std::string op_context(std::string_view op, std::span<const Variable* const> inputs) {
  const NodeScope* scope = NodeScope::innermost();
  std::string text = fmt::format(" (in op {}", op);
  if (scope != nullptr && !scope->label().empty())
    text += fmt::format(" of \"{}\"", scope->label().text());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    text += i == 0 ? ", inputs " : ", ";
    if (!inputs[i]->defined()) {
      text += "undefined";
      continue;
    }
    if (!inputs[i]->label().empty()) text += fmt::format("\"{}\" ", inputs[i]->label());
    text += fmt::format("{} {}", inputs[i]->shape(), inputs[i]->dtype());
  }
  return text + ")";
}

std::vector<const Variable*> addresses(std::span<const Variable> variables) {
  std::vector<const Variable*> pointers;
  for (const Variable& variable : variables) pointers.push_back(&variable);
  return pointers;
}

void refuse_count(const Node& node, std::size_t gradients) {
  throw GraphError(fmt::format("backward: the rule of {} returned {} gradients for {} inputs", node,
                               gradients, node.inputs().size()));
}

}  // namespace gradflow::detail
