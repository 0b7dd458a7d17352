// The program behind `./run bench --peers`: measures what the machine can do at most, runs the
// comparison, and prints it.

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "bench/machine_peak.h"
#include "bench/peers/comparison.h"
#include "bench/peers/implementations.h"
#include "bench/peers/options.h"
#include "bench/peers/results.h"
#include "bench/peers/roof.h"
#include "bench/peers/table.h"
#include "bench/peers/watching.h"
#include "bench/peers/works.h"
#include "studies/support/machine.h"
#include "studies/support/processes.h"

namespace peers {
namespace {

bool wants(const Options& options, std::string_view work) {
  return !options.widths &&
         std::find(options.works.begin(), options.works.end(), work) != options.works.end();
}

std::vector<Case> cases_of(const Options& options) {
  std::vector<Case> cases;
  for (const Work& work : works())
    if (wants(options, work.name))
      for (const std::string& shape : work.shapes)
        for (const int threads : work.threads)
          cases.push_back({std::string(work.name), shape, threads});
  if (options.widths)
    for (const std::string& shape : width_shapes())
      for (const int threads : {1, 2}) cases.push_back({"step", shape, threads});
  return cases;
}

// At working sets of 20 MB, which may stay in a cache, and 128 MB; and of each width, when asked.
std::vector<Roof> measure_roofs(const Options& options) {
  std::vector<std::size_t> working_sets = {20'000'000, 128'000'000};
  if (options.widths) {
    working_sets.clear();
    for (const std::string& shape : width_shapes())
      working_sets.push_back(static_cast<std::size_t>(bytes_of_parameters(paper_network(shape))));
  }
  std::vector<Roof> roofs;
  for (const int threads : {1, 2}) {
    Roof& roof = roofs.emplace_back(Roof{threads, bench::peak_flops(threads), {}});
    for (const std::size_t bytes : working_sets)
      roof.bandwidths.push_back(
          {bytes, bench::bandwidth(bench::Access::read, bytes, threads),
           bench::bandwidth(bench::Access::read_modify_write, bytes, threads)});
  }
  return roofs;
}

// On a terminal, one line that is written over.
void show_progress(const std::string& text) {
  if (::isatty(STDERR_FILENO) == 1) fmt::print(stderr, "\r\033[K{}", text);
}

void print_settings(const std::vector<Implementation>& all, const Comparison& comparison) {
  for (const Implementation& implementation : all) {
    const auto version = comparison.versions().find(implementation.name);
    if (version == comparison.versions().end()) continue;
    fmt::print("{:<9} {}: {}\n", implementation.name, version->second, implementation.how);
    for (const std::string& variable : implementation.environment)
      fmt::print("{:<9}   {}\n", "", variable);
  }
}

void print_tables(const Comparison& comparison, const std::vector<Roof>& roofs) {
  std::vector<CaseResult> of_one_work;
  const auto& results = comparison.results();
  for (std::size_t i = 0; i < results.size(); ++i) {
    of_one_work.push_back(results[i]);
    if (i + 1 < results.size() && results[i + 1].what.work == results[i].what.work) continue;
    fmt::print("{}\n", table_of(of_one_work, roofs));
    const std::string memory = memory_table_of(of_one_work);
    if (!memory.empty()) fmt::print("{}\n", memory);
    of_one_work.clear();
  }
}

bool anything_refused(const std::vector<CaseResult>& results) {
  for (const CaseResult& result : results)
    for (const Entry& entry : result.entries)
      if (!entry.refused.empty()) return true;
  return false;
}

std::vector<Row> watch(const Options& options) {
  constexpr int kThreads = 2;
  const std::vector<Watched> watched =
      measure_watching(kThreads, options.quick ? 10 : 30, show_progress);
  show_progress("");
  fmt::print("{}\n", table_of(watched, kThreads));
  return rows_of(watched, kThreads);
}

void write_json(const std::string& file, const std::vector<Row>& rows) {
  std::ofstream json(file);
  json << json_of(rows) << std::flush;
  if (!json) throw std::runtime_error(fmt::format("cannot write \"{}\"", file));
}

int compare(const Options& options) {
  if (!options.json.empty()) write_json(options.json, {});  // before ten minutes are spent
  const studies::Machine machine = studies::this_machine();
  const std::vector<Roof> roofs = measure_roofs(options);
  const std::vector<std::string> shapes =
      options.widths ? width_shapes() : std::vector<std::string>{"batch10", "batch128"};
  fmt::print("{}, {} processors; Gradflow {}, {}, {}\n{}\n", machine.cpu,
             std::thread::hardware_concurrency(), machine.commit, machine.compiler,
             machine.instruction_set, text_of(roofs, shapes));
  std::fflush(stdout);

  std::vector<Implementation> all =
      implementations(std::filesystem::path(studies::this_program()).parent_path().string());
  if (options.widths) all.resize(1);
  Comparison comparison(all, cases_of(options), Schedule{options.rounds, options.seconds_scale()});
  comparison.run(show_progress);
  show_progress("");
  print_tables(comparison, roofs);
  std::vector<Row> rows;
  for (const CaseResult& result : comparison.results())
    for (const Row& row : rows_of(result)) rows.push_back(row);
  if (wants(options, "watch"))
    for (const Row& row : watch(options)) rows.push_back(row);

  print_settings(all, comparison);
  fmt::print(
      "t: threads. Medians of {} round{}, all implementations in turn; ×: theirs / ours; "
      "*: the best of them.\n"
      "A peer may use one thread where two are allowed, if it is faster so; that is said.\n",
      options.rounds, options.rounds == 1 ? "" : "s");
  if (comparison.disturbed() > 0)
    fmt::print("{} runs were disturbed by something else on this machine.\n",
               comparison.disturbed());
  if (!options.json.empty()) write_json(options.json, rows);
  return anything_refused(comparison.results()) ? 1 : 0;
}

}  // namespace
}  // namespace peers

int main(int argc, char** argv) {
  try {
    return peers::compare(peers::parse_options({argv + 1, argv + argc}));
  } catch (const std::invalid_argument& error) {
    fmt::print(stderr, "bench --peers: {}\n./run bench --help lists the options.\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench --peers: {}\n", error.what());
    return 1;
  }
}
