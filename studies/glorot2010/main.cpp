// The study's program: glorot2010 [list | data | run ID… | report] [options].

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "studies/glorot2010/claims/claims.h"
#include "studies/glorot2010/command_line.h"
#include "studies/glorot2010/model/datasets.h"
#include "studies/glorot2010/report/report.h"
#include "studies/glorot2010/runner.h"
#include "studies/support/files.h"
#include "studies/support/interrupt.h"
#include "studies/support/progress.h"
#include "tensor/error.h"

namespace {

using namespace glorot2010;

// In `list`. A "shorter" run is one that this profile goes on from.
std::string_view state_text(const Run& run, const Options& options) {
  if (!std::filesystem::exists(runs_folder(options) / run.id)) return "not run";
  try {
    switch (
        studies::RunFolder(runs_folder(options), run.id).state(configuration_of(run, options))) {
      case studies::RunState::kFinished:
        return "finished";
      case studies::RunState::kUnfinished:
        return "unfinished";
      case studies::RunState::kDifferent:
        return lengthens_recorded(run, options) ? "shorter" : "other settings";
      case studies::RunState::kNew:
        break;
    }
  } catch (const gradflow::Error&) {
    return "damaged";
  }
  return "not run";
}

int list(const Options& options) {
  const std::vector<Run>& runs = runs_of(options.profile);
  std::size_t id = 0, item = 0;
  for (const Run& run : runs) {
    id = std::max(id, run.id.size());
    item = std::max(item, run.item.size());
  }
  const auto print = [&](std::string_view name, std::string_view part, std::string_view state,
                         std::string_view about) {
    fmt::print("{:<{}}  {:<{}}  {:<14}  {}\n", name, id, part, item, state, about);
  };
  print("run", "belongs to", "state", "what is done");
  for (const Run& run : runs) print(run.id, run.item, state_text(run, options), run.about);
  fmt::print("\nResults are kept in {}; --out chooses another folder.\n",
             runs_folder(options).string());
  return EXIT_SUCCESS;
}

int report(const Options& options) {
  const Ledger ledger = evaluate_claims(options.out);
  ledger.write(options.out / "claims.json");
  const ReportResult result = write_report(options.out);
  const studies::Display display = studies::terminal_display(STDOUT_FILENO);
  fmt::print("{}\n", ledger_text(ledger, display.columns(), display.colour));
  if (result.missing > 0)
    fmt::print("{} figures could not be drawn; the first: {}\n", result.missing,
               result.first_problem);
  fmt::print("claims: {}\nreport: {}\n", (options.out / "claims.json").string(),
             result.page.string());
  return EXIT_SUCCESS;
}

// Prints what failed; the exit status says whether anything did.
int conclude(const Outcome& outcome, const Options& options) {
  for (const std::string& problem : outcome.problems) fmt::print(stderr, "{}\n", problem);
  if (outcome.interrupted) {
    if (!options.report_progress)
      fmt::print(stderr, "interrupted; the same command goes on from here\n");
    return kInterrupted;
  }
  if (outcome.elsewhere > 0) {
    if (options.report_progress) return kElsewhere;
    fmt::print(stderr, "{} being done by another process and left alone\n",
               outcome.elsewhere == 1 ? "1 run is" : fmt::format("{} runs are", outcome.elsewhere));
  }
  return outcome.problems.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
}

int run_some(const Options& options) {
  gradflow::require(!options.watch || studies::terminal_display().bar,
                    "glorot2010: --watch draws in a terminal, and standard error is none");
  std::vector<const Run*> runs;
  for (const std::string& id : options.runs) runs.push_back(&find_run(options.profile, id));
  const int status = conclude(execute(runs, options), options);
  if (status == EXIT_SUCCESS && !options.report_progress)
    fmt::print("recorded in {}; `{}` draws it\n", options.out.string(), report_command(options));
  return status;
}

int run_all(const Options& options) {
  std::vector<const Run*> runs;
  for (const Run& run : runs_of(options.profile)) runs.push_back(&run);
  const Outcome outcome = execute(runs, options);
  if (!outcome.interrupted) report(options);
  return conclude(outcome, options);
}

int dispatch(const Options& options) {
  if (options.command == Command::list) return list(options);
  if (options.command == Command::data) {
    fmt::print("{}", data_report(options.data_dir));
    return EXIT_SUCCESS;
  }
  studies::make_folder(options.out);
  if (options.command == Command::report) return report(options);
  studies::catch_interrupts();
  return options.command == Command::run ? run_some(options) : run_all(options);
}

}  // namespace

int main(int count, char** arguments) {
  try {
    std::string help;
    const auto options = parse_command_line({arguments + 1, arguments + count}, help);
    if (!options) {
      fmt::print("{}", help);
      return EXIT_SUCCESS;
    }
    return dispatch(*options);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return EXIT_FAILURE;
  }
}
