#include "nn/checkpoint.h"

#include <fmt/format.h>

#include <charconv>
#include <unordered_map>
#include <unordered_set>

#include "nn/files/safetensors.h"
#include "tensor/error.h"

namespace gradflow::nn {

namespace {

constexpr std::string_view kGeneratorPrefix = "generator/";
constexpr std::string_view kGeneratorType = "philox4x32-10";

std::string generator_text(const Rng& rng) {
  return fmt::format("{} {} {}", kGeneratorType, rng.key(), rng.position());
}

template <class Number>
bool parse(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

Rng generator_from(std::string_view path, std::string_view name, std::string_view text) {
  const std::size_t first = text.find(' '), last = text.rfind(' ');
  std::uint64_t key = 0, position = 0;
  const bool whole = first < last && text.substr(0, first) == kGeneratorType &&
                     parse(text.substr(first + 1, last - first - 1), key) &&
                     parse(text.substr(last + 1), position);
  require<FileError>(whole,
                     "load: \"{}\": generator \"{}\" is \"{}\"; expected \"{} <key> <position>\"",
                     path, name, text, kGeneratorType);
  return Rng(key, position);
}

std::string kind_of(const Tensor& tensor) {
  return fmt::format("{} {}", tensor.shape(), tensor.dtype());
}

}  // namespace

// A tensor that is saved: the value of a parameter, or a tensor of a module or an optimiser.
struct Checkpoint::Target {
  std::string name;
  Parameter* parameter = nullptr;
  Tensor* tensor = nullptr;

  const Tensor& value() const { return parameter != nullptr ? parameter->value() : *tensor; }
  void replace(Tensor value) {
    if (parameter != nullptr) {
      parameter->node().replace_value(std::move(value));
    } else {
      *tensor = std::move(value);
    }
  }
};

// The lines of a message that says how a file differs.
class Checkpoint::Differences {
 public:
  template <class... Args>
  void add(fmt::format_string<Args...> text, Args&&... args) {
    if (++count_ <= kShown) text_ += "\n  " + fmt::format(text, std::forward<Args>(args)...);
  }
  void check(const std::string& path) const {
    if (count_ == 0) return;
    const std::string more = count_ > kShown ? fmt::format("\n  and {} more", count_ - kShown) : "";
    throw FileError(fmt::format(
        "load: \"{}\" does not hold what was added to the checkpoint; nothing was loaded:{}{}",
        path, text_, more));
  }

 private:
  static constexpr int kShown = 20;
  int count_ = 0;
  std::string text_;
};

void Checkpoint::add(Module& module) { modules_.push_back(&module); }

void Checkpoint::add(optim::Optimizer& optimizer, std::string_view name) {
  for (const auto& [taken, other] : optimizers_)
    require(taken != name, "Checkpoint: there is already an optimizer \"{}\"", name);
  optimizers_.emplace_back(name, &optimizer);
}

void Checkpoint::add(std::string_view name, Rng& rng) {
  require(generators_.emplace(name, &rng).second, "Checkpoint: there is already a generator \"{}\"",
          name);
}

void Checkpoint::set(std::string_view name, std::int64_t number) {
  set(name, std::string_view(fmt::to_string(number)));
}

void Checkpoint::set(std::string_view name, std::string_view text) {
  require(!name.empty() && name.find('/') == std::string_view::npos,
          "Checkpoint: a value cannot be called \"{}\"; expected a name without a slash", name);
  values_.insert_or_assign(std::string(name), std::string(text));
}

bool Checkpoint::has(std::string_view name) const { return values_.contains(name); }

std::int64_t Checkpoint::number(std::string_view name) const {
  std::int64_t number = 0;
  require(parse(text(name), number), "Checkpoint: \"{}\" is \"{}\", not a whole number", name,
          text(name));
  return number;
}

const std::string& Checkpoint::text(std::string_view name) const {
  const auto found = values_.find(name);
  require(found != values_.end(), "Checkpoint: no value is called \"{}\"", name);
  return found->second;
}

std::vector<Checkpoint::Target> Checkpoint::targets() const {
  std::vector<Target> found;
  for (Module* module : modules_) {
    for (auto& [path, parameter] : module->named_parameters())
      found.push_back({std::move(path), parameter, nullptr});
    for (auto& [path, buffer] : module->named_buffers())
      found.push_back({std::move(path), nullptr, buffer});
  }
  for (const auto& [name, optimizer] : optimizers_)
    for (const auto& [path, tensor] : optimizer->named_state())
      found.push_back({fmt::format("{}/{}", name, path), nullptr, tensor});
  std::unordered_set<std::string_view> names;
  for (const Target& target : found)
    require(names.insert(target.name).second,
            "Checkpoint: two tensors are called \"{}\"; give the modules names with set_name",
            target.name);
  return found;
}

void Checkpoint::save(const std::string& path) const {
  Safetensors content;
  for (const Target& target : targets()) content.tensors.emplace_back(target.name, target.value());
  for (const auto& [name, rng] : generators_)
    content.metadata.emplace_back(fmt::format("{}{}", kGeneratorPrefix, name),
                                  generator_text(*rng));
  for (const auto& [name, text] : values_) content.metadata.emplace_back(name, text);
  write_safetensors(path, content);
}

void Checkpoint::load(const std::string& path) {
  const Safetensors content = read_safetensors(path);
  Differences differences;
  std::vector<Target> wanted = targets();
  std::vector<Tensor> tensors = matched(wanted, content, differences);

  std::map<std::string, Rng, std::less<>> generators;
  std::map<std::string, std::string, std::less<>> values;
  for (const auto& [key, text] : content.metadata) {
    if (!key.starts_with(kGeneratorPrefix)) {
      values.emplace(key, text);
      continue;
    }
    const std::string name = key.substr(kGeneratorPrefix.size());
    if (!generators_.contains(name)) differences.add("unexpected: generator \"{}\"", name);
    generators.emplace(name, generator_from(path, name, text));
  }
  for (const auto& [name, rng] : generators_)
    if (!generators.contains(name)) differences.add("missing: generator \"{}\"", name);
  differences.check(path);

  for (std::size_t i = 0; i < wanted.size(); ++i) wanted[i].replace(std::move(tensors[i]));
  for (const auto& [name, rng] : generators_) *rng = generators.find(name)->second;
  values_ = std::move(values);
}

// The tensor of the file for each target; all of them, unless there are differences.
std::vector<Tensor> Checkpoint::matched(const std::vector<Target>& wanted,
                                        const Safetensors& content, Differences& differences) {
  std::unordered_map<std::string_view, const Tensor*> in_file;
  for (const auto& [name, tensor] : content.tensors) in_file.emplace(name, &tensor);
  std::vector<Tensor> found;
  for (const Target& target : wanted) {
    const std::string expected = kind_of(target.value());
    const auto entry = in_file.find(target.name);
    if (entry == in_file.end()) {
      differences.add("missing: \"{}\" {}", target.name, expected);
      continue;
    }
    found.push_back(*entry->second);
    in_file.erase(entry);
    if (kind_of(found.back()) != expected)
      differences.add("\"{}\" is {} in the file; expected {}", target.name, kind_of(found.back()),
                      expected);
  }
  for (const auto& [name, tensor] : content.tensors)
    if (in_file.contains(name)) differences.add("unexpected: \"{}\" {}", name, kind_of(tensor));
  return found;
}

}  // namespace gradflow::nn
