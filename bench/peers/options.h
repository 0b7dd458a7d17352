#pragma once
// The command line of the comparison; ./run bench --help describes it.

#include <string>
#include <vector>

namespace peers {

struct Options {
  bool quick = false;   // one round of half the length
  bool widths = false;  // the step at several hidden widths, in place of the works
  int rounds = 3;
  std::vector<std::string> works;  // all of them, unless some are named
  std::string json;                // file to write; none when empty

  // Of how long each run measures.
  double seconds_scale() const { return quick ? 0.5 : 1; }
};

// std::invalid_argument, saying what was expected, for anything else.
Options parse_options(const std::vector<std::string>& arguments);

}  // namespace peers
