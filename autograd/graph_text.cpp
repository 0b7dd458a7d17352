#include "autograd/graph_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "autograd/reachable.h"

namespace gradflow {

namespace {

struct Line {
  std::string name, value, notes;
};

Line line_of(const Node& node, const Reachable& graph) {
  Line line{node.text(graph.number(&node)),
            fmt::format("{} {}", node.value().shape(), node.value().dtype()), ""};
  for (std::size_t i = 0; i < node.inputs().size(); ++i)
    line.notes += fmt::format("{}#{}", i == 0 ? "← " : ", ", graph.number(node.inputs()[i].get()));
  if (node.is_leaf() && node.requires_gradient()) line.notes = "requires gradient";
  if (const std::size_t bytes = node.saved_bytes(); bytes > 0)
    line.notes += fmt::format("  saves {} bytes", bytes);
  if (node.consumed()) line.notes += "  consumed";
  line.notes += fmt::format("{}{}:{}", line.notes.empty() ? "" : "  ", node.where().file_name(),
                            node.where().line);
  return line;
}

}  // namespace

std::string graph_text(const Variable& root) {
  const Reachable graph((root.node(), root.share()), Follow::all);
  std::vector<Line> lines;
  std::size_t name_width = 0, value_width = 0;
  for (auto node = graph.nodes.rbegin(); node != graph.nodes.rend(); ++node) {
    lines.push_back(line_of(**node, graph));
    name_width = std::max(name_width, lines.back().name.size());
    value_width = std::max(value_width, lines.back().value.size());
  }
  std::string text;
  for (const Line& line : lines)
    text += fmt::format("{:<{}}  {:<{}}  {}\n", line.name, name_width, line.value, value_width,
                        line.notes);
  return text;
}

}  // namespace gradflow
