#pragma once
// What libtorch's optimisers, schedules and limits make of plain numbers: no header of it is seen
// here.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tests/differential/peer.h"

namespace gradflow::differential {

// Options of every optimiser; each reads its own.
struct OptimizerCase {
  std::string_view optimizer, options;  // what it is called, for the report
  double momentum = 0;
  bool nesterov = false;
  double beta1 = 0.9, beta2 = 0.999;
  double smoothing = 0.99;
  double epsilon = 1e-8;
  double initial_sum_square = 0;
  double weight_decay = 0;
  bool grouped = false;  // parameter 1 is in a group with the two numbers below
};
constexpr double kGroupRateFactor = 0.3, kGroupWeightDecay = 0.2;

// Optimisers that have a counterpart.
std::span<const std::string_view> peer_optimizers();

struct OptimizerRun {
  std::vector<Array> parameters;
  struct Step {
    double learning_rate;
    std::vector<Array> gradients;  // one for each parameter, without elements where it gets none
  };
  std::vector<Step> steps;
};

// The parameters after each step.
std::vector<std::vector<Array>> peer_parameters(const OptimizerCase& of, const OptimizerRun& run,
                                                Precision precision);

struct Clipped {
  double norm = 0;  // before
  std::vector<Array> gradients;
};
Clipped peer_clipped_norm(const std::vector<Array>& gradients, double limit, Precision precision);
std::vector<Array> peer_clipped_values(const std::vector<Array>& gradients, double limit,
                                       Precision precision);

// The rates of StepLR at the steps 0 … steps-1. In C++ its first step() is that of step 0, so it
// comes before the optimiser's; in Python the constructor makes it.
std::vector<double> peer_step_decay(double rate, std::int64_t every, double factor,
                                    std::int64_t steps);

}  // namespace gradflow::differential
