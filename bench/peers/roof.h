#pragma once
// What the machine can do at most, and the least time that a work can take under that.

#include <cstddef>
#include <string>
#include <vector>

#include "bench/peers/results.h"

namespace peers {

struct Bandwidth {
  std::size_t working_set = 0;  // bytes, over all threads
  double read = 0, update = 0;  // bytes a second; what is updated is read and written
};

struct Roof {
  int threads = 1;
  double flops = 0;  // float32 multiply-adds a second, each two operations
  std::vector<Bandwidth> bandwidths;
};

// The least time of a training step, in seconds: its operations at the peak, or the parameters read
// forward and updated backward at the bandwidth of a working set of about their size, whichever
// takes longer.
double bound_of_step(const std::string& shape, const Roof& roof);

// Share of the roof that a time of a step or a product reaches; 0 for another work, or where no
// roof is known for that number of threads.
double share_of_roof(const Case& what, double seconds, const std::vector<Roof>& roofs);

// A table of them, and the bound of a step of each shape.
std::string text_of(const std::vector<Roof>& roofs, const std::vector<std::string>& step_shapes);

}  // namespace peers
