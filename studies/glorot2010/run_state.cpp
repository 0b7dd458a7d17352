#include "studies/glorot2010/run_state.h"

#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

#include "studies/glorot2010/seeds.h"
#include "studies/glorot2010/training/training.h"
#include "studies/support/files.h"
#include "studies/support/run_folder.h"

namespace glorot2010 {

namespace {

// The work of a recorded run that differs from this one in nothing else.
std::optional<std::uint64_t> work_recorded(const Run& run, const Options& options) {
  if (!run.work_in) return std::nullopt;
  const auto recorded = studies::read_manifest(runs_folder(options) / run.id);
  std::string_view text = recorded->manifest.configuration;
  const std::string seed = seed_suffix(options.seed);
  if (!text.ends_with(seed)) return std::nullopt;
  text.remove_suffix(seed.size());
  return run.work_in(text);
}

}  // namespace

std::string configuration_of(const Run& run, const Options& options) {
  return run.configuration + seed_suffix(options.seed);
}

std::filesystem::path runs_folder(const Options& options) {
  return seed_folder(options.out, options.seed);
}

void remove_checkpoints(const Run& run, const Options& options) {
  if (run.may_be_lengthened) return;
  std::error_code ignored;
  const std::filesystem::path folder = runs_folder(options) / run.id;
  const std::filesystem::path kind = std::filesystem::path(kCheckpointFile).extension();
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
    if (entry.path().extension() == kind) found.push_back(entry.path());
  for (const std::filesystem::path& path : found) std::filesystem::remove(path, ignored);
}

RecordedState recorded_state(const Run& run, const Options& options) {
  const std::filesystem::path folder = runs_folder(options) / run.id;
  switch (studies::state_of(folder, configuration_of(run, options))) {
    case studies::RunState::kNew:
      return {RecordedState::kNew};
    case studies::RunState::kUnfinished:
      return {RecordedState::kUnfinished};
    case studies::RunState::kFinished:
      return {RecordedState::kFinished};
    case studies::RunState::kDifferent:
      break;
  }
  const std::optional<std::uint64_t> work = work_recorded(run, options);
  if (work && *work > run.work) return {RecordedState::kLonger, updates_recorded(folder), *work};
  if (work && *work < run.work && studies::is_there(folder / kCheckpointFile))
    return {RecordedState::kShorter};
  return {RecordedState::kOther};
}

}  // namespace glorot2010
