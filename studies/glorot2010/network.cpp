#include "studies/glorot2010/network.h"

#include <fmt/core.h>

#include "autograd/ops/activation.h"
#include "nn/init/initialiser.h"
#include "tensor/error.h"

namespace glorot2010 {

namespace {

namespace init = gradflow::init;
namespace nn = gradflow::nn;
using gradflow::SourceLocation;
using gradflow::Variable;

nn::Activation::Function function(Activation activation) {
  switch (activation) {
    case Activation::tanh:
      return gradflow::tanh;
    case Activation::sigmoid:
      return gradflow::sigmoid;
    case Activation::softsign:
      return gradflow::softsign;
    case Activation::identity:
      break;
  }
  return [](const Variable& x, SourceLocation) { return x; };
}

init::Initialiser initialiser(Initialisation initialisation) {
  return initialisation == Initialisation::standard ? init::standard_uniform()
                                                    : init::glorot_uniform();
}

}  // namespace

std::string_view name(Activation activation) {
  switch (activation) {
    case Activation::tanh:
      return "tanh";
    case Activation::sigmoid:
      return "sigmoid";
    case Activation::softsign:
      return "softsign";
    case Activation::identity:
      break;
  }
  return "identity";
}

std::string_view name(Initialisation initialisation) {
  return initialisation == Initialisation::standard ? "standard" : "normalised";
}

std::int64_t NetworkConfig::parameter_count() const {
  return (inputs + 1) * width + (depth - 1) * (width + 1) * width + (width + 1) * classes;
}

std::string NetworkConfig::text() const {
  return fmt::format("network {}-{}x{}-{} {}, {} initialisation", inputs, width, depth, classes,
                     name(activation), name(initialisation));
}

Network::Network(const NetworkConfig& config, gradflow::Rng& rng) : config_(config) {
  gradflow::require(config.depth >= 1, "Network: depth is {}, expected at least 1", config.depth);
  const init::Initialiser weights = initialiser(config.initialisation);
  std::int64_t fan_in = config.inputs;
  for (int i = 1; i <= config.depth; ++i) {
    linears_.push_back(
        &layers_.add<nn::Linear>(fmt::format("h{}", i), fan_in, config.width, weights, rng));
    activations_.push_back(&layers_.add(fmt::format("z{}", i), function(config.activation)));
    fan_in = config.width;
  }
  layers_.add<nn::Linear>("output", fan_in, config.classes, weights, rng);
  const std::int64_t count = layers_.parameter_count();
  gradflow::require(count == config.parameter_count(), "Network: {} has {} parameters, expected {}",
                    config.text(), count, config.parameter_count());
}

std::size_t Network::index(int i) const {
  gradflow::require(i >= 1 && i <= config_.depth, "Network: no hidden layer {}; layers are 1 to {}",
                    i, config_.depth);
  return static_cast<std::size_t>(i - 1);
}

}  // namespace glorot2010
