#pragma once
// Lion (Chen et al. 2023, "Symbolic discovery of optimization algorithms", program 1): a step of
// one size in every element, whose sign comes from a mean of the gradients:
//
//   c = β₁ m + (1 - β₁) g;  w ← w - η (sign c + λ w);  m ← β₂ m + (1 - β₂) g
//
// with learning rate η and weight decay λ. sign 0 = 0, and the sign of NaN is NaN. Its rates want
// to be three to ten times below Adam's (section 5 there). State: "moment1".

#include <vector>

#include "nn/optim/optimizer.h"

namespace gradflow::optim {

struct LionOptions {
  double learning_rate = 1e-4;
  double beta1 = 0.9, beta2 = 0.99;  // 0 … 1, 1 excluded
  double weight_decay = 0;
  std::vector<ParameterGroup> groups = {};
};

class Lion final : public Optimizer {
 public:
  // ArgumentError for an option out of its range.
  explicit Lion(nn::Module& module, const LionOptions& options = {});

 protected:
  void update(std::size_t index, Gradient& gradient) override;

 private:
  double beta1_, beta2_;
  State moment1_;
};

}  // namespace gradflow::optim
