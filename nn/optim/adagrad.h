#pragma once
// Adagrad (Duchi et al. 2011, "Adaptive subgradient methods for online learning and stochastic
// optimization"), with diagonal matrices:
//
//   s ← s + g²;  w ← w - η g / (√s + ε)
//
// with learning rate η; the weight decay λ is part of the gradient, g + λ w. State: "sum_square".

#include <vector>

#include "nn/optim/optimizer.h"

namespace gradflow::optim {

struct AdagradOptions {
  double learning_rate = 0.01;
  double epsilon = 1e-10;         // above 0
  double initial_sum_square = 0;  // s before the first update; finite and not negative
  double weight_decay = 0;
  std::vector<ParameterGroup> groups = {};
};

class Adagrad final : public Optimizer {
 public:
  // ArgumentError for an option out of its range.
  explicit Adagrad(nn::Module& module, const AdagradOptions& options = {});

 protected:
  void update(std::size_t index, Gradient& gradient) override;

 private:
  double epsilon_;
  State sum_square_;
};

}  // namespace gradflow::optim
