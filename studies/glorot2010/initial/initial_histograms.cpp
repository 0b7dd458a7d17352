#include "studies/glorot2010/initial/initial_histograms.h"

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "studies/glorot2010/initial/initial_readings.h"
#include "studies/glorot2010/initial/layer_table.h"
#include "studies/glorot2010/model/layer_histograms.h"
#include "studies/support/histogram.h"
#include "studies/support/statistics.h"

namespace glorot2010 {

namespace {

using gradflow::Tensor;
using studies::Examples;
using studies::Histogram;
using studies::Reading;

// Narrow enough for the narrowest layer of a figure; odd, so that one bin is centred on 0.
constexpr int kActivationBins = 161;
constexpr int kGradientBins = 401;
constexpr int kWeightGradientBins = 241;

std::vector<Histogram> histograms(const std::vector<Reading>& readings, int bins, double reach) {
  std::vector<Histogram> layers;
  for (const Reading& reading : readings) layers.push_back(reading.histogram(bins, -reach, reach));
  return layers;
}

// record(network, images, layers) for each initialisation; then layers.csv.
bool for_both(RunContext& context, const InitialConfig& config,
              const std::function<void(Network&, const Examples&, LayerTable&)>& record) {
  const Examples images = statistics_images(config.images);
  LayerTable layers;
  std::uint64_t done = 0;
  for (const Initialisation initialisation : kInitialisations) {
    Network network = initial_network(config.network(initialisation), context.seed);
    record(network, images, layers);
    if (!context.progress(++done, name(initialisation))) return false;
  }
  context.folder.write_csv("layers.csv", layers.table());
  return true;
}

void write_histograms(const RunContext& context, const Network& network,
                      const std::vector<Histogram>& layers) {
  context.folder.write_csv(fmt::format("{}.csv", name(network.config().initialisation)),
                           histogram_table(layers));
}

// Histograms that fix their ends with the first batch they see.
class WeightHistograms {
 public:
  void operator()(const std::vector<Tensor>& gradients) {
    if (layers_.empty()) {
      double widest = 0;
      for (const Tensor& gradient : gradients)
        widest = std::max(widest, studies::summarise(gradient.values<float>()).rms);
      const double reach = 8 * widest;
      layers_.assign(gradients.size(), Histogram(kWeightGradientBins, -reach, reach));
    }
    for (std::size_t i = 0; i < layers_.size(); ++i) layers_[i].add(gradients[i].values<float>());
  }
  const std::vector<Histogram>& layers() const { return layers_; }

 private:
  std::vector<Histogram> layers_;
};

}  // namespace

bool record_activations(RunContext& context, const InitialConfig& config) {
  return for_both(context, config,
                  [&](Network& network, const Examples& images, LayerTable& layers) {
                    const std::vector<Reading> z = read_activations(network, images);
                    write_histograms(context, network, histograms(z, kActivationBins, 1));
                    std::vector<double> marks;
                    for (const Reading& layer : z)
                      marks.push_back(layer.percentile_of_magnitude(98));
                    const std::string_view column = name(network.config().initialisation);
                    layers.set(column, deviations(z));
                    layers.set(fmt::format("{}_p98", column), marks);
                  });
}

bool record_gradients(RunContext& context, const InitialConfig& config) {
  return for_both(context, config,
                  [&](Network& network, const Examples& images, LayerTable& layers) {
                    const std::vector<Reading> s = read_back_propagated(network, images);
                    const std::vector<double> spread = deviations(s);
                    const double reach = 6 * *std::ranges::max_element(spread);
                    write_histograms(context, network, histograms(s, kGradientBins, reach));
                    layers.set(name(network.config().initialisation), spread);
                  });
}

bool record_weight_gradients(RunContext& context, const WeightGradientConfig& config) {
  const std::int64_t all = config.initial.images;
  struct Row {
    std::int64_t batch;
    std::vector<double> layers;
  };
  std::vector<std::vector<Row>> rows;  // by initialisation
  const auto record = [&](Network& network, const Examples& images, LayerTable& layers) {
    WeightHistograms histogram;
    const auto ignore = [](const std::vector<Tensor>&) {};
    const auto mean_squares = [&](std::int64_t size, std::int64_t stride, auto& see) {
      return root_mean_squares(pooled(network, images, size, stride, see));
    };
    const std::vector<double> spread = mean_squares(config.batch, config.batch, histogram);
    write_histograms(context, network, histogram.layers());
    layers.set(name(network.config().initialisation), spread);
    rows.push_back({{1, mean_squares(1, config.batch, ignore)},
                    {config.batch, spread},
                    {all, mean_squares(all, all, ignore)}});
  };
  if (!for_both(context, config.initial, record)) return false;
  studies::Table batches({"batch", "layer", "standard", "normalised"});
  for (std::size_t i = 0; i < rows[0].size(); ++i)
    for (std::size_t layer = 0; layer < rows[0][i].layers.size(); ++layer)
      batches.add_row(
          {rows[0][i].batch, layer + 1, rows[0][i].layers[layer], rows[1][i].layers[layer]});
  context.folder.write_csv("batches.csv", batches);
  return true;
}

}  // namespace glorot2010
