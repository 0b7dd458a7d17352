#pragma once
// The study's command line: glorot2010 [list | data | run ID… | report] [options].

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "studies/glorot2010/experiment.h"

namespace glorot2010 {

enum class Command { all, list, data, run, report };

struct Options {
  Command command = Command::all;
  std::vector<std::string> runs;  // of `run`
  Profile profile = Profile::quick;
  std::uint64_t seed = 1;
  std::filesystem::path out = "glorot2010-results";
  std::filesystem::path data_dir;  // empty: none given
  bool watch = false;              // the one run, live
  int jobs = 0;                    // processes at a time; 0: one for each core, which measured best
  int threads = 0;                 // of each process; 0: the cores shared out over the jobs
  bool report_progress = false;    // as lines on standard output, for the process that started this
};

// Nothing when the arguments asked for help, which `help` then holds. ArgumentError, naming the
// argument, for one that cannot be understood, does nothing for the command, or names a folder that
// is not there: of data, or of the results that are to be reported.
std::optional<Options> parse_command_line(const std::vector<std::string>& arguments,
                                          std::string& help);

// What to type for the report of these results: "./run study glorot2010 report --out FOLDER".
std::string report_command(const Options& options);

}  // namespace glorot2010
