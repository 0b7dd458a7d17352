#pragma once
// The training step in Gradflow, as its README teaches it. Shared by the peer that stands for
// Gradflow and by who measures what watching costs.

#include "bench/peers/data.h"
#include "bench/peers/works.h"
#include "nn/gradflow.h"

namespace peers {

inline gradflow::Tensor tensor_of(const gradflow::Shape& shape, std::uint64_t stream,
                                  float scale = 1) {
  return gradflow::Tensor::build<float>(
      shape, [&](std::span<float> values) { fill_uniform(values, stream, scale); });
}

class GradflowStep {
 public:
  enum class Loss { cross_entropy, squared_error };

  GradflowStep(const Network& network, Loss loss, const OptimizerCase& rule = {});

  // Forward, backward and update; the loss before the update.
  double operator()();

  gradflow::nn::Sequential& network() { return *net_; }

 private:
  Loss loss_;
  std::unique_ptr<gradflow::nn::Sequential> net_;  // modules do not move
  std::unique_ptr<gradflow::optim::Optimizer> optimizer_;
  bool apart_;
  gradflow::Variable x_, target_;
};

}  // namespace peers
