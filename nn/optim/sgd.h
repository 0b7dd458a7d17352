#pragma once
// Stochastic gradient descent, with momentum (Polyak 1964) and weight decay:
//
//   without momentum   w ← (1 - ηλ) w - η g         the weight itself is the target of the gradient
//   with momentum      v ← μ v + g + λ w;  w ← w - η v         the velocity is, and starts at zero
//
// with learning rate η, momentum μ and weight decay λ. No gradient is in memory after or, for a
// product, during `sgd.backward(loss)`.

#include <vector>

#include "nn/optim/optimizer.h"

namespace gradflow::optim {

struct SgdOptions {
  double learning_rate = 0.01;
  double momentum = 0;      // 0 … 1, 1 excluded
  double weight_decay = 0;  // of every parameter, biases included
};

class Sgd final : public Optimizer {
 public:
  // ArgumentError for an option out of its range.
  explicit Sgd(nn::Module& module, const SgdOptions& options = {});

  // The velocities, when there is momentum.
  std::vector<nn::Named<Tensor>> named_state() override;

 protected:
  void update(std::size_t index, const Gradient& gradient) override;

 private:
  double momentum_, weight_decay_;
  std::vector<Tensor> velocities_;
};

}  // namespace gradflow::optim
