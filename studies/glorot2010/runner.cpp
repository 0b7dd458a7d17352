#include "studies/glorot2010/runner.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <map>
#include <optional>
#include <thread>

#include "studies/glorot2010/seeds.h"
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
using studies::RunState;

int cores() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

int jobs_of(const Options& options, std::size_t runs) {
  const int wanted = options.jobs > 0 ? options.jobs : cores();
  return std::max(1, std::min(wanted, static_cast<int>(runs)));
}

int threads_of(const Options& options, int jobs) {
  return options.threads > 0 ? options.threads : std::max(1, cores() / jobs);
}

std::string command_of(const Run& run, const Options& options) {
  return fmt::format("./run study glorot2010 run {} --profile {} --seed {}", run.id,
                     name(options.profile), options.seed);
}

void remove_checkpoints(const std::filesystem::path& folder) {
  const std::filesystem::path kind = std::filesystem::path(kCheckpointFile).extension();
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == kind) found.push_back(entry.path());
  for (const std::filesystem::path& path : found) std::filesystem::remove(path);
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
    fmt::print(
        stderr,
        "{}: was begun by another build or machine ({}); its numbers need not be the bits of "
        "a run on one\n",
        folder.run(), before);
}

// How far the run of this process is: "120 error 71.3 %", a line for the process that started this
// one, or a bar, until the picture of a run that is watched takes its place.
class OwnProgress {
 public:
  OwnProgress(const Run& run, const Options& options) : run_(run), options_(options) {
    if (options.watch && !run.picture_from)
      fmt::print(stderr, "{}: has no picture to watch, and shows how far it is\n", run.id);
  }

  void begin(std::uint64_t done) {
    if (!bar_ && !options_.report_progress && !in_picture(done))
      bar_.emplace(run_.id, run_.unit, run_.work, done);
  }
  void show(std::uint64_t done, std::string_view status) {
    if (options_.report_progress) {
      fmt::print("{} {}\n", done, status);
      std::fflush(stdout);
      return;
    }
    if (in_picture(done)) bar_.reset();
    begin(done);
    if (bar_) bar_->update(done, status);
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
  const RunState recorded = folder.state(configuration_of(run, options));
  if (recorded == RunState::kFinished) return End::done;
  folder.begin(manifest_of(run, options, threads), lengthens_recorded(run, options));
  tell_who_began(folder);
  OwnProgress progress(run, options);
  // Where it goes on from, a run tells when it has begun.
  if (recorded == RunState::kNew) progress.begin(0);
  RunContext context{folder, options.seed, options.data_dir, options.watch, {}};
  context.progress = [&](std::uint64_t done, std::string_view status) {
    progress.show(done, status);
    return !studies::interrupted();
  };
  const bool ran_to_its_end = run.run(context);
  if (!ran_to_its_end) {
    folder.record_time();
    return End::interrupted;
  }
  folder.finish();
  if (!run.may_be_lengthened) remove_checkpoints(folder.path());
  progress.finish();
  return End::done;
}

void execute_in_turn(const std::vector<const Run*>& runs, const Options& options,
                     Outcome& outcome) {
  for (const Run* run : runs) {
    if (studies::interrupted()) break;
    try {
      const End end = execute_here(*run, options, threads_of(options, 1));
      if (end == End::done) ++outcome.done;
      if (end == End::elsewhere) ++outcome.elsewhere;
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
        share_(runs.size(), 0.0),
        bar_(fmt::format("{} runs", runs.size()), "core seconds", total()) {}

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
  std::uint64_t total() const {
    double seconds = 0;
    for (const Run* run : runs_) seconds += run->seconds;
    return static_cast<std::uint64_t>(std::ceil(seconds));
  }
  void show(std::size_t job, std::string_view status) {
    double seconds = 0;
    for (std::size_t i = 0; i < runs_.size(); ++i) seconds += share_[i] * runs_[i]->seconds;
    bar_.update(static_cast<std::uint64_t>(seconds), fmt::format("{}{}", runs_[job]->id, status));
  }

  const std::vector<const Run*>& runs_;
  std::vector<double> share_;
  Progress bar_;
};

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
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (results[i].exit_status == 0) ++outcome.done;
    if (results[i].exit_status == kElsewhere) ++outcome.elsewhere;
    if (results[i].exit_status <= 0 || results[i].exit_status == kInterrupted ||
        results[i].exit_status == kElsewhere)
      continue;
    std::string text = results[i].errors;
    if (!text.empty() && text.back() == '\n') text.pop_back();
    outcome.problems.push_back(
        text.empty() ? fmt::format("{}: ended with status {}", runs[i]->id, results[i].exit_status)
                     : text);
  }
  if (outcome.done == static_cast<int>(runs.size())) progress.finish();
}

}  // namespace

std::string configuration_of(const Run& run, const Options& options) {
  return run.configuration + seed_suffix(options.seed);
}

std::filesystem::path runs_folder(const Options& options) {
  return seed_folder(options.out, options.seed);
}

bool lengthens_recorded(const Run& run, const Options& options) {
  const auto recorded = studies::read_manifest(runs_folder(options) / run.id);
  if (!run.lengthens || !recorded ||
      !std::filesystem::exists(runs_folder(options) / run.id / kCheckpointFile))
    return false;
  std::string_view text = recorded->manifest.configuration;
  const std::string seed = seed_suffix(options.seed);
  if (!text.ends_with(seed)) return false;
  text.remove_suffix(seed.size());
  return run.lengthens(text);
}

Outcome execute(const std::vector<const Run*>& runs, const Options& options) {
  Outcome outcome;
  std::vector<const Run*> open;
  for (const Run* run : runs) {
    RunState state = RunState::kNew;
    try {
      state = RunFolder(runs_folder(options), run->id).state(configuration_of(*run, options));
    } catch (const gradflow::Error& error) {  // a damaged folder costs its own run, not the others
      outcome.problems.push_back(fmt::format("{}: {}", run->id, error.what()));
      continue;
    }
    if (state == RunState::kFinished) {
      ++outcome.kept;
    } else {
      open.push_back(run);
    }
  }
  std::ranges::stable_sort(open, std::greater{}, [](const Run* run) { return run->seconds; });
  if (outcome.kept > 0 && !options.report_progress)
    fmt::print(stderr, "{} of {} runs are finished in {} and kept\n", outcome.kept, runs.size(),
               options.out.string());
  const int jobs = jobs_of(options, open.size());
  if (jobs == 1 || options.report_progress) {
    execute_in_turn(open, options, outcome);
  } else {
    execute_side_by_side(open, options, jobs, outcome);
  }
  outcome.interrupted = studies::interrupted();
  return outcome;
}

}  // namespace glorot2010
