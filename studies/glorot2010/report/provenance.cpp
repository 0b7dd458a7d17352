#include "studies/glorot2010/report/provenance.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/version.hpp>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <thread>

#include "studies/glorot2010/claims/curves.h"
#include "studies/glorot2010/claims/recorded.h"
#include "studies/glorot2010/experiment.h"
#include "studies/glorot2010/seeds.h"
#include "studies/glorot2010/training/rbf_machine.h"
#include "studies/support/processes.h"
#include "studies/support/progress.h"
#include "tensor/error.h"

namespace glorot2010 {
namespace {

using std::filesystem::path;
using studies::Machine;
using studies::Manifest;

void add_runs(Provenance& provenance, const path& folder) {
  std::vector<PlacedRun> runs;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) try {
      if (auto record = studies::read_manifest(entry.path()))
        runs.push_back({entry.path(), *std::move(record)});
    } catch (const gradflow::Error& problem) {
      provenance.problems.emplace_back(problem.what());
    }
  const auto start = [](const PlacedRun& run) {
    return std::pair(run.record.manifest.started, run.record.manifest.run);
  };
  std::ranges::sort(runs, {}, start);
  std::ranges::move(runs, std::back_inserter(provenance.runs));
}

// What the runs have of a kind, each once, in the order in which they come: "1, 2".
std::vector<std::string> distinct(const Provenance& provenance,
                                  const std::function<std::string(const Manifest&)>& of) {
  std::vector<std::string> all;
  for (const PlacedRun& run : provenance.runs) {
    std::string text = of(run.record.manifest);
    if (!text.empty() && std::ranges::find(all, text) == all.end()) all.push_back(std::move(text));
  }
  return all;
}

double total_seconds(const Provenance& provenance) {
  double seconds = 0;
  for (const PlacedRun& run : provenance.runs) seconds += run.record.manifest.seconds;
  return seconds;
}

// Of trainings as recorded, of other runs what the table of runs says for their configuration.
std::string work_of(const PlacedRun& placed) {
  const Manifest& manifest = placed.record.manifest;
  if (has_table(placed.folder.parent_path(), manifest.run, "errors.csv")) try {
      return updates_text(studies::read_csv(placed.folder / "errors.csv")) + " updates";
    } catch (const gradflow::Error&) {
      return "";  // the figures say what is wrong with the table
    }
  for (const Profile profile : {Profile::quick, Profile::desk, Profile::paper})
    for (const Run& run : runs_of(profile))
      if (run.id == manifest.run &&
          manifest.configuration == run.configuration + seed_suffix(manifest.seed))
        return fmt::format("{} {}", studies::grouped(run.work), run.unit);
  return "";
}

std::string machine_key(const Manifest& manifest) {
  const Machine& machine = manifest.machine;
  return fmt::format("{}\n{}\n{}", machine.cpu, machine.instruction_set, machine.compiler);
}

std::string letter_of(std::size_t machine) { return fmt::format("M{}", machine + 1); }

studies::TextTable machines_table(const Provenance& provenance,
                                  const std::vector<std::string>& machines) {
  studies::TextTable table{.columns = {"Machine", "Processor", "Instructions", "Compiler",
                                       "Threads a run", "Runs", "Time"}};
  for (std::size_t i = 0; i < machines.size(); ++i) {
    Provenance here;
    for (const PlacedRun& run : provenance.runs)
      if (machine_key(run.record.manifest) == machines[i]) here.runs.push_back(run);
    const Machine& machine = here.runs.front().record.manifest.machine;
    const auto threads = distinct(
        here, [](const Manifest& manifest) { return fmt::format("{}", manifest.threads); });
    table.rows.push_back({{.text = letter_of(i)},
                          {.text = machine.cpu},
                          {.text = machine.instruction_set},
                          {.text = machine.compiler},
                          {.text = fmt::format("{}", fmt::join(threads, ", "))},
                          {.text = fmt::format("{}", here.runs.size())},
                          {.text = studies::clock_text(total_seconds(here))}});
  }
  return table;
}

studies::TextTable runs_table(const Provenance& provenance,
                              const std::vector<std::string>& machines) {
  studies::TextTable table{
      .columns = {"Run", "Belongs to", "Seed", "Work", "Time", "Machine", "Sources"}};
  for (const PlacedRun& run : provenance.runs) {
    const Manifest& manifest = run.record.manifest;
    const auto machine = std::ranges::find(machines, machine_key(manifest)) - machines.begin();
    const std::string before = manifest.begun_by.empty()
                                   ? ""
                                   : fmt::format("begun by {}", fmt::join(manifest.begun_by, "; "));
    table.rows.push_back(
        {{.text = manifest.run, .small = run.record.finished ? "" : "not finished"},
         {.text = manifest.item},
         {.text = fmt::format("{}", manifest.seed)},
         {.text = work_of(run)},
         {.text = studies::clock_text(manifest.seconds)},
         {.text = letter_of(static_cast<std::size_t>(machine))},
         {.text = manifest.machine.commit, .small = before}});
  }
  return table;
}

// "gnuplot 5.4 patchlevel 4"; empty where there is none.
std::string gnuplot_version() {
  std::string version;
  try {
    studies::run_jobs({{"gnuplot", {"gnuplot", "--version"}}}, 1,
                      {.line = [&](std::size_t, std::string_view line) { version = line; },
                       .ended = [](std::size_t, const studies::JobResult&) {},
                       .stop = [] { return false; }});
  } catch (const gradflow::Error&) {
    return "";  // the figures say it
  }
  return version;
}

// "Debian GNU/Linux 12 (bookworm), 2 processors, 23 GiB of memory", as far as the system tells.
std::string system_text() {
  std::string name;
  std::ifstream release("/etc/os-release");
  for (std::string line; std::getline(release, line);)
    if (line.starts_with("PRETTY_NAME=\"")) name = line.substr(13, line.size() - 14) + ", ";
  const double bytes =
      static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGESIZE));
  return fmt::format("{}{} processors, {:.0f} GiB of memory", name,
                     std::thread::hardware_concurrency(), bytes / (1 << 30));
}

