#include "autograd/graph_dot.h"

#include <fmt/core.h>

#include <iterator>
#include <map>
#include <string_view>
#include <vector>

#include "autograd/reachable.h"

namespace gradflow {

namespace {

// The nodes under one word of the labels' dotted paths.
struct Group {
  std::map<std::string, Group, std::less<>> children;
  std::vector<const Node*> nodes;
  std::size_t size = 0;  // with the children's

  // Behind so many words the rest of a path is one.
  static constexpr int kDeepest = 32;

  void add(const Node* node, std::string_view path, int depth = 0) {
    ++size;
    if (path.empty()) {
      nodes.push_back(node);
      return;
    }
    const std::size_t dot = depth < kDeepest ? path.find('.') : std::string_view::npos;
    Group& child = children[std::string(path.substr(0, dot))];
    child.add(node, dot == std::string_view::npos ? "" : path.substr(dot + 1), depth + 1);
  }
};

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '"' || c == '\\') safe += '\\';
    safe += c;
  }
  return safe;
}

class Dot {
 public:
  explicit Dot(const Variable& root) : graph_((root.node(), root.share()), Follow::all) {}

  std::string text() {
    Group all;
    for (auto node = graph_.nodes.rbegin(); node != graph_.nodes.rend(); ++node)
      all.add(*node, (*node)->label());
    add("digraph gradflow {{\n");
    add("  rankdir=BT;\n");
    add("  node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=\"sans-serif\", "
        "fontsize=11];\n");
    add("  edge [fontname=\"sans-serif\", fontsize=9];\n");
    put(all, "  ");
    for (auto node = graph_.nodes.rbegin(); node != graph_.nodes.rend(); ++node) put_edges(**node);
    add("}}\n");
    return std::move(text_);
  }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> form, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), form, std::forward<Args>(args)...);
  }

  int number(const Node& node) const { return graph_.number(&node); }

  void put(const Group& group, const std::string& indent) {
    for (const Node* node : group.nodes) put_node(*node, indent);
    for (const auto& [word, child] : group.children) {
      if (child.size < 2) {
        put(child, indent);
        continue;
      }
      add("{}subgraph cluster_{} {{\n", indent, ++clusters_);
      add("{}  label=\"{}\"; color=gray60; fontname=\"sans-serif\"; fontsize=11;\n", indent,
          escaped(word));
      put(child, indent + "  ");
      add("{}}}\n", indent);
    }
  }

  void put_node(const Node& node, const std::string& indent) {
    add("{}n{} [label=\"#{} {}", indent, number(node), number(node), escaped(node.op()));
    if (!node.label().empty()) add("\\n{}", escaped(node.label()));
    add("\\n{} {}", node.value().shape(), node.value().dtype());
    if (const std::size_t bytes = node.saved_bytes(); bytes > 0) add("\\nsaves {} bytes", bytes);
    if (node.consumed()) add("\\nconsumed");
    add("\"");
    if (node.is_leaf()) add(", fillcolor=\"{}\"", node.requires_gradient() ? "#cfe3f7" : "#e8e8e8");
    add("];\n");
  }

  void put_edges(const Node& node) {
    for (const NodePtr& input : node.inputs()) {
      add("  n{} -> n{};\n", number(*input), number(node));
      if (!input->requires_gradient()) continue;
      add("  n{} -> n{} [style=dashed, color=\"#c0392b\", fontcolor=\"#c0392b\", "
          "constraint=false, label=\"{}\"];\n",
          number(node), number(*input), input->value().shape());
    }
  }

  Reachable graph_;
  std::string text_;
  int clusters_ = 0;
};

}  // namespace

std::string graph_dot(const Variable& root) { return Dot(root).text(); }

}  // namespace gradflow
