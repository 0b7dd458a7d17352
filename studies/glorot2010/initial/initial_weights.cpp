#include "studies/glorot2010/initial/initial_weights.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "studies/glorot2010/model/streams.h"
#include "studies/support/csv.h"
#include "studies/support/statistics.h"

namespace glorot2010 {

namespace {

using gradflow::Tensor;

struct LayerWeights {
  std::int64_t fan_in = 0, fan_out = 0;
  studies::Moments weights;
  double largest = 0;
  double largest_bias = 0;
};

double largest_magnitude(const Tensor& tensor) {
  const studies::Summary summary = studies::summarise(tensor.values<float>());
  return std::max(-summary.minimum, summary.maximum);
}

// The half-width of the uniform distribution.
double bound(Initialisation initialisation, const LayerWeights& layer) {
  const auto in = static_cast<double>(layer.fan_in);
  const auto out = static_cast<double>(layer.fan_out);
  return initialisation == Initialisation::standard ? 1 / std::sqrt(in)                    // eq 1
                                                    : std::sqrt(6) / std::sqrt(in + out);  // eq 16
}

void add(Network& network, std::vector<LayerWeights>& layers) {
  std::size_t i = 0;
  for (const auto& [path, parameter] : network.named_parameters()) {
    const Tensor& value = parameter->value();
    LayerWeights& layer = layers[i / 2];
    if (i++ % 2 == 1) {
      layer.largest_bias = std::max(layer.largest_bias, largest_magnitude(value));
      continue;
    }
    layer.fan_in = value.extent(1);
    layer.fan_out = value.extent(0);
    layer.weights.add(value.values<float>());
    layer.largest = std::max(layer.largest, largest_magnitude(value));
  }
}

studies::Table table_of(Initialisation initialisation, const std::vector<LayerWeights>& layers) {
  studies::Table table({"layer", "fan_in", "fan_out", "variance", "fan_in_variance",
                        "mean_fan_variance", "bound", "largest", "largest_bias"});
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const LayerWeights& layer = layers[i];
    const double variance = layer.weights.variance();
    table.add_row({i + 1, layer.fan_in, layer.fan_out, variance,
                   static_cast<double>(layer.fan_in) * variance,
                   static_cast<double>(layer.fan_in + layer.fan_out) / 2 * variance,
                   static_cast<double>(static_cast<float>(bound(initialisation, layer))),
                   layer.largest, layer.largest_bias});
  }
  return table;
}

}  // namespace

bool record_weights(RunContext& context, const WeightsConfig& config) {
  std::uint64_t done = 0;
  for (const Initialisation initialisation : kInitialisations) {
    std::vector<LayerWeights> layers(static_cast<std::size_t>(config.initial.depth) + 1);
    gradflow::Rng weights = stream(context.seed, Stream::weights);
    for (int i = 0; i < config.networks; ++i) {  // the first is initial_network's
      Network network(config.initial.network(initialisation), weights);
      add(network, layers);
      if (!context.progress(++done, name(initialisation))) return false;
    }
    context.folder.write_csv(fmt::format("{}.csv", name(initialisation)),
                             table_of(initialisation, layers));
  }
  return true;
}

}  // namespace glorot2010
