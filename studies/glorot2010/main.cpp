// The study's program: glorot2010 [list | data | run ID… | report] [options].

#include <fmt/core.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>
#include <system_error>

#include "studies/glorot2010/claims/claims.h"
#include "studies/glorot2010/command_line.h"
#include "studies/glorot2010/model/datasets.h"
#include "studies/glorot2010/report/report.h"
#include "studies/glorot2010/run_list.h"
#include "studies/glorot2010/runner.h"
#include "studies/support/files.h"
#include "studies/support/interrupt.h"
#include "studies/support/progress.h"
#include "tensor/error.h"

namespace {

using namespace glorot2010;

// Results, to standard output. That nobody reads them any more is no fault; a full disk is.
void print(std::string_view text) {
  const std::error_code error = studies::write_to(STDOUT_FILENO, text);
  gradflow::require<gradflow::Error>(!error || error == std::errc::broken_pipe,
                                     "glorot2010: cannot write to standard output: {}",
                                     error.message());
}

// A line of standard error.
void tell(std::string_view text) { studies::write_to(STDERR_FILENO, fmt::format("{}\n", text)); }

int list(const Options& options) {
  const studies::Display display = studies::terminal_display(STDOUT_FILENO);
  print(fmt::format("{}\nResults are kept in {}; --out chooses another folder.\n",
                    run_list(options, display.bar ? display.columns() : 0), options.out.string()));
  return EXIT_SUCCESS;
}

int report(const Options& options) {
  const Ledger ledger = evaluate_claims(options.out);
  ledger.write(options.out / "claims.json");
  const ReportResult result = write_report(options.out);
  const studies::Display display = studies::terminal_display(STDOUT_FILENO);
  std::string text = ledger_text(ledger, display.columns(), display.colour) + "\n";
  if (result.missing > 0)
    text += fmt::format("{} could not be drawn; the first: {}\n",
                        studies::counted(static_cast<std::uint64_t>(result.missing), "figures"),
                        result.first_problem);
  print(fmt::format("{}claims: {}\nreport: {}\n", text, (options.out / "claims.json").string(),
                    result.page.string()));
  return EXIT_SUCCESS;
}

// Prints what runs had to tell; the exit status says whether anything failed.
int conclude(const Outcome& outcome, const Options& options) {
  for (const std::string& note : outcome.notes) tell(note);
  for (const std::string& problem : outcome.problems) tell(problem);
  if (outcome.interrupted) {
    if (!options.report_progress) tell("interrupted; the same command goes on from here");
    return kInterrupted;
  }
  if (outcome.elsewhere > 0) {
    if (options.report_progress) return kElsewhere;
    tell(fmt::format(
        "{} being done by another process and left alone",
        outcome.elsewhere == 1 ? "1 run is" : fmt::format("{} runs are", outcome.elsewhere)));
  }
  return outcome.problems.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
}

int run_some(const Options& options) {
  std::vector<const Run*> runs;
  for (const std::string& id : options.runs) runs.push_back(&find_run(options.profile, id));
  const Outcome outcome = execute(runs, options);
  const int status = conclude(outcome, options);
  const bool has_results = outcome.done + outcome.kept > 0;
  if (status == EXIT_SUCCESS && has_results && !options.report_progress)
    print(fmt::format("recorded in {}; `{}` draws it\n", options.out.string(),
                      report_command(options)));
  return status;
}

int run_all(const Options& options) {
  std::vector<const Run*> runs;
  for (const Run& run : runs_of(options.profile)) runs.push_back(&run);
  const Outcome outcome = execute(runs, options);
  const int status = conclude(outcome, options);
  if (!outcome.interrupted) report(options);
  return status;
}

int dispatch(const Options& options) {
  if (options.command == Command::list) return list(options);
  if (options.command == Command::data) {
    print(data_report(options.data_dir));
    return EXIT_SUCCESS;
  }
  gradflow::require(
      !options.watch || studies::terminal_display().bar,
      "glorot2010: --watch draws on standard error, which is no terminal here, or one "
      "that cannot (TERM is dumb or unset) or should not (CI is set)");
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
      print(help);
      return EXIT_SUCCESS;
    }
    return dispatch(*options);
  } catch (const std::exception& error) {
    tell(error.what());
    return EXIT_FAILURE;
  }
}
