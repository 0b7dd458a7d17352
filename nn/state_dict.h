#pragma once
// The tensors that a module or an optimiser keeps, each under its name, and how they are matched
// with those of a file: what Checkpoint and load_state share.

#include <fmt/core.h>

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nn/module.h"
#include "nn/optim/optimizer.h"

namespace gradflow::nn {

struct OtherTensor;
struct Safetensors;

// How a file differs from what was expected of it, one line for each difference.
class Differences {
 public:
  template <class... Args>
  void add(fmt::format_string<Args...> text, Args&&... args) {
    lines_.push_back(fmt::format(text, std::forward<Args>(args)...));
  }
  bool empty() const { return lines_.empty(); }
  std::vector<std::string> sorted() const;
  // The first twenty lines, sorted, each after "\n  ", and how many more there are.
  std::string text() const;

 private:
  std::vector<std::string> lines_;
};

class StateDict {
 public:
  // Parameters and buffers under their paths; those of an optimiser as "prefix/path". What is added
  // must outlive this.
  void add(Module& module);
  void add(optim::Optimizer& optimizer, std::string_view prefix);
  // ArgumentError, naming `operation`, when two tensors have one name.
  void check_names(std::string_view operation) const;

  void write_to(Safetensors& content) const;
  // The tensor of the file for each of these, undefined where there is a difference: "missing",
  // "wrong shape" or "wrong type", and "unexpected" for those that only the file has. `others` are
  // those of the file that no tensor can hold.
  std::vector<Tensor> matched(const Safetensors& content, std::span<const OtherTensor> others,
                              Differences& differences) const;
  // Takes those of the tensors that are defined.
  void replace(std::vector<Tensor> tensors);

 private:
  struct Entry {
    std::string name;
    Parameter* parameter = nullptr;
    Tensor* tensor = nullptr;  // of a module or an optimiser, when it is no parameter

    const Tensor& value() const { return parameter != nullptr ? parameter->value() : *tensor; }
  };

  std::vector<Entry> entries_;
};

}  // namespace gradflow::nn
