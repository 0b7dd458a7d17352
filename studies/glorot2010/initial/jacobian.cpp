#include "studies/glorot2010/initial/jacobian.h"

#include <fmt/core.h>

#include <optional>
#include <utility>

#include "autograd/backward.h"
#include "autograd/grad_mode.h"
#include "studies/glorot2010/initial/layer_table.h"
#include "studies/glorot2010/initial/singular_values.h"
#include "studies/support/histogram.h"
#include "studies/support/image_data.h"
#include "studies/support/probe.h"
#include "studies/support/statistics.h"
#include "tensor/arithmetic.h"

namespace glorot2010 {

namespace {

using gradflow::Tensor;
using gradflow::Variable;

constexpr int kBins = 110;
constexpr double kReach = 2.2;  // an iid square matrix with n Var[W] = 1 ends at 2

Tensor identity(std::int64_t size) {
  return Tensor::build<float>(gradflow::Shape{size, size}, [&](std::span<float> values) {
    for (std::size_t i = 0; i < values.size(); i += static_cast<std::size_t>(size) + 1)
      values[i] = 1;
  });
}

// What is gathered of one initialisation.
struct Gathered {
  studies::Histogram histogram{kBins, 0, kReach};
  std::vector<studies::Moments> layers;
};

void add(Gathered& gathered, std::size_t layer, const std::vector<double>& values) {
  gathered.histogram.add(std::vector<float>(values.begin(), values.end()));
  for (const double value : values) gathered.layers[layer].add(value);
}

// Standard deviation of the activations of each layer.
std::vector<double> spreads(Network& network, const Tensor& images) {
  const studies::Probe activations = studies::watch_outputs(network, "z*");
  const gradflow::NoGrad inference;
  network(images);
  std::vector<double> layers;
  for (const studies::Reading& z : activations.readings()) layers.push_back(z.deviation());
  return layers;
}

void set_columns(LayerTable& table, std::string_view prefix, const Gathered& gathered,
                 const std::vector<double>& spread) {
  std::vector<double> mean, rms, ratio, squared;
  for (std::size_t i = 0; i < gathered.layers.size(); ++i) {
    mean.push_back(gathered.layers[i].mean());
    rms.push_back(gathered.layers[i].rms());
    ratio.push_back(spread[i + 1] / spread[i]);
    squared.push_back(ratio.back() * ratio.back());
  }
  table.set(prefix, mean);
  table.set(fmt::format("{}_rms", prefix), rms);
  table.set(fmt::format("{}_spread_ratio", prefix), ratio);
  table.set(fmt::format("{}_variance_ratio", prefix), squared);
}

studies::Table density_table(const studies::Histogram& histogram) {
  studies::Table table({"value", "density"});
  for (int bin = 0; bin < histogram.bins(); ++bin)
    table.add_row({histogram.bin_centre(bin), histogram.density(bin)});
  return table;
}

// Nothing when progress asked to stop.
std::optional<Gathered> gather(RunContext& context, const JacobianConfig& config, Network& network,
                               const Tensor& images, std::uint64_t& done) {
  Gathered gathered;
  gathered.layers.resize(static_cast<std::size_t>(config.initial.depth) - 1);
  for (std::int64_t image = 0; image < config.jacobian_images; ++image) {
    const std::vector<Tensor> all = jacobians(network, images.rows(image, image + 1));
    for (std::size_t layer = 0; layer < all.size(); ++layer) {
      add(gathered, layer, singular_values(all[layer]));
      const std::string status = fmt::format(
          "{}, mean {:.3f}", name(network.config().initialisation), gathered.layers[layer].mean());
      if (!context.progress(++done, status)) return std::nullopt;
    }
  }
  return gathered;
}

}  // namespace

std::vector<Tensor> jacobians(Network& network, const Tensor& image) {
  const std::int64_t width = network.config().width;
  const int depth = network.config().depth;
  std::vector<Variable> z(static_cast<std::size_t>(depth));
  std::vector<gradflow::HookHandle> hooks;
  for (int i = 1; i <= depth; ++i)
    hooks.push_back(network.activation(i).on_forward(
        [&kept = z[static_cast<std::size_t>(i - 1)]](
            const gradflow::nn::Module&, std::span<const Variable>,
            std::span<const Variable> outputs) { kept = outputs[0]; }));
  network(image + Tensor::zeros(gradflow::Shape{width, image.extent(1)}));  // equal rows

  const Tensor seed = identity(width);
  std::vector<Tensor> all;
  for (std::size_t i = 0; i + 1 < z.size(); ++i)
    all.push_back(gradflow::gradients(z[i + 1], {z[i]}, seed, gradflow::Keep::graph)[0]);
  return all;
}

bool record_jacobians(RunContext& context, const JacobianConfig& config) {
  const studies::Examples images = statistics_images(config.initial.images);
  LayerTable layers;
  std::uint64_t done = 0;
  for (const Initialisation initialisation : kInitialisations) {
    Network network = initial_network(config.initial.network(initialisation), context.seed);
    const std::optional<Gathered> gathered = gather(context, config, network, images.images, done);
    if (!gathered) return false;
    set_columns(layers, name(initialisation), *gathered, spreads(network, images.images));
    context.folder.write_csv(fmt::format("{}.csv", name(initialisation)),
                             density_table(gathered->histogram));
  }
  layers.set("images", std::vector<double>(static_cast<std::size_t>(config.initial.depth) - 1,
                                           static_cast<double>(config.jacobian_images)));
  context.folder.write_csv("layers.csv", layers.table());
  return true;
}

}  // namespace glorot2010
