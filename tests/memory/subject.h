#pragma once
// Small models of each kind, with a batch and what trains them: what is refused memory here.

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "nn/gradflow.h"

namespace gradflow::memory {

struct Subject {
  nn::Sequential net;
  std::unique_ptr<optim::Optimizer> optimizer;
  Tensor inputs, labels;

  Variable loss() { return cross_entropy(net(inputs), labels); }

  // Copies that share nothing.
  std::vector<Tensor> trained() {  // parameters, and what the optimiser keeps
    std::vector<Tensor> found;
    for (const nn::Parameter* parameter : net.parameters())
      found.push_back(parameter->value().clone());
    for (const auto& [path, state] : optimizer->named_state()) found.push_back(state->clone());
    return found;
  }
  std::vector<Tensor> buffers() {
    std::vector<Tensor> found;
    for (const auto& [path, buffer] : net.named_buffers()) found.push_back(buffer->clone());
    return found;
  }
};

struct Kind {
  std::string_view name;
  std::function<std::unique_ptr<Subject>()> make;
};

// Layers of every sort, with an optimiser of another kind each.
std::vector<Kind> kinds();

}  // namespace gradflow::memory
