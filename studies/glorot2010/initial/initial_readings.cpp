#include "studies/glorot2010/initial/initial_readings.h"

#include "autograd/backward.h"
#include "autograd/grad_mode.h"
#include "autograd/ops/cross_entropy.h"
#include "tensor/arithmetic.h"

namespace glorot2010 {

using gradflow::Tensor;
using gradflow::Variable;
using studies::Examples;
using studies::Reading;

std::vector<Reading> read_activations(Network& network, const Examples& images) {
  const studies::Probe activations = studies::watch_outputs(network, "z*");
  const gradflow::NoGrad inference;
  network(images.images);
  return activations.readings();
}

std::vector<Reading> read_back_propagated(Network& network, const Examples& images) {
  const studies::Probe probe = studies::watch_output_gradients(network, "h*");
  gradflow::backward(gradflow::cross_entropy(network(images.images), images.labels));
  std::vector<Reading> s = probe.readings();
  for (Reading& layer : s) layer.values = layer.values * static_cast<double>(images.size());
  return s;
}

std::vector<Tensor> weight_gradients(Network& network, const Examples& images, std::int64_t first,
                                     std::int64_t count) {
  std::vector<Variable> weights;
  for (int i = 1; i <= network.config().depth; ++i) weights.push_back(network.linear(i).weight());
  const Variable loss = gradflow::cross_entropy(network(images.images.rows(first, first + count)),
                                                images.labels.rows(first, first + count));
  return gradflow::gradients(loss, weights);
}

std::vector<double> deviations(const std::vector<Reading>& readings) {
  std::vector<double> layers;
  for (const Reading& reading : readings) layers.push_back(reading.deviation());
  return layers;
}

std::vector<double> root_mean_squares(const std::vector<studies::Moments>& moments) {
  std::vector<double> layers;
  for (const studies::Moments& layer : moments) layers.push_back(layer.rms());
  return layers;
}

}  // namespace glorot2010
