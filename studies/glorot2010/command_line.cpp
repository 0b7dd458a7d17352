#include "studies/glorot2010/command_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <sstream>
#include <string_view>

#include "studies/glorot2010/seeds.h"
#include "studies/support/arguments.h"
#include "studies/support/files.h"
#include "tensor/error.h"

namespace glorot2010 {
namespace {

namespace po = boost::program_options;
using gradflow::ArgumentError;
using gradflow::require;

constexpr int kMostThreads = 1024;  // of a run

constexpr const char* kUsage =
    "glorot2010: the figures and claims of Glorot & Bengio 2010, \"Understanding the difficulty "
    "of\n"
    "training deep feedforward neural networks\", measured on this machine.\n"
    "\n"
    "usage: glorot2010 [options]            run everything that is not done yet, then report\n"
    "       glorot2010 list [options]       the runs, what they belong to, and their state\n"
    "       glorot2010 data [options]       the data sets, and where to get those that are "
    "missing\n"
    "       glorot2010 run ID… [options]    these runs, or all; finished ones are kept, others\n"
    "                                       resume, and several processes may share a folder\n"
    "       glorot2010 report [options]     claims.json and report.html from what is recorded\n"
    "\n";

po::options_description visible_options(Options& options, std::string& profile, std::string& out,
                                        std::string& data_dir, std::int64_t& seed) {
  po::options_description described("options");
  described.add_options()("help,h", "this text")(
      "out", po::value(&out)->default_value(options.out.string())->value_name("FOLDER"),
      "where results are kept, one folder a run")(
      "profile", po::value(&profile)->default_value("quick")->value_name("NAME"),
      "quick (three minutes on two cores), desk (hours), paper (days): which runs, how long")(
      "seed", po::value(&seed)->default_value(1)->value_name("N"),
      "of the weights and the images; 1 counts alone in figures, all of a folder in the claims")(
      "jobs", po::value(&options.jobs)->default_value(0)->value_name("N"),
      "runs at a time, each a process; 0: one for each core")(
      "threads", po::value(&options.threads)->default_value(0)->value_name("N"),
      "of each run; 0: the cores shared out over the jobs. The numbers do not depend on it")(
      "watch", po::bool_switch(&options.watch),
      "with one training run: its layers and its error live in the terminal")(
      "data-dir", po::value(&data_dir)->value_name("FOLDER"),
      "where the data sets lie, each in its folder or all in this one; the quick profile needs "
      "none");
  return described;
}

Command command_from(const std::string& word) {
  if (word == "list") return Command::list;
  if (word == "data") return Command::data;
  if (word == "run") return Command::run;
  if (word == "report") return Command::report;
  throw ArgumentError(fmt::format(
      "glorot2010: unknown command \"{}\"; there are list, data, run and report", word));
}

// The options a command takes; empty for all. --out has a place in each: ./run always gives one.
std::vector<std::string> options_of(Command command) {
  switch (command) {
    case Command::list:
      return {"out", "profile", "seed"};
    case Command::data:
      return {"out", "data-dir"};
    case Command::report:
      return {"out"};
    case Command::all:
    case Command::run:
      break;
  }
  return {};
}

// Refuses an option that would do nothing.
void check_given(Command command, const std::string& word, const po::variables_map& given) {
  const std::vector<std::string> taken = options_of(command);
  if (taken.empty()) return;
  for (const auto& [name, value] : given)
    require(value.defaulted() || name == "word" || std::ranges::find(taken, name) != taken.end(),
            "glorot2010 {}: takes --{}; --{} was given", word, fmt::join(taken, ", --"), name);
}

// What keeps a path from being used as a folder; nothing if it is one.
std::string fault_of_folder(const std::filesystem::path& path) {
  std::error_code reason;
  const std::filesystem::file_status status = std::filesystem::status(path, reason);
  if (std::filesystem::is_directory(status)) return {};
  return std::filesystem::status_known(status) ? "is not a folder"
                                               : "cannot be looked at: " + reason.message();
}

void check(Options& options, const std::vector<std::string>& words,
           const po::variables_map& given) {
  if (!words.empty()) {
    options.command = command_from(words.front());
    check_given(options.command, words.front(), given);
  }
  if (words.size() > 1) options.runs.assign(words.begin() + 1, words.end());
  require(options.command != Command::run || !options.runs.empty(),
          "glorot2010 run: name at least one run; `glorot2010 list` shows them");
  require(options.command == Command::run || options.runs.empty(),
          "glorot2010 {}: takes no further word, \"{}\" was given",
          words.empty() ? "" : words.front(), options.runs.empty() ? "" : options.runs.front());
  if (std::ranges::find(options.runs, "all") != options.runs.end()) {
    for (const std::string& id : options.runs)
      if (id != "all") find_run(options.profile, id);
    options.runs.clear();
    for (const Run& run : runs_of(options.profile)) options.runs.push_back(run.id);
  }
  std::vector<std::string> once;  // a run named twice is one run
  for (const std::string& id : options.runs) {
    find_run(options.profile, id);
    if (std::ranges::find(once, id) == once.end()) once.push_back(id);
  }
  options.runs = std::move(once);
  require(!options.out.empty(), "glorot2010: --out names no folder");
  require(!options.watch || options.runs.size() == 1,
          "glorot2010: --watch shows one run; name it: glorot2010 run train-tanh --watch");
  require(options.jobs >= 0, "glorot2010: --jobs {} is negative", options.jobs);
  require(options.threads >= 0, "glorot2010: --threads {} is negative", options.threads);
  require(options.threads <= kMostThreads, "glorot2010: --threads {} is more than {}",
          options.threads, kMostThreads);
  if (!options.data_dir.empty()) {
    const std::string fault = fault_of_folder(options.data_dir);
    require(fault.empty(), "glorot2010: --data-dir {} {}", options.data_dir.string(), fault);
  }
  if (options.command != Command::report) return;
  const std::string fault = fault_of_folder(options.out);
  require(fault.empty(), "glorot2010 report: {} {}; --out names the one with the results",
          options.out.string(), fault);
  require(has_runs(options.out),
          "glorot2010 report: {} holds no run; --out names the one with the results",
          options.out.string());
}

}  // namespace

std::optional<Options> parse_command_line(const std::vector<std::string>& arguments,
                                          std::string& help) {
  Options options;
  std::string profile, out, data_dir;
  std::vector<std::string> words;
  std::int64_t seed = 1;
  const po::options_description visible = visible_options(options, profile, out, data_dir, seed);
  po::options_description all;
  all.add(visible).add_options()("word", po::value(&words))(
      "report-progress", po::bool_switch(&options.report_progress));
  po::positional_options_description positional;
  positional.add("word", -1);
  po::variables_map given;
  try {
    studies::read_arguments(arguments, all, positional, given);
  } catch (const po::error& error) {
    throw ArgumentError(fmt::format("glorot2010: {}; --help shows the options", error.what()));
  }
  if (given.count("help") != 0) {
    std::ostringstream text;
    text << kUsage << visible;
    help = text.str();
    return std::nullopt;
  }
  require(seed >= 0, "glorot2010: --seed {} is negative", seed);
  options.seed = static_cast<std::uint64_t>(seed);
  options.profile = profile_from(profile);
  options.out = out;
  options.data_dir = data_dir;
  check(options, words, given);
  return options;
}

std::string report_command(const Options& options) {
  // Where that looks if it is not told; this program's own default is another folder.
  const std::filesystem::path usual = studies::absolute_path("build/study/glorot2010");
  const std::string command = "./run study glorot2010 report";
  if (studies::absolute_path(options.out).lexically_normal() == usual) return command;
  return fmt::format("{} --out {}", command, studies::shell_word(options.out.string()));
}

}  // namespace glorot2010
