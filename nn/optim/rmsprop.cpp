#include "nn/optim/rmsprop.h"

#include <cmath>

#include "nn/optim/decaying.h"
#include "tensor/error.h"
#include "tensor/update.h"

namespace gradflow::optim {

namespace {

struct RmspropStep {
  static constexpr int kCost = 8;
  double rate, smoothing, epsilon, momentum, decay;

  template <class T>
  void operator()(T g, T& w, T& s) const {
    w = multiply_add(static_cast<T>(-rate), direction(g, w, s), w);
  }
  template <class T>
  void operator()(T g, T& w, T& s, T& v) const {
    v = multiply_add(static_cast<T>(momentum), v, direction(g, w, s));
    w = multiply_add(static_cast<T>(-rate), v, w);
  }

  template <class T>
  T direction(T g, T w, T& s) const {
    const T slope = multiply_add(static_cast<T>(decay), decaying(decay, w), g);
    s = multiply_add(static_cast<T>(smoothing), s, static_cast<T>(1 - smoothing) * (slope * slope));
    return slope / (std::sqrt(s) + static_cast<T>(epsilon));
  }
};

}  // namespace

Rmsprop::Rmsprop(nn::Module& module, const RmspropOptions& options)
    : Optimizer("Rmsprop", module, {options.learning_rate, options.weight_decay, options.groups}),
      smoothing_(options.smoothing),
      epsilon_(options.epsilon),
      momentum_(options.momentum),
      mean_square_(*this, "mean_square") {
  require_fraction(smoothing_, "smoothing");
  require_positive(epsilon_, "epsilon");
  require_fraction(momentum_, "momentum");
  if (momentum_ > 0) velocity_.emplace(*this, "velocity");
}

void Rmsprop::update(std::size_t index, Gradient& gradient) {
  const Tensor& g = gradient.form();
  const RmspropStep step{.rate = learning_rate(index),
                         .smoothing = smoothing_,
                         .epsilon = epsilon_,
                         .momentum = momentum_,
                         .decay = weight_decay(index)};
  parameter(index).update([&](Tensor& weight) {
    if (velocity_) {
      update_each(g, step, "Rmsprop", weight, mean_square_[index], (*velocity_)[index]);
    } else {
      update_each(g, step, "Rmsprop", weight, mean_square_[index]);
    }
  });
}

}  // namespace gradflow::optim
