#include "nn/optim/adagrad.h"

#include <cmath>

#include "nn/optim/decaying.h"
#include "tensor/update.h"

namespace gradflow::optim {

namespace {

struct AdagradStep {
  static constexpr int kCost = 8;
  double rate, epsilon, decay;

  template <class T>
  void operator()(T g, T& w, T& s) const {
    const T slope = multiply_add(static_cast<T>(decay), decaying(decay, w), g);
    s = multiply_add(slope, slope, s);
    w = multiply_add(static_cast<T>(-rate), slope / (std::sqrt(s) + static_cast<T>(epsilon)), w);
  }
};

}  // namespace

Adagrad::Adagrad(nn::Module& module, const AdagradOptions& options)
    : Optimizer("Adagrad", module, {options.learning_rate, options.weight_decay, options.groups}),
      epsilon_(options.epsilon),
      sum_square_(*this, "sum_square", options.initial_sum_square) {
  require_positive(epsilon_, "epsilon");
  require_not_negative(options.initial_sum_square, "initial sum of squares");
}

void Adagrad::update(std::size_t index, Gradient& gradient) {
  const Tensor& g = gradient.form();
  const AdagradStep step{learning_rate(index), epsilon_, weight_decay(index)};
  parameter(index).update(
      [&](Tensor& weight) { update_each(g, step, "Adagrad", weight, sum_square_[index]); });
}

}  // namespace gradflow::optim
