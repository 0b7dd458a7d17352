#pragma once
// The runs of a profile as `list` shows them: what they belong to, and their state.

#include <string>

#include "studies/glorot2010/command_line.h"

namespace glorot2010 {

// A line for each run, the last column broken into several where the terminal has fewer `columns`,
// and below the others where these leave no room; 0: not broken.
std::string run_list(const Options& options, int columns);

}  // namespace glorot2010
