#include "nn/optim/sgd.h"

#include <cmath>

#include "tensor/arithmetic.h"
#include "tensor/error.h"

namespace gradflow::optim {

Sgd::Sgd(nn::Module& module, const SgdOptions& options)
    : Optimizer("Sgd", module, options.learning_rate),
      momentum_(options.momentum),
      weight_decay_(options.weight_decay) {
  require(momentum_ >= 0 && momentum_ < 1, "Sgd: the momentum is {}; it must be from 0 to below 1",
          momentum_);
  require(std::isfinite(weight_decay_) && weight_decay_ >= 0,
          "Sgd: the weight decay is {}; it must be finite and not negative", weight_decay_);
  if (momentum_ == 0) return;
  for (std::size_t i = 0; i < size(); ++i)
    velocities_.push_back(Tensor::zeros(parameter(i).shape(), parameter(i).dtype()));
}

std::vector<nn::Named<Tensor>> Sgd::named_state() {
  std::vector<nn::Named<Tensor>> state;
  for (std::size_t i = 0; i < velocities_.size(); ++i)
    state.push_back({path(i) + "/velocity", &velocities_[i]});
  return state;
}

void Sgd::update(std::size_t index, const Gradient& gradient) {
  const double rate = learning_rate();
  if (velocities_.empty()) {
    parameter(index).update(gradient, -rate, 1 - rate * weight_decay_);
    return;
  }
  Tensor& velocity = velocities_[index];
  if (!velocity.sole_owner()) velocity = velocity.clone();  // somebody keeps the earlier one
  gradient.add_to(velocity, 1, momentum_);
  if (weight_decay_ != 0) add_scaled(velocity, parameter(index).value(), weight_decay_);
  parameter(index).update([&](Tensor& weight) { add_scaled(weight, velocity, -rate); });
}

}  // namespace gradflow::optim
