#include "autograd/anomaly.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <fstream>

#include "autograd/variable.h"
#include "tensor/format.h"

namespace gradflow {

namespace {

bool is_finite(const Tensor& x) {
  bool finite = true;
  if (x.defined() && is_floating(x.dtype()))
    dispatch_floating(x.dtype(), "anomaly", [&]<class T>(T) {
      finite = std::ranges::all_of(x.values<T>(), [](T value) { return std::isfinite(value); });
    });
  return finite;
}

// "3 NaN and 1 infinite of 40 elements, the first at [0, 2]".
std::string what_is_wrong(const Tensor& x) {
  std::int64_t nan = 0, infinite = 0, first = -1;
  dispatch_floating(x.dtype(), "anomaly", [&]<class T>(T) {
    const std::span<const T> values = x.values<T>();
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isfinite(values[i])) continue;
      ++(std::isnan(values[i]) ? nan : infinite);
      if (first < 0) first = static_cast<std::int64_t>(i);
    }
  });
  std::string text = nan > 0 ? fmt::format("{} NaN", nan) : "";
  if (infinite > 0) text += fmt::format("{}{} infinite", nan > 0 ? " and " : "", infinite);
  text += fmt::format(" of {} elements, the first at [", x.elements());
  for (int axis = 0; axis < x.rank(); ++axis)
    text +=
        fmt::format("{}{}", axis == 0 ? "" : ", ", first / x.shape().inner(axis) % x.shape()[axis]);
  return text + "]";
}

std::string op_name(std::string_view op, std::string_view label) {
  return label.empty() ? std::string(op) : fmt::format("{} \"{}\"", op, label);
}

std::string line_of(std::string_view name, const Tensor& x) {
  return fmt::format("\n  {}: {}", name, describe(x));
}

std::string line_of_input(std::size_t i, const Node& node) {
  std::string text =
      line_of(fmt::format("input {}, {}", i, op_name(node.op(), node.label())), node.value());
  if (!is_finite(node.value()))
    text += fmt::format(", made at {}:{}", node.where().file, node.where().line);
  return text;
}

bool under_a_debugger() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("TracerPid:"))
      return line.find_first_not_of(" \t0", line.find(':') + 1) != std::string::npos;
  return false;
}

}  // namespace

DetectAnomaly::DetectAnomaly(Then then)
    : then_(then), outer_(std::exchange(detail::anomaly_scope, this)) {}

DetectAnomaly::DetectAnomaly(std::shared_ptr<AnomalyObserver> observer)
    : observer_(std::move(observer)), outer_(std::exchange(detail::anomaly_scope, this)) {}

DetectAnomaly::~DetectAnomaly() { detail::anomaly_scope = outer_; }

bool still_looking(const DetectAnomaly& scope) { return !scope.observer_ || !scope.found_; }

void report_anomaly(const DetectAnomaly& scope, Anomaly anomaly) {
  scope.found_ = true;
  if (const std::shared_ptr<AnomalyObserver> observer = scope.observer_)
    return observer->see(anomaly);
  if (scope.then_ == DetectAnomaly::Then::stop_debugger && under_a_debugger()) std::raise(SIGTRAP);
  throw AnomalyError(std::move(anomaly));
}

namespace detail {

void look_at_value(std::string_view op, const Tensor& value,
                   std::span<const Variable* const> inputs, SourceLocation where) {
  const DetectAnomaly& scope = *anomaly_scope;
  if (!still_looking(scope) || is_finite(value)) return;
  const NodeScope* layer = NodeScope::innermost();
  const std::string label = layer == nullptr ? "" : layer->label().text();
  const SourceLocation line = CallSiteScope::or_else(where);
  std::string text = fmt::format("anomaly: {} made {}, at {}:{}", op_name(op, label),
                                 what_is_wrong(value), line.file, line.line);
  text += line_of("value", value);
  for (std::size_t i = 0; i < inputs.size(); ++i) text += line_of_input(i, inputs[i]->node());
  report_anomaly(scope, {Anomaly::Phase::forward, std::string(op), label, line, std::move(text)});
}

void look_at_gradients(const Node& node, const Tensor& upstream, Wanted wanted,
                       std::span<Gradient> sent) {
  if (!still_looking(*anomaly_scope)) return;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    if (!wanted[i] || sent[i].empty()) continue;
    const Tensor* part = sent[i].slice_part();
    if (is_finite(part != nullptr ? *part : sent[i].form())) continue;
    const SourceLocation line = node.where();
    std::string text = fmt::format(
        "anomaly: the rule of {} made {} in the gradient of its input {}; the node was made at "
        "{}:{}",
        node, what_is_wrong(sent[i].form()), i, line.file, line.line);
    if (!node.formula().empty()) text += fmt::format("\n  {}", node.formula());
    text += line_of("gradient that came in", upstream);
    text += line_of("value", node.value());
    for (std::size_t k = 0; k < node.inputs().size(); ++k)
      text += line_of_input(k, *node.inputs()[k]);
    report_anomaly(*anomaly_scope, {Anomaly::Phase::backward, std::string(node.op()),
                                    std::string(node.label()), line, std::move(text)});
    return;
  }
}

}  // namespace detail

}  // namespace gradflow
