#include "nn/state_dict.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "nn/files/safetensors.h"
#include "tensor/error.h"

namespace gradflow::nn {

namespace {

std::string kind_of(const Tensor& tensor) {
  return fmt::format("{} {}", tensor.shape(), tensor.dtype());
}

}  // namespace

std::vector<std::string> Differences::sorted() const {
  std::vector<std::string> lines = lines_;
  std::ranges::sort(lines);
  return lines;
}

std::string Differences::text() const {
  constexpr std::size_t kShown = 20;
  std::string text;
  const std::vector<std::string> lines = sorted();
  for (std::size_t i = 0; i < std::min(lines.size(), kShown); ++i) text += "\n  " + lines[i];
  if (lines.size() > kShown) text += fmt::format("\n  and {} more", lines.size() - kShown);
  return text;
}

void StateDict::add(Module& module) {
  for (auto& [path, parameter] : module.named_parameters())
    entries_.push_back({std::move(path), parameter, nullptr});
  for (auto& [path, buffer] : module.named_buffers())
    entries_.push_back({std::move(path), nullptr, buffer});
}

void StateDict::add(optim::Optimizer& optimizer, std::string_view prefix) {
  for (const auto& [path, tensor] : optimizer.named_state())
    entries_.push_back({fmt::format("{}/{}", prefix, path), nullptr, tensor});
}

void StateDict::check_names(std::string_view operation) const {
  std::unordered_set<std::string_view> names;
  for (const Entry& entry : entries_)
    require(names.insert(entry.name).second,
            "{}: two tensors are called \"{}\"; give the modules names with set_name", operation,
            entry.name);
}

void StateDict::write_to(Safetensors& content) const {
  for (const Entry& entry : entries_) content.tensors.emplace_back(entry.name, entry.value());
}

std::vector<Tensor> StateDict::matched(const Safetensors& content,
                                       std::span<const OtherTensor> others,
                                       Differences& differences) const {
  struct InFile {
    std::string kind;
    const Tensor* tensor;  // or null, if no tensor can hold it
  };
  std::unordered_map<std::string_view, InFile> in_file;
  for (const auto& [name, tensor] : content.tensors)
    in_file.emplace(name, InFile{kind_of(tensor), &tensor});
  for (const OtherTensor& other : others)
    in_file.emplace(
        other.name,
        InFile{fmt::format("[{}] {}", fmt::join(other.shape, ", "), other.type), nullptr});
  std::vector<Tensor> found;
  for (const Entry& entry : entries_) {
    const Tensor& expected = entry.value();
    Tensor& taken = found.emplace_back();
    const auto place = in_file.find(entry.name);
    if (place == in_file.end()) {
      differences.add("missing: \"{}\" {}", entry.name, kind_of(expected));
      continue;
    }
    const auto [kind, tensor] = place->second;
    in_file.erase(place);
    const bool same_shape = tensor == nullptr || tensor->shape() == expected.shape();
    if (same_shape && tensor != nullptr && tensor->dtype() == expected.dtype()) {
      taken = *tensor;
    } else {
      differences.add("wrong {}: \"{}\" is {} in the file; expected {}",
                      same_shape ? "type" : "shape", entry.name, kind, kind_of(expected));
    }
  }
  for (const auto& [name, there] : in_file)
    differences.add("unexpected: \"{}\" {}", name, there.kind);
  return found;
}

void StateDict::replace(std::vector<Tensor> tensors) {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (!tensors[i].defined()) continue;
    if (entries_[i].parameter != nullptr) {
      entries_[i].parameter->node().replace_value(std::move(tensors[i]));
    } else {
      *entries_[i].tensor = std::move(tensors[i]);
    }
  }
}

}  // namespace gradflow::nn
