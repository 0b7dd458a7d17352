#include "studies/glorot2010/initial_network.h"

#include <fmt/format.h>

namespace glorot2010 {

NetworkConfig InitialConfig::network(Initialisation initialisation) const {
  return {.initialisation = initialisation, .depth = depth, .width = width};
}

std::string InitialConfig::text() const {
  const NetworkConfig config = network(Initialisation::standard);
  return fmt::format("{}-{}x{}-{} tanh, standard and normalised; {} images in [-1, 1]",
                     config.inputs, width, depth, config.classes, images);
}

// Splits, and not Rng::at, which Shapeset uses for its examples: so a training on the Shapeset of
// this very seed shares nothing with either of these.
Network initial_network(const NetworkConfig& config, std::uint64_t seed) {
  gradflow::Rng rng = gradflow::Rng(seed).split();
  return Network(config, rng);
}

Batch statistics_images(std::uint64_t seed, std::int64_t count) {
  gradflow::Rng root(seed);
  root.split();  // the weights'
  return Shapeset(root.split().key()).batch(0, count);
}

}  // namespace glorot2010
