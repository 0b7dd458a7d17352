#pragma once
// RMSprop (Tieleman & Hinton 2012, lecture 6.5 of "Neural networks for machine learning"), with
// momentum as PyTorch has it:
//
//   s ← α s + (1 - α) g²;  d = g / (√s + ε)
//   without momentum   w ← w - η d
//   with momentum      v ← μ v + d;  w ← w - η v
//
// with learning rate η, smoothing α, momentum μ; the weight decay λ is part of the gradient, g + λ
// w. State: "mean_square", and with momentum "velocity".

#include <optional>
#include <vector>

#include "nn/optim/optimizer.h"

namespace gradflow::optim {

struct RmspropOptions {
  double learning_rate = 0.01;
  double smoothing = 0.99;  // 0 … 1, 1 excluded
  double epsilon = 1e-8;    // above 0
  double momentum = 0;      // 0 … 1, 1 excluded
  double weight_decay = 0;
  std::vector<ParameterGroup> groups = {};
};

class Rmsprop final : public Optimizer {
 public:
  // ArgumentError for an option out of its range.
  explicit Rmsprop(nn::Module& module, const RmspropOptions& options = {});

 protected:
  void update(std::size_t index, Gradient& gradient) override;

 private:
  double smoothing_, epsilon_, momentum_;
  State mean_square_;
  std::optional<State> velocity_;
};

}  // namespace gradflow::optim
