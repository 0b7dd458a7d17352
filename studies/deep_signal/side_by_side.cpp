#include "studies/deep_signal/side_by_side.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <thread>

#include "studies/support/interrupt.h"
#include "studies/support/processes.h"
#include "studies/support/progress.h"
#include "tensor/error.h"
#include "tensor/parallel.h"

namespace deep_signal {

using gradflow::Error;
using gradflow::require;

namespace {

std::vector<std::string> command_of(const Design& design, const studies::StudyOptions& options) {
  std::vector<std::string> command{studies::this_program(),
                                   fmt::format("--{}", kNetworkOption),
                                   std::string(design.name),
                                   "--out",
                                   folder_of(options, design).string(),
                                   "--seed",
                                   std::to_string(options.seed)};
  if (options.quick) command.emplace_back("--quick");
  if (!options.of(kRateOption).empty()) {
    command.push_back(fmt::format("--{}", kRateOption));
    command.emplace_back(options.of(kRateOption));
  }
  return command;
}

// One bar for all of them, fed by the lines that train_one prints.
class SharedProgress {
 public:
  SharedProgress(std::vector<std::string> names, const Recipe& recipe)
      : names_(std::move(names)),
        done_(names_.size(), 0),
        bar_(fmt::format("train {} networks", names_.size()), "steps",
             static_cast<std::uint64_t>(recipe.steps) * names_.size()) {}

  void line(std::size_t job, std::string_view text) {
    std::uint64_t step = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), step);
    if (error != std::errc()) return;
    done_[job] = step;
    std::uint64_t sum = 0;
    for (const std::uint64_t steps : done_) sum += steps;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    bar_.update(sum, fmt::format("{}:{}", names_[job], text));
  }
  void finish() { bar_.finish(" "); }

 private:
  std::vector<std::string> names_;
  std::vector<std::uint64_t> done_;
  studies::Progress bar_;
};

}  // namespace

std::filesystem::path folder_of(const studies::StudyOptions& options, const Design& design) {
  return options.out / "networks" / design.name;
}

void train_side_by_side(const std::vector<Design>& designs, const Recipe& recipe,
                        const studies::StudyOptions& options) {
  std::vector<studies::Job> jobs;
  std::vector<std::string> names;
  for (const Design& design : designs) {
    if (Training(design, recipe, folder_of(options, design)).finished()) continue;
    names.emplace_back(design.name);
    jobs.push_back({names.back(), command_of(design, options)});
  }
  if (jobs.empty()) return;
  SharedProgress progress(names, recipe);
  const auto cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const auto results = studies::run_jobs(
      jobs, cores,
      {.line = [&](std::size_t job, std::string_view line) { progress.line(job, line); },
       .ended = [](std::size_t, const studies::JobResult&) {},
       .stop = studies::interrupted});
  require<Error>(!studies::interrupted(), "interrupted; the same command goes on from there");
  for (std::size_t job = 0; job < jobs.size(); ++job)
    require<Error>(results[job].exit_status == 0, "training {} ended with status {}: {}",
                   names[job], results[job].exit_status, results[job].errors);
  progress.finish();
}

void train_one(const std::vector<Design>& designs, const Recipe& recipe,
               const studies::StudyOptions& options) {
  const std::string_view name = options.of(kNetworkOption);
  const auto design = std::ranges::find(designs, name, &Design::name);
  std::string all;
  for (const Design& known : designs)
    all += fmt::format("{}{}", all.empty() ? "" : ", ", known.name);
  require(design != designs.end(), "--network {}: expected one of {}", name, all);
  gradflow::set_threads(1);  // the other cores have networks of their own
  Training training(*design, recipe, options.out);
  const bool finished = training.run([](std::int64_t step, double error) {
    const std::string line = fmt::format("{} error {:.1f} %\n", step, error);
    return !studies::write_to(STDOUT_FILENO, line) && !studies::interrupted();
  });
  require<Error>(finished, "interrupted; the same command goes on from there");
}

}  // namespace deep_signal
