#include "studies/glorot2010/initial/initial_datasets.h"

#include <fmt/core.h>

#include <array>
#include <memory>
#include <vector>

#include "studies/glorot2010/initial/initial_readings.h"
#include "studies/glorot2010/initial/layer_table.h"
#include "tensor/error.h"

namespace glorot2010 {

namespace {

using studies::Examples;

struct Spreads {
  std::vector<double> activations, gradients, weight_gradients;  // by hidden layer
};

Spreads spreads_of(Network& network, const Examples& images, std::int64_t batch) {
  const auto ignore = [](const std::vector<gradflow::Tensor>&) {};
  return {deviations(read_activations(network, images)),
          deviations(read_back_propagated(network, images)),
          root_mean_squares(pooled(network, images, batch, batch, ignore))};
}

LayerTable layer_table(const std::array<Spreads, kInitialisations.size()>& measured) {
  LayerTable layers;
  const auto add = [&](std::string_view prefix, std::vector<double> Spreads::*quantity) {
    for (std::size_t i = 0; i < measured.size(); ++i)
      layers.set(fmt::format("{}_{}", prefix, name(kInitialisations[i])), measured[i].*quantity);
  };
  add("act", &Spreads::activations);
  add("grad", &Spreads::gradients);
  add("wgrad", &Spreads::weight_gradients);
  return layers;
}

}  // namespace

bool record_initial_spreads(RunContext& context, DataSet set, const WeightGradientConfig& config) {
  const std::unique_ptr<Data> data = open_data({.set = set}, context.seed, context.data_dir);
  const std::int64_t count = config.initial.images;
  gradflow::require(count <= data->test().size(), "{}: there are {} test images, {} are wanted",
                    title(set), data->test().size(), count);
  context.folder.write("data.txt", data->text() + "\n");
  const Examples images{data->test().images.rows(0, count), data->test().labels.rows(0, count)};
  std::array<Spreads, kInitialisations.size()> measured;
  for (std::size_t i = 0; i < measured.size(); ++i) {
    NetworkConfig network_config = config.initial.network(kInitialisations[i]);
    network_config.inputs = inputs(set);
    network_config.classes = classes(set);
    Network network = initial_network(network_config, context.seed);
    measured[i] = spreads_of(network, images, config.batch);
    if (!context.progress(i + 1, name(kInitialisations[i]))) return false;
  }
  context.folder.write_csv("layers.csv", layer_table(measured).table());
  return true;
}

}  // namespace glorot2010
