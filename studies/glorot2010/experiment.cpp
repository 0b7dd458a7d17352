#include "studies/glorot2010/experiment.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "tensor/error.h"

namespace glorot2010 {

namespace {

constexpr std::array<std::string_view, 3> kProfiles = {"quick", "desk", "paper"};

std::vector<Run> make_table(Profile profile) {
  std::vector<Run> runs = initialisation_runs();
  if (profile != Profile::quick)
    std::ranges::move(dataset_initialisation_runs(), std::back_inserter(runs));
  std::ranges::move(rate_runs(profile), std::back_inserter(runs));
  std::ranges::move(training_runs(profile), std::back_inserter(runs));
  std::ranges::move(variation_runs(profile), std::back_inserter(runs));
  std::ranges::move(svm_runs(profile), std::back_inserter(runs));
  return runs;
}

}  // namespace

std::string_view name(Profile profile) { return kProfiles[static_cast<std::size_t>(profile)]; }

Profile profile_from(std::string_view name) {
  const auto found = std::ranges::find(kProfiles, name);
  gradflow::require(found != kProfiles.end(), "glorot2010: unknown profile \"{}\"; there are {}",
                    name, fmt::join(kProfiles, ", "));
  return static_cast<Profile>(found - kProfiles.begin());
}

const std::vector<Run>& runs_of(Profile profile) {
  static const std::array<std::vector<Run>, kProfiles.size()> tables = {
      make_table(Profile::quick), make_table(Profile::desk), make_table(Profile::paper)};
  return tables[static_cast<std::size_t>(profile)];
}

const Run& find_run(Profile profile, std::string_view id) {
  const std::vector<Run>& runs = runs_of(profile);
  const auto found = std::ranges::find(runs, id, &Run::id);
  if (found != runs.end()) return *found;
  std::vector<std::string_view> ids;
  for (const Run& run : runs) ids.push_back(run.id);
  throw gradflow::ArgumentError(
      fmt::format("glorot2010: the profile {} has no run \"{}\"; there are {}", name(profile), id,
                  fmt::join(ids, ", ")));
}

}  // namespace glorot2010
