#include "studies/walkthrough/stepper.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <sstream>

#include "autograd/explain.h"
#include "autograd/graph_text.h"
#include "tensor/format.h"

namespace walkthrough {

using namespace gradflow;

namespace {

constexpr std::string_view kAtTheEnd =
    "The pass is at its end; g, i and p still look around, q leaves.\n";

}  // namespace

Stepper::Stepper(const Variable& root)
    : root_(root), nodes_((root.node(), root.share()), Follow::all), pass_(root) {}

std::string Stepper::help() {
  return "  n, Enter   run the rule of the node whose turn it is\n"
         "  r LABEL    run until the node with that label has its turn\n"
         "  i K        look at input K of the node looked at; i alone lists them\n"
         "  u          look at the node whose turn it is again\n"
         "  e          explain the rule of the node looked at\n"
         "  p          print its value and the gradient that has arrived\n"
         "  h          histogram of that gradient\n"
         "  g          the graph, and how far the pass has come\n"
         "  q          quit\n";
}

const Node& Stepper::looked_at() const {
  if (look_ != nullptr) return *look_;
  return pass_.peek() != nullptr ? *pass_.peek() : root_.node();
}

std::string Stepper::prompt() const {
  const bool at_the_end = pass_.peek() == nullptr;
  return fmt::format("[{}{}{}]  n r i u e p h g q, ? for help > ", at_the_end ? "at the end, " : "",
                     at_the_end || look_ != nullptr ? "looking at " : "next: ", name(looked_at()));
}

std::string Stepper::handle(const Command& command) {
  switch (command.key) {
    case 'n':
      return next();
    case 'r':
      return run_to(command.argument);
    case 'i':
      return into_input(command.argument);
    case 'u':
      look_ = nullptr;
      return "";
    case 'e':
      return explain();
    case 'p':
      return print();
    case 'h':
      return histogram();
    case 'g':
      return graph();
    case '?':
      return help();
    default:
      return fmt::format("'{}' is no command.\n{}", command.key, help());
  }
}

std::string Stepper::next() {
  look_ = nullptr;
  const std::optional<Step> step = pass_.next();
  if (!step) return std::string(kAtTheEnd);
  upstream_[step->node.get()] = step->upstream;
  return fmt::format("{}\n", *step);
}

std::string Stepper::run_to(const std::string& label) {
  if (label.empty()) return "r wants a label, as g shows them.\n";
  const auto bears_it = [&](const Node* node) {
    return node->label() == label && !node->is_leaf();
  };
  auto to_come = std::ranges::find(nodes_.nodes, pass_.peek());
  if (to_come != nodes_.nodes.end()) ++to_come;
  if (std::find_if(to_come, nodes_.nodes.end(), bears_it) == nodes_.nodes.end())
    return fmt::format("No node that is to come is labelled \"{}\".\n", label);
  std::string text;
  do {
    text += next();
  } while (pass_.peek() != nullptr && !bears_it(pass_.peek()));
  return text;
}

std::string Stepper::into_input(const std::string& which) {
  const Node& node = looked_at();
  const std::span<const NodePtr> inputs = node.inputs();
  std::size_t index = inputs.size();
  std::from_chars(which.data(), which.data() + which.size(), index);
  if (index < inputs.size()) {
    look_ = inputs[index].get();
    return explain();
  }
  std::string text = fmt::format("inputs of {}:{}\n", name(node), inputs.empty() ? " none" : "");
  for (std::size_t i = 0; i < inputs.size(); ++i)
    text += fmt::format("  {}  {}  {}\n", i, name(*inputs[i]), inputs[i]->value().shape());
  return text;
}

std::string Stepper::explain() const { return gradflow::explain(looked_at()); }

std::string Stepper::print() const {
  const Node& node = looked_at();
  const Tensor gradient = gradient_of(node);
  return fmt::format("value of {}: {}\n", name(node), node.value()) +
         (gradient.defined() ? fmt::format("gradient: {}\n", gradient)
                             : "no gradient has arrived\n");
}

std::string Stepper::histogram() const {
  const Node& node = looked_at();
  const Tensor gradient = gradient_of(node);
  if (!gradient.defined()) return fmt::format("No gradient has arrived at {}.\n", name(node));
  return fmt::format("gradient of {}: {}\n{}", name(node), describe(gradient), bar_plot(gradient));
}

std::string Stepper::graph() const {
  std::istringstream lines(graph_text(root_));
  std::string text, line;
  for (auto node = nodes_.nodes.rbegin(); std::getline(lines, line); ++node)
    text += fmt::format("{} {}\n",
                        *node == pass_.peek() ? ">"
                        : (*node)->consumed() ? "."
                                              : " ",
                        line);
  return text + "  > its turn is next   . its rule has run\n";
}

Tensor Stepper::gradient_of(const Node& node) const {
  if (const auto had_its_turn = upstream_.find(&node); had_its_turn != upstream_.end())
    return had_its_turn->second;
  for (const BackwardPass::Pending& waiting : pass_.pending())
    if (waiting.node.get() == &node) return waiting.gradient;
  return node.attachments() != nullptr ? node.attachments()->gradient : Tensor();
}

std::string Stepper::name(const Node& node) const { return node.text(nodes_.number(&node)); }

std::string bar_plot(const Tensor& values) {
  constexpr int kBins = 9, kWidest = 40;
  std::array<std::int64_t, kBins> counts{};
  double low = 0, high = 0;
  std::int64_t not_finite = 0;
  const auto each = [&](auto&& f) {
    dispatch_floating(values.dtype(), "bar_plot", [&]<class T>(T) {
      for (const T value : values.values<T>())
        if (std::isfinite(value)) f(static_cast<double>(value));
    });
  };
  bool first = true;
  not_finite = values.elements();
  each([&](double value) {
    low = first ? value : std::min(low, value);
    high = first ? value : std::max(high, value);
    first = false;
    --not_finite;
  });
  if (high == low) {  // one value: a bin around it
    high += std::max(1e-12, std::abs(high) / 2);
    low -= std::max(1e-12, std::abs(low) / 2);
  }
  const double width = high / kBins - low / kBins;
  each([&](double value) {
    const double bin = width > 0 ? value / width - low / width : 0;
    ++counts[static_cast<std::size_t>(std::clamp(bin, 0.0, kBins - 1.0))];
  });
  const std::int64_t most = std::max<std::int64_t>(1, *std::ranges::max_element(counts));
  std::string text;
  for (int bin = 0; bin < kBins; ++bin) {
    const std::int64_t count = counts[static_cast<std::size_t>(bin)];
    std::string bar;
    for (std::int64_t i = 0; i < (count * kWidest + most - 1) / most; ++i) bar += "▇";
    text += fmt::format("  {:>+10.3g} … {:>+10.3g}  {}{}{}\n", low + bin * width,
                        low + (bin + 1) * width, bar, bar.empty() ? "" : " ", count);
  }
  if (not_finite > 0) text += fmt::format("  and {} NaN or infinite\n", not_finite);
  return text;
}

}  // namespace walkthrough
