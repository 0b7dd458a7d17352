// Runs every work in every implementation that is installed, in turn and in rounds, so that a slow
// minute of the machine slows all of them, and prints what came out.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <stdexcept>
#include <thread>

#include "bench/machine_peak.h"
#include "bench/peers/implementations.h"
#include "bench/peers/options.h"
#include "bench/peers/results.h"
#include "bench/peers/table.h"
#include "bench/peers/works.h"
#include "studies/support/machine.h"
#include "studies/support/processes.h"

namespace peers {
namespace {

double seconds_of(const std::string& work) {
  if (work == "step") return 0.6;
  return work == "elementwise" ? 0.15 : 0.2;
}

std::vector<Roof> measure_roofs() {
  constexpr std::size_t kSmall = 20'000'000, kLarge = 128'000'000;
  std::vector<Roof> roofs;
  for (const int threads : {1, 2})
    roofs.push_back({threads, peak_flops(threads), bandwidth(Access::read, kSmall, threads),
                     bandwidth(Access::read_modify_write, kSmall, threads),
                     bandwidth(Access::read, kLarge, threads),
                     bandwidth(Access::read_modify_write, kLarge, threads)});
  return roofs;
}

std::vector<Case> cases_of(const Options& options) {
  std::vector<Case> cases;
  if (options.widths) {
    for (const int width : {250, 500, 1000, 2000, 4000})
      for (const int threads : {1, 2})
        cases.push_back({"step", fmt::format("width{}", width), threads});
    return cases;
  }
  for (const Work& work : works())
    if (std::find(options.works.begin(), options.works.end(), work.name) != options.works.end())
      for (const std::string& shape : work.shapes)
        for (const int threads : work.threads)
          cases.push_back({std::string(work.name), shape, threads});
  return cases;
}

class Comparison {
 public:
  explicit Comparison(const Options& options) : options_(options) {
    for (const Case& one : cases_of(options)) {
      CaseResult result{one, {}};
      for (const Implementation& peer : implementations())
        if (takes_part(peer, one)) result.entries.push_back({peer.name, {}, "", ""});
      results_.push_back(std::move(result));
    }
  }

  void run() {
    for (int round = 1; round <= options_.rounds; ++round)
      for (std::size_t i = 0; i < results_.size(); ++i) {
        const Case& one = results_[i].what;
        show_progress(fmt::format("round {} of {}: {} {}, {} thread{}", round, options_.rounds,
                                  one.work, one.shape, one.threads, one.threads == 1 ? "" : "s"));
        std::vector<double> ours;
        for (Entry& entry : results_[i].entries) run_once(one, entry, ours);
      }
    show_progress("");
  }

  const std::vector<CaseResult>& results() const { return results_; }
  const std::map<std::string, std::string>& versions() const { return versions_; }

 private:
  bool takes_part(const Implementation& peer, const Case& one) const {
    return std::find(peer.works.begin(), peer.works.end(), one.work) != peer.works.end() &&
           !program_of(peer).empty() && (!options_.widths || peer.package.empty());
  }

  // On a terminal one line that is written over.
  static void show_progress(const std::string& text) {
    if (::isatty(STDERR_FILENO) == 1) fmt::print(stderr, "\r\033[K{}", text);
  }

  void run_once(const Case& one, Entry& entry, std::vector<double>& ours) {
    if (!entry.refused.empty()) return;
    const Implementation& peer = *std::find_if(
        implementations().begin(), implementations().end(),
        [&](const Implementation& other) { return other.name == entry.implementation; });
    const studies::Job job{entry.implementation,
                           command_of(peer, one.work, one.shape, one.threads,
                                      seconds_of(one.work) * options_.seconds_scale)};
    std::string line;
    const studies::JobResult ended =
        studies::run_jobs({job}, 1,
                          {[&](std::size_t, std::string_view text) { line = text; }, {}, {}})
            .front();
    if (ended.exit_status != 0) {
      entry.refused = fmt::format("ended with exit status {}: {}", ended.exit_status, ended.errors);
      return;
    }
    try {
      const Line result = parse_line(line);
      if (&entry == &entry_of_ours(one)) ours = result.check;
      if (const auto problem = disagreement(ours, result.check)) entry.refused = *problem;
      entry.seconds.push_back(result.seconds);
      entry.note = result.note;
      versions_[entry.implementation] = result.version;
    } catch (const std::runtime_error& error) {
      entry.refused = error.what();
    }
  }

  Entry& entry_of_ours(const Case& one) {
    for (CaseResult& result : results_)
      if (&result.what == &one) return result.entries.front();
    throw std::logic_error("a case that is not there");
  }

  Options options_;
  std::vector<CaseResult> results_;
  std::map<std::string, std::string> versions_;
};

void print_settings(const Comparison& comparison) {
  for (const Implementation& peer : implementations()) {
    const auto version = comparison.versions().find(peer.name);
    std::string settings;
    for (const std::string& variable : peer.environment) settings += " " + variable;
    if (program_of(peer).empty())
      fmt::print("{:<9} not installed (package {})\n", peer.name, peer.package);
    else if (version != comparison.versions().end())
      fmt::print("{:<9} {}: {}{}\n", peer.name, version->second, peer.how,
                 settings.empty() ? "" : ";" + settings);
  }
}

int compare(const Options& options) {
  std::ofstream json;
  if (!options.json.empty()) {
    json.open(options.json);
    if (!json) throw std::runtime_error(fmt::format("cannot write \"{}\"", options.json));
  }
  const studies::Machine machine = studies::this_machine();
  const std::vector<Roof> roofs = measure_roofs();
  fmt::print("{}, {} processors; Gradflow {} built by {} for {}\n{}\n", machine.cpu,
             std::thread::hardware_concurrency(), machine.commit, machine.compiler,
             machine.instruction_set, header_of(roofs));
  std::fflush(stdout);
  Comparison comparison(options);
  comparison.run();
  std::vector<Row> rows;
  std::vector<CaseResult> of_one_work;
  bool refused = false;
  const auto print_work = [&] {
    if (!of_one_work.empty()) fmt::print("{}\n", table_of(of_one_work, roofs));
    of_one_work.clear();
  };
  for (const CaseResult& result : comparison.results()) {
    if (!of_one_work.empty() && of_one_work.front().what.work != result.what.work) print_work();
    of_one_work.push_back(result);
    for (const Row& row : rows_of(result)) rows.push_back(row);
    for (const Entry& entry : result.entries) refused = refused || !entry.refused.empty();
  }
  print_work();
  print_settings(comparison);
  fmt::print(
      "Medians of {} rounds, all implementations in turn; ×: theirs / ours; *: best peer; t: "
      "threads.\n",
      options.rounds);
  if (json.is_open()) {
    json << json_of(rows);
    json.close();
    if (!json) throw std::runtime_error(fmt::format("cannot write \"{}\"", options.json));
  }
  return refused ? 1 : 0;
}

}  // namespace
}  // namespace peers

int main(int argc, char** argv) {
  try {
    const peers::Options options = peers::parse_options({argv + 1, argv + argc});
    if (options.help) {
      fmt::print("{}", peers::usage());
      return 0;
    }
    return peers::compare(options);
  } catch (const std::invalid_argument& error) {
    fmt::print(stderr, "bench --peers: {}\n\n{}", error.what(), peers::usage());
    return 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench --peers: {}\n", error.what());
    return 1;
  }
}
