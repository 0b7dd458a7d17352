#include "nn/optim/lion.h"

#include "nn/optim/decaying.h"
#include "tensor/update.h"

namespace gradflow::optim {

namespace {

struct LionStep {
  static constexpr int kCost = 2;
  double rate;
  double decay;  // of the weight in one step
  double beta1, beta2;

  template <class T>
  void operator()(T g, T& w, T& m) const {
    const T c = multiply_add(static_cast<T>(beta1), m, static_cast<T>(1 - beta1) * g);
    const T sign = c > T{0} ? T{1} : (c < T{0} ? T{-1} : c);  // NaN stays NaN
    w = w - multiply_add(static_cast<T>(rate), sign, static_cast<T>(decay) * decaying(decay, w));
    m = multiply_add(static_cast<T>(beta2), m, static_cast<T>(1 - beta2) * g);
  }
};

}  // namespace

Lion::Lion(nn::Module& module, const LionOptions& options)
    : Optimizer("Lion", module, {options.learning_rate, options.weight_decay, options.groups}),
      beta1_(options.beta1),
      beta2_(options.beta2),
      moment1_(*this, "moment1") {
  require_fraction(beta1_, "beta1");
  require_fraction(beta2_, "beta2");
}

void Lion::update(std::size_t index, Gradient& gradient) {
  const Tensor& g = gradient.form();
  const double rate = learning_rate(index);
  const LionStep step{rate, rate * weight_decay(index), beta1_, beta2_};
  parameter(index).update(
      [&](Tensor& weight) { update_each(g, step, "Lion", weight, moment1_[index]); });
}

}  // namespace gradflow::optim
