// The table of what is computed before the first update, at full size in every profile; on data
// sets that come as files only where those are trained on.

#include <fmt/core.h>

#include "studies/glorot2010/experiment.h"
#include "studies/glorot2010/initial/cost_surface.h"
#include "studies/glorot2010/initial/initial_datasets.h"
#include "studies/glorot2010/initial/initial_histograms.h"
#include "studies/glorot2010/initial/initial_weights.h"
#include "studies/glorot2010/initial/jacobian.h"
#include "studies/glorot2010/initial/linear_network.h"
#include "studies/glorot2010/initial/sample_sheet.h"

namespace glorot2010 {

namespace {

constexpr std::uint64_t kBoth = kInitialisations.size();

Run samples() {
  const SampleConfig config;
  return {.id = "fig01",
          .item = "Figure 1",
          .about = "sample images of Shapeset-3x2, and the share of each class",
          .unit = "images",
          .work = static_cast<std::uint64_t>(config.counted),
          .configuration = fmt::format("Shapeset-3x2, {} pictures of each class, shares of {}",
                                       config.per_class, config.counted),
          .run = [config](RunContext& context) { return record_samples(context, config); },
          .seconds = 0.1};
}

Run cost_surfaces() {
  const SurfaceConfig config;
  return {.id = "fig05",
          .item = "Figure 5",
          .about = "cross-entropy and quadratic cost over two weights",
          .unit = "seeds",
          .work = static_cast<std::uint64_t>(config.seeds),
          .configuration = fmt::format(
              "1-1-1 tanh, sigmoid output; {} seeds, {} samples, grid {}x{} to {}, slope below {}",
              config.seeds, config.samples, config.side, config.side, config.reach, kPlateauSlope),
          .run = [config](RunContext& context) { return record_cost_surfaces(context, config); },
          .seconds = 0.1};
}

Run weights() {
  const WeightsConfig config;
  return {.id = "weights",
          .item = "Equations 1, 12, 15, 16",
          .about = "variances and bounds of the sampled weights",
          .unit = "networks",
          .work = kBoth * static_cast<std::uint64_t>(config.networks),
          .configuration = fmt::format("{} networks, {}", config.networks, config.initial.text()),
          .run = [config](RunContext& context) { return record_weights(context, config); },
          .seconds = 0.7};
}

Run activations() {
  const InitialConfig config;
  return {.id = "fig06",
          .item = "Figure 6",
          .about = "activations at initialisation, tanh",
          .unit = "networks",
          .work = kBoth,
          .configuration = config.text(),
          .run = [config](RunContext& context) { return record_activations(context, config); },
          .seconds = 0.2};
}

Run gradients() {
  const InitialConfig config;
  return {.id = "fig07",
          .item = "Figure 7",
          .about = "back-propagated gradients at initialisation, tanh",
          .unit = "networks",
          .work = kBoth,
          .configuration = config.text(),
          .run = [config](RunContext& context) { return record_gradients(context, config); },
          .seconds = 0.3};
}

Run weight_gradients() {
  const WeightGradientConfig config;
  return {
      .id = "fig08",
      .item = "Figure 8",
      .about = "weight gradients at initialisation, tanh",
      .unit = "networks",
      .work = kBoth,
      .configuration = fmt::format("mini-batches of {}, {}", config.batch, config.initial.text()),
      .run = [config](RunContext& context) { return record_weight_gradients(context, config); },
      .seconds = 2.5};
}

Run linear() {
  const LinearConfig config;
  return {.id = "linear",
          .item = "Section 4.2.1",
          .about = "variances in a network of identity units, beside equations 5, 6, 7, 13, 14",
          .unit = "draws",
          .work = kBoth * static_cast<std::uint64_t>(config.draws),
          .configuration = fmt::format("identity units, {} draws of {} examples, width {}",
                                       config.draws, config.initial.images, config.initial.width),
          .run = [config](RunContext& context) { return record_linear_network(context, config); },
          .seconds = 1.5};
}

Run jacobian() {
  const JacobianConfig config;
  const auto each = static_cast<std::uint64_t>(config.jacobian_images * (config.initial.depth - 1));
  return {.id = "jacobian",
          .item = "Section 4.2.2",
          .about = "singular values of the Jacobians between hidden layers",
          .unit = "Jacobians",
          .work = kBoth * each,
          .configuration = fmt::format("Jacobians of {} images, {}", config.jacobian_images,
                                       config.initial.text()),
          .run = [config](RunContext& context) { return record_jacobians(context, config); },
          .seconds = 11};
}

Run dataset_spreads(DataSet set) {
  const WeightGradientConfig config;
  NetworkConfig network = config.initial.network(Initialisation::standard);
  network.inputs = inputs(set);
  network.classes = classes(set);
  return {.id = fmt::format("initial-{}", name(set)),
          .item = "Section 4.2.2",
          .about = fmt::format("activations and gradients at initialisation on {}", title(set)),
          .unit = "networks",
          .work = kBoth,
          .configuration = fmt::format(
              "spreads of {}-{}x{}-{} tanh, standard and normalised; {} test images of {}, "
              "mini-batches of {}",
              network.inputs, network.width, network.depth, network.classes, config.initial.images,
              title(set), config.batch),
          .run = [set, config](
                     RunContext& context) { return record_initial_spreads(context, set, config); },
          .seconds = 5};
}

}  // namespace

std::vector<Run> dataset_initialisation_runs() {
  return {dataset_spreads(DataSet::mnist), dataset_spreads(DataSet::cifar10)};
}

std::vector<Run> initialisation_runs() {
  return {samples(),   cost_surfaces(),    weights(), activations(),
          gradients(), weight_gradients(), linear(),  jacobian()};
}

}  // namespace glorot2010
