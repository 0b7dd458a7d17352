#include "studies/glorot2010/claims/evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "studies/glorot2010/claims/recorded.h"
#include "studies/glorot2010/experiment.h"
#include "studies/support/files.h"
#include "studies/support/run_folder.h"
#include "tensor/error.h"

namespace glorot2010 {

namespace {

using std::filesystem::path;
using studies::Table;
using Records = std::vector<std::optional<studies::RecordedRun>>;

// The command that makes all of the runs: that of the first recorded one with the others added, or
// one for the first profile that has them.
std::string command_of(const std::vector<std::string>& runs, const Records& records) {
  const std::string all = fmt::format("{}", fmt::join(runs, " "));
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (!records[i]) continue;
    std::string command = records[i]->manifest.command;
    const std::string own = fmt::format(" run {}", runs[i]);
    if (const std::size_t at = command.find(own); at != command.npos)
      return command.replace(at, own.size(), " run " + all);
  }
  const bool quick = std::ranges::all_of(runs, [](const std::string& run) {
    return std::ranges::find(runs_of(Profile::quick), run, &Run::id) !=
           runs_of(Profile::quick).end();
  });
  return run_command(runs, name(quick ? Profile::quick : Profile::desk));
}

// Nothing when every run can be judged by: trainings, which record errors.csv, by what they have.
std::string lacking(const Results& results, const std::vector<std::string>& runs,
                    const Records& records) {
  std::vector<std::string> missing, unfinished;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (!records[i])
      missing.push_back(runs[i]);
    else if (!records[i]->finished && !studies::is_there(results.folder(runs[i]) / "errors.csv"))
      unfinished.push_back(runs[i]);
  }
  std::string text;
  if (!missing.empty()) text = not_done_text(missing, "run");
  if (!unfinished.empty())
    text += (text.empty() ? "" : "; ") + not_done_text(unfinished, "finished");
  return text;
}

}  // namespace

Table Evidence::table(std::string_view run, std::string_view file, std::size_t rows) {
  const path where = folder(run) / file;
  Table table = studies::read_csv(where);
  gradflow::require<gradflow::FileError>(table.rows() >= rows,
                                         "read_csv: '{}' has {} rows, expected at least {}",
                                         where.string(), table.rows(), rows);
  if (table.has_column("update")) {
    const auto updates = studies::count_of(table.last("update"));
    claim_.updates = claim_.updates == 0 ? updates : std::min(claim_.updates, updates);
  }
  return table;
}

Table Evidence::layers(std::string_view run, std::string_view file, std::size_t rows) {
  const path where = folder(run) / file;
  Table table = studies::read_csv(where);
  gradflow::require<gradflow::FileError>(table.rows() == rows, "'{}' has {} rows, expected {}",
                                         where.string(), table.rows(), rows);
  return table;
}

Claim judged(Claim claim, const Results& results, const std::vector<std::string>& runs,
             const Judge& judge) {
  try {
    Records records;
    for (const std::string& run : runs)
      records.push_back(studies::read_manifest(results.folder(run)));
    claim.command = command_of(runs, records);
    if (const std::string reason = lacking(results, runs, records); !reason.empty()) {
      claim.not_run(reason);
      return claim;
    }
    for (const auto& record : records)
      if (std::ranges::find(claim.seeds, record->manifest.seed) == claim.seeds.end())
        claim.seeds.push_back(record->manifest.seed);
    Evidence evidence(claim, results);
    judge(claim, evidence);
  } catch (const gradflow::Error& problem) {
    claim.measured.clear();
    claim.updates = 0;
    claim.not_run(problem.what());
  }
  return claim;
}

}  // namespace glorot2010
