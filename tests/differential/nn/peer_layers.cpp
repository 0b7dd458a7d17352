#include "tests/differential/nn/peer_layers.h"

#include <stdexcept>

#include "tests/differential/nn/peer_layer.h"

namespace gradflow::differential {

namespace {

const std::vector<PeerLayerRow>& peer_layers() {
  static const std::vector<PeerLayerRow> rows = [] {
    std::vector<PeerLayerRow> all;
    add_plain_layers(all);
    add_sequence_layers(all);
    return all;
  }();
  return rows;
}

PeerLayer made_peer(const LayerTrial& trial) {
  for (const PeerLayerRow& one : peer_layers())
    if (one.row == trial.row) return one.make(trial.sizes);
  throw std::runtime_error("no counterpart of " + std::string(trial.row));
}

std::string their_path(const PeerLayer& layer, std::string path) {
  for (const auto& [ours, theirs] : layer.names)
    if (const auto at = path.find(ours); at != std::string::npos)
      return path.replace(at, ours.size(), theirs);
  return path;
}

void set_parameters(const PeerLayer& layer, const NamedArrays& parameters) {
  const torch::NoGradGuard guard;
  auto theirs = layer.module->named_parameters();
  if (theirs.size() != parameters.size())
    throw std::runtime_error("libtorch has " + std::to_string(theirs.size()) + " parameters");
  for (const auto& [path, array] : parameters) {
    torch::Tensor& parameter = theirs[their_path(layer, path)];
    if (parameter.sizes() != torch::IntArrayRef(array.shape))
      throw std::runtime_error(path + " has another shape in libtorch");
    parameter.copy_(tensor_of(array, Precision::float64));
  }
}

Tensors inputs_of(const LayerStep& step, Precision precision) {
  Tensors inputs;
  for (const LayerInput& input : step.inputs) {
    const torch::Tensor x = tensor_of(input.array, precision);
    inputs.push_back(input.of_indices ? x.to(torch::kLong) : x.clone().set_requires_grad(true));
  }
  return inputs;
}

LayerOutcome outcome_of(const PeerLayer& layer, const LayerTrial& trial, const LayerStep& step,
                        Precision precision) {
  layer.module->train(step.in_training);
  layer.module->zero_grad();
  const Tensors inputs = inputs_of(step, precision), outputs = layer.call(inputs);
  torch::Tensor total = torch::zeros({}, scalar_type(precision));
  for (std::size_t i = 0; i < outputs.size(); ++i)
    total = total + (outputs[i] * tensor_of(step.upstream.at(i), precision)).sum();
  total.backward();
  LayerOutcome outcome;
  for (const torch::Tensor& y : outputs) outcome.outputs.push_back(array_of(y));
  for (const torch::Tensor& x : inputs) outcome.input_gradients.push_back(array_of(gradient_of(x)));
  const auto parameters = layer.module->named_parameters(), buffers = layer.module->named_buffers();
  for (const auto& [path, array] : trial.parameters)
    outcome.parameter_gradients[path] = array_of(gradient_of(parameters[their_path(layer, path)]));
  for (const std::string& path : trial.buffers)
    outcome.buffers[path] = array_of(buffers[their_path(layer, path)]);
  return outcome;
}

}  // namespace

std::vector<std::string> peer_layer_rows() {
  std::vector<std::string> rows;
  for (const PeerLayerRow& one : peer_layers()) rows.emplace_back(one.row);
  return rows;
}

std::vector<LayerOutcome> peer_layer_outcomes(const LayerTrial& trial, Precision precision) {
  torch::set_num_threads(1);
  torch::manual_seed(1);
  const PeerLayer layer = made_peer(trial);
  layer.module->to(scalar_type(precision));
  set_parameters(layer, trial.parameters);
  std::vector<LayerOutcome> outcomes;
  for (const LayerStep& step : trial.steps)
    outcomes.push_back(outcome_of(layer, trial, step, precision));
  return outcomes;
}

}  // namespace gradflow::differential
