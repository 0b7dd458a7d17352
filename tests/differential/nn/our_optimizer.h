#pragma once
// The optimisers of nn/optim with the options of a case, over parameters that are given
// or drawn.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "nn/module.h"
#include "nn/optim/optimizer.h"
#include "tensor/random.h"
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

std::vector<Shape> drawn_shapes(Rng& rng);
// Gradients of many magnitudes, a tenth of their elements 0. The rate falls on the way. Parameter 1
// gets no gradient in every fifth step.
OptimizerRun drawn_run(std::uint64_t seed, Precision precision);

// After each step, by backward and step, or both in one.
std::vector<std::vector<Array>> our_parameters(const OptimizerCase& of, const OptimizerRun& run,
                                               Precision precision, bool in_one);

std::string name_of_test(const OptimizerCase& of);

}  // namespace gradflow::differential
