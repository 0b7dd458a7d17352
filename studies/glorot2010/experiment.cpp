#include "studies/glorot2010/experiment.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "tensor/error.h"

namespace glorot2010 {

std::string_view name(Profile) { return "quick"; }

Profile profile_from(std::string_view name) {
  gradflow::require(name == "quick", "glorot2010: unknown profile \"{}\"; there is quick", name);
  return Profile::quick;
}

const std::vector<Run>& all_runs() {
  static const std::vector<Run> runs = [] {
    std::vector<Run> both = initialisation_runs();
    std::ranges::move(training_runs(), std::back_inserter(both));
    return both;
  }();
  return runs;
}

const Run& find_run(std::string_view id) {
  const std::vector<Run>& runs = all_runs();
  const auto found = std::ranges::find(runs, id, &Run::id);
  if (found != runs.end()) return *found;
  std::vector<std::string_view> ids;
  for (const Run& run : runs) ids.push_back(run.id);
  throw gradflow::ArgumentError(
      fmt::format("glorot2010: unknown run \"{}\"; there are {}", id, fmt::join(ids, ", ")));
}

}  // namespace glorot2010
