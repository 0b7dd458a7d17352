#include "studies/support/probe.h"

#include <fmt/core.h>

#include <span>
#include <utility>

#include "studies/support/statistics.h"
#include "tensor/error.h"

namespace studies {

namespace {

using gradflow::Tensor;
using gradflow::nn::Module;

// Whether `text` fits `pattern`, in which '*' stands for any characters, none included.
bool matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0;
  std::size_t star = std::string_view::npos, retry = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {  // let the last star take one more
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

// The path below the model; that of the model itself is empty.
std::string_view below(const Module& model, std::string_view path) {
  path.remove_prefix(model.path().size());
  if (path.starts_with('.')) path.remove_prefix(1);
  return path;
}

// The items whose paths fit, with those paths.
template <class Item>
std::vector<gradflow::nn::Named<Item>> matching(const Module& model,
                                                std::vector<gradflow::nn::Named<Item>> items,
                                                std::string_view pattern, const char* operation) {
  std::vector<gradflow::nn::Named<Item>> found;
  std::string there;
  for (const auto& [whole, item] : items) {
    const std::string_view path = below(model, whole);
    if (path.empty() && !pattern.empty()) continue;
    if (matches(pattern, path)) found.push_back({std::string(path), item});
    fmt::format_to(std::back_inserter(there), "{}{}", there.empty() ? "" : ", ", path);
  }
  gradflow::require(!found.empty(), "{}: nothing fits \"{}\"; there is {}", operation, pattern,
                    there.empty() ? "nothing" : there);
  return found;
}

std::span<const float> floats(const Tensor& values) { return values.values<float>(); }

}  // namespace

double Reading::mean() const { return summarise(floats(values)).mean; }

double Reading::deviation() const { return summarise(floats(values)).deviation; }

double Reading::percentile_of_magnitude(double percent) const {
  return studies::percentile_of_magnitude(floats(values), percent);
}

Histogram Reading::histogram(int bins, double low, double high) const {
  Histogram histogram(bins, low, high);
  histogram.add(floats(values));
  return histogram;
}

void Probe::pause() {
  for (Place& place : places_) place.hook.pause();
}

void Probe::resume() {
  for (Place& place : places_) place.hook.resume();
}

std::vector<Reading> Probe::readings() const {
  std::vector<Reading> all;
  for (const Place& place : places_) all.push_back(reading(place.path));
  return all;
}

Reading Probe::reading(std::string_view path) const {
  std::string there;
  for (const Place& place : places_) {
    there += there.empty() ? place.path : ", " + place.path;
    if (place.path != path) continue;
    gradflow::require(
        place.last->defined(),
        "Probe: nothing to read at \"{}\" yet; outputs pass when the model is called, "
        "gradients in a backward pass, and a paused probe sees neither",
        path);
    return {place.path, place.last->to(gradflow::DType::float32)};
  }
  throw gradflow::ArgumentError(
      fmt::format("Probe: \"{}\" is not watched; it watches {}", path, there));
}

Probe watch_outputs(Module& model, std::string_view pattern) {
  Probe probe;
  for (auto& [path, module] : matching(model, model.named_modules(), pattern, "watch_outputs")) {
    const auto last = std::make_shared<Tensor>();
    probe.places_.push_back(
        {std::move(path), last,
         module->on_forward([last](const Module&, std::span<const gradflow::Variable>,
                                   std::span<const gradflow::Variable> outputs) {
           *last = outputs.empty() ? Tensor() : outputs.front().value();
         })});
  }
  return probe;
}

Probe watch_output_gradients(Module& model, std::string_view pattern) {
  Probe probe;
  for (auto& [path, module] :
       matching(model, model.named_modules(), pattern, "watch_output_gradients")) {
    const auto last = std::make_shared<Tensor>();
    probe.places_.push_back(
        {std::move(path), last,
         module->on_backward([last](const Module&, std::span<const Tensor> output_gradients,
                                    std::span<const Tensor>) {
           *last = output_gradients.empty() ? Tensor() : output_gradients.front();
         })});
  }
  return probe;
}

Probe watch_gradients(Module& model, std::string_view pattern) {
  Probe probe;
  for (auto& [path, parameter] :
       matching(model, model.named_parameters(), pattern, "watch_gradients")) {
    const auto last = std::make_shared<Tensor>();
    probe.places_.push_back(
        {std::move(path), last,
         parameter->on_gradient(
             [last](const gradflow::Node&, const Tensor& gradient) { *last = gradient; })});
  }
  return probe;
}

}  // namespace studies
