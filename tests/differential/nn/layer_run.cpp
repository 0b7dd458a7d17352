#include "tests/differential/nn/layer_run.h"

#include <string>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "tests/differential/arrays.h"

namespace gradflow::differential {

namespace {

bool is_moment(const std::string& path) { return path.find("running_") != std::string::npos; }

Array gradient_or_zeros(const Variable& x) {
  return to_array(x.has_gradient() ? x.gradient() : Tensor::zeros(x.shape(), x.dtype()));
}

LayerOutcome our_outcome(OurLayer& ours, LayerStep& step, Rng& rng, Precision precision) {
  const DType dtype = element_type(precision);
  step.in_training ? ours.module->train() : ours.module->eval();
  ours.module->clear_gradients();
  std::vector<Variable> inputs;
  for (const LayerInput& input : step.inputs)
    inputs.emplace_back(to_tensor(input.array, input.of_indices ? DType::int32 : dtype),
                        input.of_indices ? RequiresGradient::no : RequiresGradient::yes);
  LayerOutcome outcome;
  Variable total = Tensor::zeros({}, dtype);
  const bool lacks_upstream = step.upstream.empty();
  for (const Variable& y : ours.call(inputs)) {
    if (lacks_upstream) step.upstream.push_back(drawn_normal(y.shape(), rng, 1, precision));
    total = total + sum(y * to_tensor(step.upstream[outcome.outputs.size()], dtype));
    outcome.outputs.push_back(to_array(y.value()));
  }
  backward(total);
  for (const Variable& x : inputs)
    outcome.input_gradients.push_back(x.dtype() == DType::int32
                                          ? to_array(Tensor::zeros(x.shape(), DType::float64))
                                          : gradient_or_zeros(x));
  for (const auto& [path, parameter] : ours.module->named_parameters())
    outcome.parameter_gradients[path] = gradient_or_zeros(*parameter);
  for (const auto& [path, buffer] : ours.module->named_buffers())
    if (is_moment(path)) outcome.buffers[path] = to_array(*buffer);
  return outcome;
}

}  // namespace

LayerTrial drawn_trial(const LayerRow& row, std::uint64_t seed, Rng& rng, Precision rounded) {
  const LayerSizes sizes = drawn_sizes(seed);
  LayerTrial trial{row.name, sizes, {}, {}, {}};
  const OurLayer ours = row.make(sizes, element_type(rounded));
  for (const auto& [path, parameter] : ours.module->named_parameters())
    trial.parameters[path] = drawn_normal(parameter->shape(), rng, 0.4, rounded);
  for (const auto& [path, buffer] : ours.module->named_buffers())
    if (is_moment(path)) trial.buffers.push_back(path);
  for (int i = 0; i <= kTrainingSteps; ++i) {
    LayerStep& step = trial.steps.emplace_back();
    step.in_training = i < kTrainingSteps && !row.in_evaluation;
    for (const Shape& shape : row.inputs(sizes))
      step.inputs.push_back(
          {row.of_indices
               ? to_array(rng.integers(shape, 0, static_cast<std::int32_t>(sizes.rows - 1)))
               : drawn_normal(shape, rng, 1, rounded),
           row.of_indices});
  }
  return trial;
}

std::vector<LayerOutcome> our_outcomes(const LayerRow& row, LayerTrial& trial, Rng& rng,
                                       Precision precision) {
  OurLayer ours = row.make(trial.sizes, element_type(precision));
  for (const auto& [path, parameter] : ours.module->named_parameters())
    parameter->update([&, &at = path](Tensor& value) {
      value = to_tensor(trial.parameters.at(at), element_type(precision));
    });
  std::vector<LayerOutcome> outcomes;
  for (LayerStep& step : trial.steps) outcomes.push_back(our_outcome(ours, step, rng, precision));
  return outcomes;
}

}  // namespace gradflow::differential
