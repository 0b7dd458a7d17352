#include "studies/glorot2010/model/second_order.h"

#include <cmath>
#include <span>

#include "autograd/grad_mode.h"
#include "autograd/ops/softmax.h"
#include "tensor/arithmetic.h"
#include "tensor/error.h"
#include "tensor/matmul.h"
#include "tensor/reduce.h"
#include "tensor/update.h"

namespace glorot2010 {

namespace {

using gradflow::Gradient;
using gradflow::Tensor;
using gradflow::Variable;

// f'(s) from z = f(s).
Tensor slope(Activation activation, const Tensor& z) {
  switch (activation) {
    case Activation::tanh:
      return 1 - z * z;
    case Activation::sigmoid:
      return z * (1 - z);
    case Activation::softsign:  // 1 / (1 + |s|)², and 1 - |z| = 1 / (1 + |s|)
      return gradflow::map(z, [](auto value) {
        const auto rest = 1 - std::abs(value);
        return rest * rest;
      });
    case Activation::identity:
      break;
  }
  return Tensor::ones(z.shape(), z.dtype());
}

Tensor square(const Tensor& x) { return x * x; }

struct CurvatureStep {
  static constexpr int kCost = 6;
  double rate, damping;

  template <class T>
  void operator()(T g, T& w, T& h) const {
    const T mu = static_cast<T>(damping);
    w = gradflow::multiply_add(static_cast<T>(-rate) * (mu / (h + mu)), g, w);
  }
};

struct VarianceStep {
  static constexpr int kCost = 8;
  double rate, damping, smoothing;

  template <class T>
  void operator()(T g, T& w, T& v) const {
    const T mu = static_cast<T>(damping);
    v = gradflow::multiply_add(static_cast<T>(smoothing), v,
                               static_cast<T>(1 - smoothing) * (g * g));
    w = gradflow::multiply_add(static_cast<T>(-rate) * (mu / (std::sqrt(v) + mu)), g, w);
  }
};

}  // namespace

CurvatureDescent::CurvatureDescent(Network& network, const CurvatureOptions& options)
    : Optimizer("CurvatureDescent", network, {options.learning_rate, 0, {}}),
      activation_(network.config().activation),
      damping_(options.damping) {
  require_positive(damping_, "damping");
  layers_.reserve(static_cast<std::size_t>(network.config().depth) + 1);
  for (int i = 1; i <= network.config().depth; ++i) watch(network.linear(i));
  watch(network.output());
}

// The closure refers to the optimiser, which owns the handle and does not move.
void CurvatureDescent::watch(gradflow::nn::Linear& linear) {
  const std::size_t place = layers_.size();
  layers_.push_back({&linear, {}, {}, {}});
  layers_.back().hook =
      linear.on_forward([this, place](const gradflow::nn::Module&, std::span<const Variable> inputs,
                                      std::span<const Variable> outputs) {
        if (!gradflow::gradients_recorded()) return;
        layers_[place].z = inputs[0].value();
        logits_ = outputs[0].value();  // of the last layer, once the call is over
        called_ = true;
      });
}

void CurvatureDescent::propagate() {
  const gradflow::NoGrad values_only;
  const Tensor p = softmax(logits_).value();
  Tensor h = (p - square(p)) / static_cast<double>(p.extent(0));
  for (std::size_t place = layers_.size(); place-- > 0;) {
    Watched& layer = layers_[place];
    layer.h = h;
    if (place == 0) break;
    h = matmul(h, square(layer.linear->weight().value())) * square(slope(activation_, layer.z));
  }
  called_ = false;
}

// A layer's weight and bias stand side by side among the parameters, in the order of the layers.
Tensor CurvatureDescent::curvature(std::size_t index) {
  if (called_) propagate();
  const Watched& layer = layers_.at(index / 2);
  gradflow::require(layer.h.defined(),
                    "CurvatureDescent: the network has not been called with a graph yet");
  if (index % 2 == 1) return sum(layer.h, 0);
  return matmul(layer.h, square(layer.z), gradflow::Transpose::yes);
}

// The first update of a pass finds all weights as they were in the call.
void CurvatureDescent::update(std::size_t index, Gradient& gradient) {
  Tensor h = curvature(index);
  const Tensor& g = gradient.form();
  parameter(index).update([&](Tensor& weight) {
    update_each(g, CurvatureStep{learning_rate(index), damping_}, "CurvatureDescent", weight, h);
  });
}

VarianceDescent::VarianceDescent(Network& network, const VarianceOptions& options)
    : Optimizer("VarianceDescent", network, {options.learning_rate, 0, {}}),
      damping_(options.damping),
      smoothing_(options.smoothing),
      mean_square_(*this, "mean_square") {
  require_positive(damping_, "damping");
  require_fraction(smoothing_, "smoothing");
}

void VarianceDescent::update(std::size_t index, Gradient& gradient) {
  const Tensor& g = gradient.form();
  parameter(index).update([&](Tensor& weight) {
    update_each(g, VarianceStep{learning_rate(index), damping_, smoothing_}, "VarianceDescent",
                weight, mean_square_[index]);
  });
}

}  // namespace glorot2010
