#include "studies/glorot2010/model/network.h"

#include <fmt/format.h>

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

std::int64_t NetworkConfig::width_of(int i) const {
  return width + widening * (2 * i - depth - 1) / 2;
}

std::int64_t NetworkConfig::parameter_count() const {
  std::int64_t count = 0, below = inputs;
  for (int i = 1; i <= depth; ++i) {
    count += (below + 1) * width_of(i);
    below = width_of(i);
  }
  return count + (below + 1) * classes;
}

std::string NetworkConfig::text() const {
  std::string hidden = fmt::format("{}x{}", width, depth);
  if (widening != 0) {
    std::vector<std::int64_t> widths;
    for (int i = 1; i <= depth; ++i) widths.push_back(width_of(i));
    hidden = fmt::format("{}", fmt::join(widths, "-"));
  }
  return fmt::format("network {}-{}-{} {}, {} initialisation", inputs, hidden, classes,
                     name(activation), name(initialisation));
}

Network::Network(const NetworkConfig& config, gradflow::Rng& rng) : config_(config) {
  gradflow::require(config.depth >= 1, "Network: depth is {}, expected at least 1", config.depth);
  const init::Initialiser weights = initialiser(config.initialisation);
  std::int64_t fan_in = config.inputs;
  for (int i = 1; i <= config.depth; ++i) {
    const std::int64_t width = config.width_of(i);
    gradflow::require(width >= 1, "Network: hidden layer {} has {} units, expected at least 1", i,
                      width);
    linears_.push_back(
        &layers_.add<nn::Linear>(fmt::format("h{}", i), fan_in, width, weights, rng));
    activations_.push_back(&layers_.add(fmt::format("z{}", i), function(config.activation)));
    fan_in = width;
  }
  output_ = &layers_.add<nn::Linear>("output", fan_in, config.classes, weights, rng);
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
