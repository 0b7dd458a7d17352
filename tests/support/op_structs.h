#pragma once
// Which ops there are, and which of them a variable came from: for tests that want all of them.

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "autograd/reachable.h"
#include "autograd/variable.h"
#include "tests/support/declared_in.h"

namespace gradflow::testing {

// The names of the op structs in the headers of `folder`, which is autograd/ops.
inline std::set<std::string> op_structs(const std::filesystem::path& folder) {
  return declared_in(folder, R"(constexpr std::string_view name = \"(\w+)\";)");
}

// The functions that those headers declare, but for the operators, which are ops.
inline std::set<std::string> op_functions(const std::filesystem::path& folder) {
  return declared_in(folder, R"(^(?:Variable|std::vector<Variable>) (\w+)\()");
}

// Whether the graph of y has a node of that op.
inline bool came_from(const Variable& y, std::string_view op) {
  const Reachable graph(y.share(), Follow::all);
  return std::any_of(graph.nodes.begin(), graph.nodes.end(),
                     [&](const Node* node) { return node->op() == op; });
}

}  // namespace gradflow::testing
