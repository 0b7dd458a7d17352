#include "nn/summary.h"

#include <cxxabi.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <optional>
#include <typeinfo>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "autograd/grad_mode.h"
#include "tensor/error.h"
#include "tensor/format.h"

namespace gradflow::nn {

// Evaluation mode for each module that the model has at its beginning, and what each was in before
// when it goes.
class EvaluationScope {
 public:
  explicit EvaluationScope(Module& model) {
    for (const auto& [path, module] : model.named_modules())
      before_.emplace_back(module, module->is_training());
    for (const auto& [module, was_training] : before_) module->training_ = false;
  }
  EvaluationScope(const EvaluationScope&) = delete;
  EvaluationScope& operator=(const EvaluationScope&) = delete;
  ~EvaluationScope() {
    for (const auto& [module, was_training] : before_) module->training_ = was_training;
  }

 private:
  std::vector<std::pair<Module*, bool>> before_;
};

namespace {

// What a module owns itself, without its children.
struct Own final : Visitor {
  std::vector<const Parameter*> parameters;
  std::size_t buffer_bytes = 0;
  bool has_children = false;
  void parameter(std::string_view, Parameter& parameter) override {
    parameters.push_back(&parameter);
  }
  void buffer(std::string_view, Tensor& buffer) override { buffer_bytes += buffer.bytes(); }
  void child(std::string_view, Module&) override { has_children = true; }
};

// What the calls of a module showed.
struct Seen {
  std::string output;
  std::optional<std::int64_t> multiply_adds;
};

std::unordered_map<const Module*, Seen> watch(Module& model, const Callable<void()>& call) {
  std::unordered_map<const Module*, Seen> seen;
  std::vector<HookHandle> hooks;
  for (const auto& [path, watched] : model.named_modules())
    hooks.push_back(watched->on_forward([&seen](const Module& module, auto inputs, auto outputs) {
      Seen& entry = seen[&module];
      entry.output = outputs.empty() ? "" : to_string(outputs[0].shape());
      if (const auto more = module.multiply_adds(inputs, outputs))
        entry.multiply_adds = entry.multiply_adds.value_or(0) + *more;
    }));
  const NoGrad no_grad;
  const EvaluationScope evaluation(model);
  call();
  return seen;
}

// "Linear" of gradflow::nn::Linear; what is in angle brackets stays.
std::string kind_of(const Module& module) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> text(
      abi::__cxa_demangle(typeid(module).name(), nullptr, nullptr, &status), std::free);
  const std::string_view whole = status == 0 ? text.get() : typeid(module).name();
  const std::size_t colon = whole.substr(0, whole.find('<')).rfind(':');
  return std::string(colon == std::string_view::npos ? whole : whole.substr(colon + 1));
}

std::string with_separators(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (auto i = static_cast<std::int64_t>(digits.size()) - 3; i > 0; i -= 3)
    digits.insert(static_cast<std::size_t>(i), 1, ',');
  return digits;
}

constexpr std::size_t kColumns = 6, kTexts = 3;  // the first three are texts, the others numbers
using Line = std::array<std::string, kColumns>;

struct Totals {
  std::int64_t parameters = 0, bytes = 0;
  std::optional<std::int64_t> multiply_adds;

  void add(const Totals& other) {
    parameters += other.parameters;
    bytes += other.bytes;
    if (other.multiply_adds) multiply_adds = multiply_adds.value_or(0) + *other.multiply_adds;
  }
  Line line(std::string path, std::string kind, std::string output) const {
    return {std::move(path),        std::move(kind),
            std::move(output),      with_separators(parameters),
            with_separators(bytes), multiply_adds ? with_separators(*multiply_adds) : "-"};
  }
};

std::string table(const std::vector<Line>& lines) {
  std::array<std::size_t, kColumns> widths{};
  for (const Line& line : lines)
    for (std::size_t i = 0; i < kColumns; ++i) widths[i] = std::max(widths[i], line[i].size());
  std::string text;
  for (const Line& line : lines) {
    for (std::size_t i = 0; i < kColumns; ++i) {
      if (i > 0) text += "  ";
      text += i < kTexts ? fmt::format("{:<{}}", line[i], widths[i])
                         : fmt::format("{:>{}}", line[i], widths[i]);
    }
    text += '\n';
  }
  return text;
}

}  // namespace

std::string summary(Module& model, const Callable<void()>& call) {
  require(static_cast<bool>(call), "summary: the call is no function");
  const auto seen = watch(model, call);
  std::vector<Line> lines{{"path", "kind", "output", "parameters", "bytes", "multiply-adds"}};
  std::unordered_set<const Node*> counted;
  Totals total;
  for (const auto& [path, module] : model.named_modules()) {
    Own own;
    module->visit(own);
    const auto entry = seen.find(module);
    Totals here;
    here.bytes = static_cast<std::int64_t>(own.buffer_bytes);
    if (entry != seen.end()) here.multiply_adds = entry->second.multiply_adds;
    for (const Parameter* parameter : own.parameters) {
      if (!counted.insert(&parameter->node()).second) continue;
      here.parameters += parameter->value().elements();
      here.bytes += static_cast<std::int64_t>(parameter->value().bytes());
    }
    total.add(here);
    if (own.has_children && own.parameters.empty() && !here.multiply_adds) continue;
    lines.push_back(
        here.line(path, kind_of(*module), entry == seen.end() ? "-" : entry->second.output));
  }
  lines.push_back(total.line("total", "", ""));
  return table(lines);
}

std::string summary(Layer<Variable(Variable)>& model, const Variable& input) {
  return summary(model, [&] { model(input); });
}

}  // namespace gradflow::nn
