#include "studies/glorot2010/runner.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <thread>

#include "studies/glorot2010/run_state.h"
#include "studies/support/arguments.h"
#include "studies/support/file_lock.h"
#include "studies/support/interrupt.h"
#include "studies/support/processes.h"
#include "studies/support/progress.h"
#include "tensor/error.h"
#include "tensor/parallel.h"

namespace glorot2010 {
namespace {

using studies::Progress;
using studies::RunFolder;

// A line of standard error. It is no fault of a run that nobody reads it.
template <class... Args>
void tell(fmt::format_string<Args...> text, Args&&... args) {
  studies::write_to(STDERR_FILENO, fmt::format(text, std::forward<Args>(args)...) + "\n");
}

int cores() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

int jobs_of(const Options& options, std::size_t runs) {
  const int wanted = options.jobs > 0 ? options.jobs : cores();
  return std::max(1, std::min(wanted, static_cast<int>(runs)));
}

int threads_of(const Options& options, int jobs) {
  return options.threads > 0 ? options.threads : std::max(1, cores() / jobs);
}

std::string command_of(const Run& run, const Options& options) {
  std::string command = fmt::format("./run study glorot2010 run {} --profile {} --seed {}", run.id,
                                    name(options.profile), options.seed);
  if (!options.data_dir.empty())
    command += " --data-dir " + studies::shell_word(options.data_dir.string());
  return command;
}

studies::Manifest manifest_of(const Run& run, const Options& options, int threads) {
  studies::Manifest manifest;
  manifest.run = run.id;
  manifest.item = run.item;
  manifest.command = command_of(run, options);
  manifest.configuration = configuration_of(run, options);
  manifest.seed = options.seed;
  manifest.threads = threads;
  return manifest;
}

void tell_who_began(const RunFolder& folder) {
  for (const std::string& before : folder.manifest().begun_by)
    tell(
        "{}: was begun by another build or machine ({}); its numbers need not be the bits of a run "
        "on one",
        folder.run(), before);
}

void tell_of_longer(const Run& run, const RecordedState& recorded) {
  tell("{}: a longer run is there, {} of {} {}; it is left as it is", run.id,
       studies::grouped(recorded.done), studies::grouped(recorded.work), run.unit);
}

// How far the run of this process is: "120 error 71.3 %", a line for the process that started this
// one, or a bar, until the picture of a run that is watched takes its place.
class OwnProgress {
 public:
  OwnProgress(const Run& run, const Options& options) : run_(run), options_(options) {
    if (options.watch && !run.picture_from)
      tell("{}: has no picture to watch, and shows how far it is", run.id);
  }

  void begin(std::uint64_t done) {
    if (!bar_ && !options_.report_progress && !in_picture(done))
      bar_.emplace(run_.id, run_.unit, run_.work, done);
  }
  // False when the process that started this one has gone.
  bool show(std::uint64_t done, std::string_view status) {
    if (options_.report_progress)
      return !studies::write_to(STDOUT_FILENO, fmt::format("{} {}\n", done, status));
    if (in_picture(done)) bar_.reset();
    begin(done);
    if (bar_) bar_->update(done, status);
    return true;
  }
  void finish() {
    if (bar_) bar_->finish();
  }

 private:
  bool in_picture(std::uint64_t done) const {
    return options_.watch && run_.picture_from && done >= *run_.picture_from;
  }

  const Run& run_;
  const Options& options_;
  std::optional<Progress> bar_;
};

enum class End { done, interrupted, elsewhere };

End execute_here(const Run& run, const Options& options, int threads) {
  gradflow::set_threads(threads);
  RunFolder folder(runs_folder(options), run.id);
  const auto claim = studies::FileLock::try_lock(folder.file("lock"));
  if (!claim) return End::elsewhere;
  // Another process may have finished it since it was looked at.
  const RecordedState recorded = recorded_state(run, options);
  if (recorded.is_kept()) return End::done;
  folder.begin(manifest_of(run, options, threads), recorded.kind == RecordedState::kShorter);
  tell_who_began(folder);
  OwnProgress progress(run, options);
  if (recorded.kind == RecordedState::kNew || !run.resumes) progress.begin(0);
  RunContext context{folder, options.seed, options.data_dir, options.watch, {}};
  bool has_worked = false;
  context.progress = [&](std::uint64_t done, std::string_view status) {
    has_worked = true;
    return progress.show(done, status) && !studies::interrupted();
  };
  bool ran_to_its_end = false;
  try {
    ran_to_its_end = run.run(context);
  } catch (...) {
    if (!has_worked) folder.withdraw();
    throw;
  }
  if (!ran_to_its_end) {
    folder.record_time();
    return End::interrupted;
  }
  folder.finish();
  remove_checkpoints(run, options);
  progress.finish();
  return End::done;
}

void execute_in_turn(const std::vector<const Run*>& runs, const Options& options,
                     Outcome& outcome) {
  for (const Run* run : runs) {
    if (outcome.interrupted || studies::interrupted()) break;
    try {
      const End end = execute_here(*run, options, threads_of(options, 1));
      if (end == End::done) ++outcome.done;
      if (end == End::elsewhere) ++outcome.elsewhere;
      if (end == End::interrupted) outcome.interrupted = true;
    } catch (const std::exception& error) {
      outcome.problems.push_back(fmt::format("{}: {}", run->id, error.what()));
    }
  }
}

// The common bar of several processes: core seconds of work, as the table estimates them.
class SharedProgress {
 public:
  explicit SharedProgress(const std::vector<const Run*>& runs)
      : runs_(runs),
        share_(runs.size(), 1.0),
        bar_(studies::counted(runs.size(), "runs"), "core seconds", seconds()) {
    share_.assign(runs.size(), 0.0);
  }

