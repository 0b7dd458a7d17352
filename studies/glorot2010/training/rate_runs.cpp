// The runs that choose learning rates: each model on each data set of the paper.

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "studies/glorot2010/experiment.h"
#include "studies/glorot2010/training/models.h"
#include "studies/glorot2010/training/rate_search.h"

namespace glorot2010 {

namespace {

// Those that 20,000 updates left at guessing. What four layers of sigmoid need, five take as well.
constexpr std::array<std::string_view, 2> kLongOnShapeset = {"sigmoid-4", "tanh"};

Run rate_run(const Model& model, DataSet set, bool is_long = false) {
  RateSearchConfig config{.learner = {.network = network_of(model, set),
                                      .data = {.set = set, .held_out = kHeldOutExamples}}};
  if (is_long) config.updates = kLongSearch;
  return rate_search_run(
      fmt::format("rate-{}-{}{}", name(set), model.id, is_long ? "-long" : ""), "Section 2.3",
      fmt::format("choose a learning rate for {} on {}", model.about, title(set)), config,
      kSecondsAnUpdate);
}

}  // namespace

std::vector<Run> rate_runs(Profile profile) {
  std::vector<Run> runs;
  if (profile == Profile::quick) return runs;
  for (const DataSet set : {DataSet::shapeset, DataSet::mnist, DataSet::cifar10, DataSet::imagenet})
    for (const Model& model : kModels)
      if (in_paper(model, set)) runs.push_back(rate_run(model, set));
  for (const Model& model : kModels)
    if (std::ranges::find(kLongOnShapeset, model.id) != kLongOnShapeset.end())
      runs.push_back(rate_run(model, DataSet::shapeset, true));
  return runs;
}

}  // namespace glorot2010
