#pragma once
// Small models of each kind, with a batch and what trains them.

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "nn/gradflow.h"

namespace gradflow::allocation {

struct Model {
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
  std::function<std::unique_ptr<Model>()> make;
};

// Together every layer and every optimiser, Sgd in its three forms. Each is so large that two
// threads share some of its work.
const std::vector<Kind>& kinds();
// For what does not depend on the kind: layers with buffers, and an optimiser that keeps much.
const Kind& images_with_adam();

}  // namespace gradflow::allocation
