#pragma once
// The comparison as text, at most 100 columns wide.

#include <string>
#include <vector>

#include "bench/peers/results.h"

namespace peers {

// What the machine can do at most with so many threads; operations and bytes a second.
struct Roof {
  int threads = 1;
  double flops = 0;
  double read_small = 0, update_small = 0;  // a working set of 20 MB, which may stay in a cache
  double read_large = 0, update_large = 0;  // of 128 MB
};

// The least time of a training step under a roof, in seconds: its operations at the peak, or its
// bytes at the bandwidth of 20 MB, whichever takes longer.
double bound_of_step(const std::string& shape, const Roof& roof);

// Share of the roof that a time reaches, of a step or a product; 0 where no roof is known.
double share_of_roof(const Case& what, double seconds, const std::vector<Roof>& roofs);

// A table of one work: a line for each shape and number of threads, our column first, then a column
// with time and ratio for each peer, the best of them marked; below it what was refused, and why.
std::string table_of(const std::vector<CaseResult>& results, const std::vector<Roof>& roofs);

// Roofs, and the bound of the step.
std::string header_of(const std::vector<Roof>& roofs);

}  // namespace peers
