#pragma once
// Stochastic gradient descent, with momentum (Polyak 1964), Nesterov's momentum in the form of
// Sutskever et al. 2013, "On the importance of initialization and momentum in deep learning", as
// PyTorch writes it, and weight decay:
//
//   without momentum   w ← (1 - ηλ) w - η g         the weight itself is the target of the gradient
//   with momentum      v ← μ v + g + λ w;  w ← w - η v         the velocity is, and starts at zero
//   Nesterov           v ← μ v + g + λ w;  w ← w - η (g + λ w + μ v)
//
// with learning rate η, momentum μ and weight decay λ. Without Nesterov no gradient is in memory
// after or, for a product, during `sgd.backward(loss)`.

#include <optional>
#include <vector>

#include "nn/optim/optimizer.h"

namespace gradflow::optim {

struct SgdOptions {
  double learning_rate = 0.01;
  double momentum = 0;      // 0 … 1, 1 excluded
  double weight_decay = 0;  // of every parameter, biases included, but for what groups say
  bool nesterov = false;    // wants a momentum above 0
  std::vector<ParameterGroup> groups = {};
};

class Sgd final : public Optimizer {
 public:
  // ArgumentError for an option out of its range.
  explicit Sgd(nn::Module& module, const SgdOptions& options = {});

 protected:
  void update(std::size_t index, Gradient& gradient) override;

 private:
  double momentum_;
  bool nesterov_;
  std::optional<State> velocity_;  // when there is momentum
};

}  // namespace gradflow::optim
