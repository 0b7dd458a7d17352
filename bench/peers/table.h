#pragma once
// The comparison as text, at most 100 columns wide.

#include <string>
#include <vector>

#include "bench/peers/results.h"
#include "bench/peers/roof.h"
#include "bench/peers/watching.h"

namespace peers {

// A table of one work: a line for each shape and number of threads, our column first, then a column
// with time and ratio for each peer, the best of them marked; below it what was refused, and why.
std::string table_of(const std::vector<CaseResult>& results, const std::vector<Roof>& roofs);

// What a training step has in memory at its worst, in MB (of the work "optimizer" in bytes a
// parameter), and as a multiple of its parameters, state, input and node values. Empty for results
// of another work.
std::string memory_table_of(const std::vector<CaseResult>& results);

// A line for each who watched, with the mean ratio to nobody and its upper bound.
std::string table_of(const std::vector<Watched>& results, int threads);

}  // namespace peers
