#pragma once
// Which ops there are, and which of them a variable came from: for tests that want all of them.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>
#include <string_view>

#include "autograd/reachable.h"
#include "autograd/variable.h"

namespace gradflow::testing {

// The names of the op structs in the headers of `folder`, which is autograd/ops.
inline std::set<std::string> op_structs(const std::filesystem::path& folder) {
  std::set<std::string> structs;
  const std::regex name(R"(constexpr std::string_view name = \"(\w+)\";)");
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".h") continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);)
      if (std::smatch match; std::regex_search(line, match, name)) structs.insert(match[1]);
  }
  return structs;
}

// Whether the graph of y has a node of that op.
inline bool came_from(const Variable& y, std::string_view op) {
  const Reachable graph(y.share(), Follow::all);
  return std::any_of(graph.nodes.begin(), graph.nodes.end(),
                     [&](const Node* node) { return node->op() == op; });
}

}  // namespace gradflow::testing
