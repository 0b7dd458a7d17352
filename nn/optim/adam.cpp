#include "nn/optim/adam.h"

#include <cmath>
#include <utility>

#include "nn/optim/decaying.h"
#include "tensor/error.h"
#include "tensor/update.h"

namespace gradflow::optim {

namespace {

struct AdamStep {
  static constexpr int kCost = 8;
  double step;          // η / (1 - β₁ᵗ)
  double decay;         // of the weight in one step, beside the gradient
  double decay_within;  // in the gradient
  double beta1, beta2;
  double root_scale;  // 1 / √(1 - β₂ᵗ)
  double epsilon;

  template <class T>
  void operator()(T g, T& w, T& m, T& v) const {
    const T slope = multiply_add(static_cast<T>(decay_within), decaying(decay_within, w), g);
    m = multiply_add(static_cast<T>(beta1), m, static_cast<T>(1 - beta1) * slope);
    v = multiply_add(static_cast<T>(beta2), v, static_cast<T>(1 - beta2) * (slope * slope));
    const T root = multiply_add(std::sqrt(v), static_cast<T>(root_scale), static_cast<T>(epsilon));
    w = w -
        multiply_add(static_cast<T>(step), m / root, static_cast<T>(decay) * decaying(decay, w));
  }
};

}  // namespace

AdaptiveMoments::AdaptiveMoments(std::string_view name, nn::Module& module,
                                 const AdamOptions& options, Decay decay)
    : Optimizer(name, module, {options.learning_rate, options.weight_decay, options.groups}),
      beta1_(options.beta1),
      beta2_(options.beta2),
      epsilon_(options.epsilon),
      decay_(decay),
      moment1_(*this, "moment1"),
      moment2_(*this, "moment2"),
      steps_(*this) {
  require_fraction(beta1_, "beta1");
  require_fraction(beta2_, "beta2");
  require_positive(epsilon_, "epsilon");
}

void AdaptiveMoments::update(std::size_t index, Gradient& gradient) {
  const Tensor& g = gradient.form();
  const double rate = learning_rate(index), decay = weight_decay(index);
  Tensor steps = steps_.next(index);
  const double t = steps.item();
  const bool beside = decay_ == Decay::beside_it;
  const AdamStep step{.step = rate / (1 - std::pow(beta1_, t)),
                      .decay = beside ? rate * decay : 0,
                      .decay_within = beside ? 0 : decay,
                      .beta1 = beta1_,
                      .beta2 = beta2_,
                      .root_scale = 1 / std::sqrt(1 - std::pow(beta2_, t)),
                      .epsilon = epsilon_};
  parameter(index).update([&](Tensor& weight) {
    update_each(g, step, "Adam", weight, moment1_[index], moment2_[index]);
  });
  steps_.set(index, std::move(steps));
}

AdamW::AdamW(nn::Module& module, const AdamWOptions& options)
    : AdaptiveMoments("AdamW", module,
                      {.learning_rate = options.learning_rate,
                       .beta1 = options.beta1,
                       .beta2 = options.beta2,
                       .epsilon = options.epsilon,
                       .weight_decay = options.weight_decay,
                       .groups = options.groups},
                      Decay::beside_it) {}

}  // namespace gradflow::optim
