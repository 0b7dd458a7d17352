#include "nn/optim/sgd.h"

#include "nn/optim/decaying.h"
#include "tensor/arithmetic.h"
#include "tensor/error.h"
#include "tensor/update.h"

namespace gradflow::optim {

namespace {

struct NesterovStep {
  static constexpr int kCost = 2;
  double rate, momentum, decay;
  template <class T>
  void operator()(T g, T& w, T& v) const {
    const T slope = multiply_add(static_cast<T>(decay), decaying(decay, w), g);
    v = multiply_add(static_cast<T>(momentum), v, slope);
    w = multiply_add(static_cast<T>(-rate), multiply_add(static_cast<T>(momentum), v, slope), w);
  }
};

}  // namespace

Sgd::Sgd(nn::Module& module, const SgdOptions& options)
    : Optimizer("Sgd", module, {options.learning_rate, options.weight_decay, options.groups}),
      momentum_(options.momentum),
      nesterov_(options.nesterov) {
  require_fraction(momentum_, "momentum");
  require(!nesterov_ || momentum_ > 0, "Sgd: Nesterov's momentum is 0; it must be above 0");
  if (momentum_ > 0) velocity_.emplace(*this, "velocity");
}

void Sgd::update(std::size_t index, Gradient& gradient) {
  const double rate = learning_rate(index), decay = weight_decay(index);
  if (!velocity_) {
    parameter(index).update(gradient, -rate, 1 - rate * decay);
    return;
  }
  Tensor& velocity = (*velocity_)[index];
  if (nesterov_) {
    const Tensor& g = gradient.form();
    parameter(index).update([&](Tensor& weight) {
      update_each(g, NesterovStep{rate, momentum_, decay}, "Sgd", weight, velocity);
    });
    return;
  }
  gradient.form_waiting();  // it holds the weight, which is written in place afterwards
  parameter(index).update([&](Tensor& weight) {
    gradient.add_to(velocity, 1, momentum_);
    if (decay != 0) add_scaled(velocity, weight, decay);
    add_scaled(weight, velocity, -rate);
  });
}

}  // namespace gradflow::optim
