#pragma once
// Adam (Kingma & Ba 2015, "Adam: a method for stochastic optimization", algorithm 1) and AdamW
// (Loshchilov & Hutter 2019, "Decoupled weight decay regularization"). Both step against the mean
// of the gradients over the root of the mean of their squares, in the t-th update of a parameter:
//
//   m ← β₁ m + (1 - β₁) g;  v ← β₂ v + (1 - β₂) g²
//   w ← w - η (m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + ε)
//
// with learning rate η. The weight decay λ is in Adam part of the gradient, g + λ w, and in AdamW
// shrinks the weight beside it: w ← (1 - ηλ) w - ….
//
// State: "moment1", "moment2" and "steps".

#include <vector>

#include "nn/optim/optimizer.h"

namespace gradflow::optim {

struct AdamOptions {
  double learning_rate = 0.001;
  double beta1 = 0.9, beta2 = 0.999;  // 0 … 1, 1 excluded
  double epsilon = 1e-8;              // above 0
  double weight_decay = 0;
  std::vector<ParameterGroup> groups = {};
};

struct AdamWOptions {
  double learning_rate = 0.001;
  double beta1 = 0.9, beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0.01;
  std::vector<ParameterGroup> groups = {};
};

// What both share; the decay is the whole difference.
class AdaptiveMoments : public Optimizer {
 protected:
  enum class Decay : bool { in_gradient, beside_it };

  // ArgumentError for an option out of its range.
  AdaptiveMoments(std::string_view name, nn::Module& module, const AdamOptions& options,
                  Decay decay);

  void update(std::size_t index, Gradient& gradient) final;

 private:
  double beta1_, beta2_, epsilon_;
  Decay decay_;
  State moment1_, moment2_;
  StepCounts steps_;
};

class Adam final : public AdaptiveMoments {
 public:
  explicit Adam(nn::Module& module, const AdamOptions& options = {})
      : AdaptiveMoments("Adam", module, options, Decay::in_gradient) {}
};

class AdamW final : public AdaptiveMoments {
 public:
  explicit AdamW(nn::Module& module, const AdamWOptions& options = {});
};

}  // namespace gradflow::optim
