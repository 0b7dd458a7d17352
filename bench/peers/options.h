#pragma once
// The command line of the comparison.

#include <string>
#include <vector>

namespace peers {

struct Options {
  bool help = false;
  bool widths = false;  // the step at other hidden widths, in place of the works
  int rounds = 3;
  double seconds_scale = 1;        // of how long each run measures
  std::vector<std::string> works;  // all of them, unless some are named
  std::string json;                // file to write, if any
};

// std::invalid_argument, saying what was expected, for anything else.
Options parse_options(const std::vector<std::string>& arguments);

std::string usage();

}  // namespace peers