  void line(std::size_t job, std::string_view text) {
    std::uint64_t done = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), done);
    if (error != std::errc()) return;
    const auto work = static_cast<double>(runs_[job]->work);
    share_[job] = std::min(1.0, static_cast<double>(done) / std::max(1.0, work));
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    show(job, text);
  }
  void ended(std::size_t job) {
    share_[job] = 1;
    show(job, " done");
  }
  void finish() { bar_.finish(); }

 private:
  // A second that has begun counts: of work that takes less than one, all is not nothing.
  std::uint64_t seconds() const {
    double done = 0;
    for (std::size_t i = 0; i < runs_.size(); ++i) done += share_[i] * runs_[i]->seconds;
    return static_cast<std::uint64_t>(std::ceil(done));
  }
  void show(std::size_t job, std::string_view status) {
    bar_.update(seconds(), fmt::format("{}{}", runs_[job]->id, status));
  }

  const std::vector<const Run*>& runs_;
  std::vector<double> share_;
  Progress bar_;
};

void take_result(const Run& run, const studies::JobResult& result, Outcome& outcome) {
  if (result.exit_status == 0) ++outcome.done;
  if (result.exit_status == kElsewhere) ++outcome.elsewhere;
  std::string text = result.errors;
  if (text.ends_with('\n')) text.pop_back();
  const bool interrupted = studies::is_interruption(result.exit_status);
  const bool failed = result.exit_status > 0 && !interrupted && result.exit_status != kElsewhere;
  if (!failed && !text.empty()) outcome.notes.push_back(text);
  if (failed)
    outcome.problems.push_back(
        text.empty() ? fmt::format("{}: ended with status {}", run.id, result.exit_status) : text);
  if (interrupted && !studies::interrupted())  // somebody has asked this one alone
    outcome.problems.push_back(
        fmt::format("{}: was interrupted; the same command goes on from there", run.id));
}

void execute_side_by_side(const std::vector<const Run*>& runs, const Options& options, int jobs,
                          Outcome& outcome) {
  const std::string threads = std::to_string(threads_of(options, jobs));
  std::vector<studies::Job> commands;
  for (const Run* run : runs) {
    std::vector<std::string> command = {studies::this_program(),
                                        "run",
                                        run->id,
                                        "--out",
                                        options.out.string(),
                                        "--profile",
                                        std::string(name(options.profile)),
                                        "--seed",
                                        std::to_string(options.seed),
                                        "--jobs",
                                        "1",
                                        "--threads",
                                        threads,
                                        "--report-progress"};
    if (!options.data_dir.empty()) {
      command.emplace_back("--data-dir");
      command.push_back(options.data_dir.string());
    }
    commands.push_back({run->id, std::move(command)});
  }
  SharedProgress progress(runs);
  const auto results = studies::run_jobs(
      commands, jobs,
      {.line = [&](std::size_t job, std::string_view line) { progress.line(job, line); },
       .ended =
           [&](std::size_t job, const studies::JobResult& result) {
             if (result.exit_status == 0) progress.ended(job);
           },
       .stop = studies::interrupted});
  for (std::size_t i = 0; i < results.size(); ++i) take_result(*runs[i], results[i], outcome);
  if (outcome.done == static_cast<int>(runs.size())) progress.finish();
}

}  // namespace

Outcome execute(const std::vector<const Run*>& runs, const Options& options) {
  Outcome outcome;
  int finished = 0;
  std::vector<const Run*> open;
  for (const Run* run : runs) {
    try {
      const RecordedState recorded = recorded_state(*run, options);
      if (!recorded.is_kept()) open.push_back(run);
      if (recorded.is_kept()) ++outcome.kept;
      if (recorded.kind == RecordedState::kFinished) {
        ++finished;
        remove_checkpoints(*run, options);  // the process that finished it may have ended before
      }
      if (recorded.kind == RecordedState::kLonger && !options.report_progress)
        tell_of_longer(*run, recorded);
    } catch (const gradflow::Error& error) {  // a damaged folder costs its own run, not the others
      outcome.problems.push_back(fmt::format("{}: {}", run->id, error.what()));
    }
  }
  std::ranges::stable_sort(open, std::greater{}, [](const Run* run) { return run->seconds; });
  if (finished > 0 && !options.report_progress)
    tell("{} of {} {} finished in {} and kept", finished, studies::counted(runs.size(), "runs"),
         finished == 1 ? "is" : "are", options.out.string());
  const int jobs = jobs_of(options, open.size());
  if (jobs == 1 || options.report_progress) {
    execute_in_turn(open, options, outcome);
  } else {
    execute_side_by_side(open, options, jobs, outcome);
  }
  if (studies::interrupted()) outcome.interrupted = true;
  return outcome;
}

}  // namespace glorot2010
