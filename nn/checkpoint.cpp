#include "nn/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "nn/files/safetensors.h"
#include "nn/files/safetensors_checksum.h"
#include "nn/state_dict.h"
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

// The entry of a list of pairs that has this name, or nullptr.
template <class Entries>
auto* find(Entries& entries, std::string_view name) {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const auto& entry) { return entry.first == name; });
  return found == entries.end() ? nullptr : &*found;
}

}  // namespace

void Checkpoint::add(Module& module) { modules_.push_back(&module); }

void Checkpoint::add(optim::Optimizer& optimizer, std::string_view name) {
  for (const auto& [taken, other] : optimizers_)
    require(taken != name, "Checkpoint: there is already an optimizer \"{}\"", name);
  optimizers_.emplace_back(name, &optimizer);
}

void Checkpoint::add(std::string_view name, Rng& rng) {
  require(find(generators_, name) == nullptr, "Checkpoint: there is already a generator \"{}\"",
          name);
  generators_.emplace_back(name, &rng);
}

void Checkpoint::set_number(std::string_view name, std::int64_t number) {
  set(name, std::string_view(fmt::to_string(number)));
}

void Checkpoint::set(std::string_view name, double number) {
  set(name, std::string_view(fmt::format("{}", number)));
}

void Checkpoint::set(std::string_view name, std::string_view text) {
  require(!name.empty() && name.find('/') == std::string_view::npos,
          "Checkpoint: a value cannot be called \"{}\"; expected a name without a slash", name);
  require(name != kChecksumKey, "Checkpoint: a value cannot be called \"{}\", which the file has",
          name);
  if (auto* value = find(values_, name))
    value->second = text;
  else
    values_.emplace_back(name, text);
}

bool Checkpoint::has(std::string_view name) const { return find(values_, name) != nullptr; }

std::int64_t Checkpoint::number(std::string_view name) const {
  std::int64_t number = 0;
  require(parse(text(name), number), "Checkpoint: \"{}\" is \"{}\", not a whole number", name,
          text(name));
  return number;
}

double Checkpoint::real_number(std::string_view name) const {
  double number = 0;
  require(parse(text(name), number), "Checkpoint: \"{}\" is \"{}\", not a number", name,
          text(name));
  return number;
}

const std::string& Checkpoint::text(std::string_view name) const {
  const auto* found = find(values_, name);
  require(found != nullptr, "Checkpoint: no value is called \"{}\"", name);
  return found->second;
}

StateDict Checkpoint::state() const {
  StateDict state;
  for (Module* module : modules_) state.add(*module);
  for (const auto& [name, optimizer] : optimizers_) state.add(*optimizer, name);
  state.check_names("Checkpoint");
  return state;
}

void Checkpoint::save(const std::string& path) const {
  Safetensors content;
  state().write_to(content);
  for (const auto& [name, rng] : generators_)
    content.metadata.emplace_back(fmt::format("{}{}", kGeneratorPrefix, name),
                                  generator_text(*rng));
  for (const auto& [name, text] : values_) content.metadata.emplace_back(name, text);
  write_safetensors(path, content);
}

void Checkpoint::load(const std::string& path) {
  const Safetensors content = read_safetensors(path);
  Differences differences;
  StateDict state = this->state();
  std::vector<Tensor> tensors = state.matched(content, {}, differences);

  std::vector<std::pair<std::string, Rng>> generators;
  std::vector<std::pair<std::string, std::string>> values;
  for (const auto& [key, text] : content.metadata) {
    if (!key.starts_with(kGeneratorPrefix)) {
      values.emplace_back(key, text);
      continue;
    }
    const std::string name = key.substr(kGeneratorPrefix.size());
    if (find(generators_, name) == nullptr) differences.add("unexpected: generator \"{}\"", name);
    generators.emplace_back(name, generator_from(path, name, text));
  }
  for (const auto& [name, rng] : generators_)
    if (find(generators, name) == nullptr) differences.add("missing: generator \"{}\"", name);
  require<FileError>(
      differences.empty(),
      "load: \"{}\" differs from what was added to the checkpoint; nothing was loaded (load_state "
      "takes a part of a file):{}",
      path, differences.text());

  state.replace(std::move(tensors));
  for (const auto& [name, rng] : generators_) *rng = find(generators, name)->second;
  values_ = std::move(values);
}

}  // namespace gradflow::nn
