#include "studies/glorot2010/initial/initial_network.h"

#include <fmt/core.h>

#include "studies/glorot2010/model/datasets.h"
#include "studies/glorot2010/model/streams.h"
#include "studies/support/shapeset.h"

namespace glorot2010 {

NetworkConfig InitialConfig::network(Initialisation initialisation) const {
  return {.initialisation = initialisation, .depth = depth, .width = width};
}

std::string InitialConfig::text() const {
  const NetworkConfig config = network(Initialisation::standard);
  return fmt::format(
      "{}-{}x{}-{} tanh, standard and normalised; {} test images of seed {}, in [-1, 1]",
      config.inputs, width, depth, config.classes, images, kTestSeed);
}

Network initial_network(const NetworkConfig& config, std::uint64_t seed) {
  gradflow::Rng weights = stream(seed, Stream::weights);
  return Network(config, weights);
}

studies::Examples statistics_images(std::int64_t count) {
  const auto batch = studies::shapeset::Shapeset(kTestSeed).batch(0, count);
  return {batch.images, batch.labels};
}

}  // namespace glorot2010
