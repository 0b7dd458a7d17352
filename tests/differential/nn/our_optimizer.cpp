#include "tests/differential/nn/our_optimizer.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "autograd/backward.h"
#include "nn/gradflow.h"
#include "tests/differential/arrays.h"

namespace gradflow::differential {

Weights::Weights(const std::vector<Array>& values, Precision precision) : precision_(precision) {
  for (const Array& value : values)
    parameters_.emplace_back(to_tensor(value, element_type(precision)));
}

void Weights::visit(nn::Visitor& visitor) {
  for (std::size_t i = 0; i < parameters_.size(); ++i)
    visitor.parameter(fmt::format("w{}", i), parameters_[i]);
}

Variable Weights::loss_with(const std::vector<Array>& gradients) {
  const DType dtype = element_type(precision_);
  Variable loss = Tensor::zeros({}, dtype);
  for (std::size_t i = 0; i < parameters_.size(); ++i)
    if (!gradients[i].elements.empty())
      loss = loss + sum(parameters_[i] * to_tensor(gradients[i], dtype));
  return loss;
}

std::vector<Array> Weights::values() const {
  std::vector<Array> all;
  for (const nn::Parameter& parameter : parameters_) all.push_back(to_array(parameter.value()));
  return all;
}

std::vector<Array> Weights::gradients() const {
  std::vector<Array> all;
  for (const nn::Parameter& parameter : parameters_) all.push_back(to_array(parameter.gradient()));
  return all;
}

const std::vector<OptimizerCase>& optimizer_cases() {
  static const std::vector<OptimizerCase> all = {
      {.optimizer = "Sgd", .options = "plain"},
      {.optimizer = "Sgd", .options = "weight decay", .weight_decay = 0.1},
      {.optimizer = "Sgd", .options = "momentum", .momentum = 0.9},
      {.optimizer = "Sgd", .options = "momentum, decay", .momentum = 0.7, .weight_decay = 0.1},
      {.optimizer = "Sgd", .options = "Nesterov", .momentum = 0.9, .nesterov = true},
      {.optimizer = "Sgd",
       .options = "Nesterov, decay, group",
       .momentum = 0.8,
       .nesterov = true,
       .weight_decay = 0.05,
       .grouped = true},
      {.optimizer = "Adam", .options = "defaults"},
      {.optimizer = "Adam", .options = "weight decay", .weight_decay = 0.1},
      {.optimizer = "Adam",
       .options = "betas, epsilon, decay, group",
       .beta1 = 0.5,
       .beta2 = 0.9,
       .epsilon = 1e-3,
       .weight_decay = 0.02,
       .grouped = true},
      {.optimizer = "Adam", .options = "betas of 0", .beta1 = 0, .beta2 = 0, .epsilon = 1e-2},
      {.optimizer = "AdamW", .options = "weight decay", .weight_decay = 0.1},
      {.optimizer = "AdamW",
       .options = "betas, epsilon, group",
       .beta1 = 0.8,
       .beta2 = 0.95,
       .epsilon = 1e-4,
       .weight_decay = 0,
       .grouped = true},
      {.optimizer = "Rmsprop", .options = "defaults"},
      {.optimizer = "Rmsprop",
       .options = "smoothing, decay, group",
       .smoothing = 0.9,
       .epsilon = 1e-3,
       .weight_decay = 0.1,
       .grouped = true},
      {.optimizer = "Rmsprop",
       .options = "momentum, decay",
       .momentum = 0.9,
       .epsilon = 1e-5,
       .weight_decay = 0.05},
      {.optimizer = "Adagrad", .options = "defaults", .epsilon = 1e-10},
      {.optimizer = "Adagrad",
       .options = "first sum, decay, group",
       .epsilon = 1e-3,
       .initial_sum_square = 0.3,
       .weight_decay = 0.1,
       .grouped = true},
      {.optimizer = "Lion", .options = "defaults", .beta2 = 0.99},
      {.optimizer = "Lion",
       .options = "betas, decay, group",
       .beta1 = 0.6,
       .beta2 = 0.9,
       .weight_decay = 0.1,
       .grouped = true},
  };
  return all;
}

std::unique_ptr<optim::Optimizer> our_optimizer(const OptimizerCase& of, Weights& weights) {
  std::vector<optim::ParameterGroup> groups;
  if (of.grouped)
    groups.push_back(optim::parameters_named(
        "w1", {.rate_factor = kGroupRateFactor, .weight_decay = kGroupWeightDecay}));
  const auto with = [&]<class O, class Options>(std::in_place_type_t<O>, Options options) {
    options.weight_decay = of.weight_decay;
    options.groups = groups;
    return std::unique_ptr<optim::Optimizer>(std::make_unique<O>(weights, options));
  };
  const auto adaptive = [&]<class O, class Options>(std::in_place_type_t<O> kind, Options options) {
    options.beta1 = of.beta1;
    options.beta2 = of.beta2;
    if constexpr (requires { options.epsilon; }) options.epsilon = of.epsilon;
    return with(kind, options);
  };
  if (of.optimizer == "Sgd")
    return with(std::in_place_type<optim::Sgd>,
                optim::SgdOptions{.momentum = of.momentum, .nesterov = of.nesterov});
  if (of.optimizer == "Adam")
    return adaptive(std::in_place_type<optim::Adam>, optim::AdamOptions{});
  if (of.optimizer == "AdamW")
    return adaptive(std::in_place_type<optim::AdamW>, optim::AdamWOptions{});
  if (of.optimizer == "Lion")
    return adaptive(std::in_place_type<optim::Lion>, optim::LionOptions{});
  if (of.optimizer == "Rmsprop")
    return with(std::in_place_type<optim::Rmsprop>,
                optim::RmspropOptions{
                    .smoothing = of.smoothing, .epsilon = of.epsilon, .momentum = of.momentum});
  if (of.optimizer == "Adagrad")
    return with(
        std::in_place_type<optim::Adagrad>,
        optim::AdagradOptions{.epsilon = of.epsilon, .initial_sum_square = of.initial_sum_square});
  throw std::runtime_error("no optimiser " + std::string(of.optimizer));
}

std::vector<Shape> drawn_shapes(Rng& rng) {
  return {{rng.integer(1, 9)},
          {rng.integer(1, 6), rng.integer(1, 6)},
          {rng.integer(1, 4), rng.integer(1, 4), rng.integer(1, 3)},
          {}};
}

namespace {

constexpr int kSteps = 80;

Array drawn_gradient(const Shape& shape, Rng& rng, Precision precision) {
  Array g = drawn_normal(shape, rng, std::pow(10, rng.uniform(-3, 1)), precision);
  for (double& element : g.elements)
    if (rng.integer(0, 9) == 0) element = 0;
  return g;
}

}  // namespace

OptimizerRun drawn_run(std::uint64_t seed, Precision precision) {
  Rng rng(seed);
  const std::vector<Shape> shapes = drawn_shapes(rng);
  OptimizerRun run;
  for (const Shape& shape : shapes)
    run.parameters.push_back(drawn_normal(shape, rng, 1, precision));
  const optim::Schedule rate = optim::step_decay(rng.uniform(0.005, 0.05), 30, 0.5);
  for (int i = 0; i < kSteps; ++i) {
    OptimizerRun::Step& step = run.steps.emplace_back();
    step.learning_rate = rate(i);
    for (const Shape& shape : shapes)
      step.gradients.push_back(drawn_gradient(shape, rng, precision));
    if (i % 5 == 3) step.gradients[1].elements.clear();
  }
  return run;
}

std::vector<std::vector<Array>> our_parameters(const OptimizerCase& of, const OptimizerRun& run,
                                               Precision precision, bool in_one) {
  Weights weights(run.parameters, precision);
  const auto optimizer = our_optimizer(of, weights);
  std::vector<std::vector<Array>> after;
  for (const OptimizerRun::Step& step : run.steps) {
    optimizer->set_learning_rate(step.learning_rate);
    const Variable loss = weights.loss_with(step.gradients);
    if (in_one) {
      optimizer->backward(loss);
    } else {
      backward(loss);
      optimizer->step();
    }
    after.push_back(weights.values());
  }
  return after;
}

std::string name_of_test(const OptimizerCase& of) {
  std::string name = fmt::format("{}_{}", of.optimizer, of.options);
  std::erase_if(name, [](char c) { return c == ','; });
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

}  // namespace gradflow::differential
