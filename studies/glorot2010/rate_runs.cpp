// The runs that choose learning rates: each model on each data set of the paper.

#include <fmt/core.h>

#include "studies/glorot2010/experiment.h"
#include "studies/glorot2010/models.h"
#include "studies/glorot2010/rate_search.h"

namespace glorot2010 {

namespace {

constexpr std::int64_t kHeldOut = 10000;

Run rate_run(const Model& model, DataSet set) {
  const RateSearchConfig config{
      .learner = {.network = network_of(model, set), .data = {.set = set, .held_out = kHeldOut}}};
  const std::uint64_t updates = config.rates.size() * static_cast<std::uint64_t>(config.updates);
  return {.id = fmt::format("rate-{}-{}", name(set), model.id),
          .item = "Section 2.3",
          .about = fmt::format("choose a learning rate for {} on {}", model.about, title(set)),
          .unit = "updates",
          .work = updates,
          .configuration = config.text(),
          .run = [config](RunContext& context) { return search_rates(config, context); },
          .seconds = kSecondsAnUpdate * static_cast<double>(updates)};
}

}  // namespace

std::vector<Run> rate_runs(Profile profile) {
  std::vector<Run> runs;
  if (profile == Profile::quick) return runs;
  for (const DataSet set : {DataSet::shapeset, DataSet::mnist, DataSet::cifar10, DataSet::imagenet})
    for (const Model& model : kModels)
      if (in_paper(model, set)) runs.push_back(rate_run(model, set));
  return runs;
}

}  // namespace glorot2010