// Of the program that writes the report, which need not be the one that ran.
std::string versions_text() {
  const Machine machine = studies::this_machine();
  const std::string svm = svm_library(), gnuplot = gnuplot_version();
  return fmt::format("{}{}{}{}{}{}, fmt {}.{}.{}, Boost {}.{}.{}, nlohmann-json {}.{}.{}",
                     machine.commit.empty() ? "" : fmt::format("commit {}, ", machine.commit),
                     machine.compiler, svm.empty() ? "" : ", ", svm, gnuplot.empty() ? "" : ", ",
                     gnuplot, FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100,
                     BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100,
                     NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                     NLOHMANN_JSON_VERSION_PATCH);
}

}  // namespace

Provenance provenance_of(const path& out) {
  Provenance provenance;
  add_runs(provenance, out);
  for (const std::uint64_t seed : further_seeds(out)) add_runs(provenance, seed_folder(out, seed));
  return provenance;
}

std::vector<std::pair<std::string, std::string>> facts_of(const Provenance& provenance) {
  if (provenance.runs.empty()) return {};
  const auto joined = [&](const std::function<std::string(const Manifest&)>& of) {
    return fmt::format("{}", fmt::join(distinct(provenance, of), ", "));
  };
  const std::string first = std::ranges::min(
      distinct(provenance, [](const Manifest& manifest) { return manifest.started; }));
  return {
      {"Started", first},
      {"Runs", fmt::format("{}, {} in all", provenance.runs.size(),
                           studies::clock_text(total_seconds(provenance)))},
      {"Seeds", joined([](const Manifest& manifest) { return fmt::format("{}", manifest.seed); })},
      {"Processors", joined([](const Manifest& manifest) { return manifest.machine.cpu; })}};
}

studies::Section provenance_section(const Provenance& provenance) {
  studies::Section section{
      .id = "machine",
      .title = "Machine and time",
      .lead =
          "The time is that of the run’s own process, over all its resumptions; runs may have "
          "shared the machine. One build and instruction set gives the same bits again, with "
          "any number of threads. A + after a commit: sources that differed from it."};
  const std::vector<std::string> machines = distinct(provenance, machine_key);
  studies::Note note{
      .title = "What wrote this report",
      .parts = {{"Versions", versions_text()},
                {"System", system_text()},
                {"Unread", fmt::format("{}", fmt::join(provenance.problems, "; "))}}};
  section.notes.push_back(std::move(note));
  if (provenance.runs.empty()) return section;
  section.tables = {machines_table(provenance, machines), runs_table(provenance, machines)};
  return section;
}

}  // namespace glorot2010
