#include "tests/differential/nn/peer_optimizers.h"

#include <torch/nn/utils/clip_grad.h>
#include <torch/optim.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "tests/differential/torch_arrays.h"

namespace gradflow::differential {

namespace {

using Stepper = std::function<void(double learning_rate)>;

template <class Optimizer, class Options>
Stepper stepper_of(const Tensors& parameters, const Options& options, bool grouped) {
  std::vector<torch::optim::OptimizerParamGroup> groups;
  Tensors rest = parameters;
  if (grouped) rest.erase(rest.begin() + 1);
  groups.emplace_back(rest, std::make_unique<Options>(options));
  if (grouped) {
    auto others = std::make_unique<Options>(options);
    others->weight_decay(kGroupWeightDecay);
    groups.emplace_back(Tensors{parameters[1]}, std::move(others));
  }
  const auto optimizer = std::make_shared<Optimizer>(groups, options);
  return [optimizer](double rate) {
    auto& all = optimizer->param_groups();
    for (std::size_t i = 0; i < all.size(); ++i)
      all[i].options().set_lr(i == 0 ? rate : rate * kGroupRateFactor);
    optimizer->step();
  };
}

// libtorch has none, so this is program 1 of its paper said in libtorch's ops. The sign of NaN is 0
// there, and NaN in JAX, which the paper has its program in. Without decay nothing is made of w, as
// in libtorch's own.
Stepper lion_of(const Tensors& parameters, const OptimizerCase& of) {
  const auto moments = std::make_shared<Tensors>();
  for (const torch::Tensor& w : parameters) moments->push_back(torch::zeros_like(w));
  return [=](double rate) {
    const torch::NoGradGuard guard;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      torch::Tensor w = parameters[i];
      const torch::Tensor g = w.grad();
      if (!g.defined()) continue;
      const bool in_group = of.grouped && i == 1;
      const double eta = in_group ? rate * kGroupRateFactor : rate;
      const double decay = in_group ? kGroupWeightDecay : of.weight_decay;
      torch::Tensor& m = (*moments)[i];
      const torch::Tensor c = of.beta1 * m + (1 - of.beta1) * g;
      torch::Tensor step = torch::where(c.isnan(), c, c.sign());
      if (decay != 0) step = step + decay * w;
      w.sub_(eta * step);
      m = of.beta2 * m + (1 - of.beta2) * g;
    }
  };
}

template <class Options>
Options adaptive(const OptimizerCase& of) {
  return Options(0).betas({of.beta1, of.beta2}).eps(of.epsilon).weight_decay(of.weight_decay);
}

Stepper made_stepper(const Tensors& parameters, const OptimizerCase& of) {
  using namespace torch::optim;
  if (of.optimizer == "Sgd")
    return stepper_of<SGD>(
        parameters,
        SGDOptions(0).momentum(of.momentum).nesterov(of.nesterov).weight_decay(of.weight_decay),
        of.grouped);
  if (of.optimizer == "Adam")
    return stepper_of<Adam>(parameters, adaptive<AdamOptions>(of), of.grouped);
  if (of.optimizer == "AdamW")
    return stepper_of<AdamW>(parameters, adaptive<AdamWOptions>(of), of.grouped);
  if (of.optimizer == "Rmsprop")
    return stepper_of<RMSprop>(parameters,
                               RMSpropOptions(0)
                                   .alpha(of.smoothing)
                                   .eps(of.epsilon)
                                   .momentum(of.momentum)
                                   .weight_decay(of.weight_decay),
                               of.grouped);
  if (of.optimizer == "Adagrad")
    return stepper_of<Adagrad>(parameters,
                               AdagradOptions(0)
                                   .eps(of.epsilon)
                                   .initial_accumulator_value(of.initial_sum_square)
                                   .weight_decay(of.weight_decay),
                               of.grouped);
  if (of.optimizer == "Lion") return lion_of(parameters, of);
  throw std::runtime_error("no counterpart of " + std::string(of.optimizer));
}

Tensors leaves_with(const std::vector<Array>& gradients, Precision precision) {
  Tensors leaves;
  for (const Array& gradient : gradients) {
    const torch::Tensor g = tensor_of(gradient, precision).clone();
    leaves.push_back(torch::zeros_like(g).set_requires_grad(true));
    leaves.back().mutable_grad() = g;
  }
  return leaves;
}

std::vector<Array> gradients_on(const Tensors& leaves) {
  std::vector<Array> gradients;
  for (const torch::Tensor& leaf : leaves) gradients.push_back(array_of(leaf.grad()));
  return gradients;
}

}  // namespace

std::span<const std::string_view> peer_optimizers() {
  static constexpr std::string_view kAll[] = {"Sgd", "Adam", "AdamW", "Rmsprop", "Adagrad", "Lion"};
  return kAll;
}

std::vector<std::vector<Array>> peer_parameters(const OptimizerCase& of, const OptimizerRun& run,
                                                Precision precision) {
  torch::set_num_threads(1);
  Tensors parameters;
  for (const Array& w : run.parameters)
    parameters.push_back(tensor_of(w, precision).clone().set_requires_grad(true));
  const Stepper make_step = made_stepper(parameters, of);
  std::vector<std::vector<Array>> after;
  for (const OptimizerRun::Step& step : run.steps) {
    for (std::size_t i = 0; i < parameters.size(); ++i)
      parameters[i].mutable_grad() = step.gradients[i].elements.empty()
                                         ? torch::Tensor()
                                         : tensor_of(step.gradients[i], precision);
    make_step(step.learning_rate);
    after.emplace_back();
    for (const torch::Tensor& w : parameters) after.back().push_back(array_of(w));
  }
  return after;
}

Clipped peer_clipped_norm(const std::vector<Array>& gradients, double limit, Precision precision) {
  const Tensors leaves = leaves_with(gradients, precision);
  Clipped clipped;
  clipped.norm = torch::nn::utils::clip_grad_norm_(leaves, limit);
  clipped.gradients = gradients_on(leaves);
  return clipped;
}

std::vector<Array> peer_clipped_values(const std::vector<Array>& gradients, double limit,
                                       Precision precision) {
  const Tensors leaves = leaves_with(gradients, precision);
  torch::nn::utils::clip_grad_value_(leaves, limit);
  return gradients_on(leaves);
}

std::vector<double> peer_step_decay(double rate, std::int64_t every, double factor,
                                    std::int64_t steps) {
  torch::optim::SGD optimizer({torch::zeros({1}, torch::kDouble)}, torch::optim::SGDOptions(rate));
  torch::optim::StepLR schedule(optimizer, static_cast<unsigned>(every), factor);
  std::vector<double> rates;
  for (std::int64_t step = 0; step < steps; ++step) {
    schedule.step();
    rates.push_back(optimizer.param_groups()[0].options().get_lr());
  }
  return rates;
}

}  // namespace gradflow::differential
