#pragma once
// The optimisers of nn/optim with the options of a case, over parameters that are given.

#include <memory>
#include <vector>

#include "nn/module.h"
#include "nn/optim/optimizer.h"
#include "tests/differential/nn/peer_optimizers.h"

namespace gradflow::differential {

// A module of parameters w0, w1, … and nothing else.
class Weights final : public nn::Module {
 public:
  Weights(const std::vector<Array>& values, Precision precision);

  void visit(nn::Visitor& visitor) override;
  // Σ w g over those that get a gradient: a loss with these gradients.
  Variable loss_with(const std::vector<Array>& gradients);
  std::vector<Array> values() const;
  std::vector<Array> gradients() const;

 private:
  Precision precision_;
  std::vector<nn::Parameter> parameters_;
};

const std::vector<OptimizerCase>& optimizer_cases();

std::unique_ptr<optim::Optimizer> our_optimizer(const OptimizerCase& of, Weights& weights);

}  // namespace gradflow::differential
