#include "autograd/explain.h"

#include <fmt/core.h>

#include <iterator>

#include "tensor/format.h"

namespace gradflow {

namespace {

std::string what_happens_to(const Node& leaf) {
  return leaf.requires_gradient()
             ? fmt::format("it takes the gradient that passes send: {}", leaf.value().shape())
             : "data: no gradient reaches it";
}

}  // namespace

std::string explain(const Node& node) {
  std::string text =
      fmt::format("{}, made at {}:{}\n", node, node.where().file_name(), node.where().line);
  const auto add = [out = std::back_inserter(text)]<class... Args>(fmt::format_string<Args...> form,
                                                                   Args&&... args) {
    fmt::format_to(out, form, std::forward<Args>(args)...);
  };
  if (!node.formula().empty()) add("  {}\n", node.formula());
  add("  y: {}\n", describe(node.value()));
  if (node.is_leaf()) {
    add("  {}\n", what_happens_to(node));
    return text;
  }
  if (node.consumed()) {
    add("  a pass has used up what its rule needs\n");
    return text;
  }
  add("  takes the gradient of y, {}, and sends\n", node.value().shape());
  for (std::size_t i = 0; i < node.inputs().size(); ++i) {
    const Node& input = *node.inputs()[i];
    add("    input {}, {}: ", i, input);
    if (input.requires_gradient())
      add("a gradient of {}\n", input.value().shape());
    else
      add("nothing, it requires none\n");
  }
  const std::vector<Tensor> saved = node.saved();
  for (std::size_t i = 0; i < saved.size(); ++i)
    add("{}{} {}", i == 0 ? "  keeps for it: " : ", ", saved[i].shape(), saved[i].dtype());
  if (!saved.empty()) add("; {} bytes\n", node.saved_bytes());
  return text;
}

}  // namespace gradflow
