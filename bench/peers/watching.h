#pragma once
// What watching costs: the step of mini-batch 10 with nobody watching, and with somebody, in turn
// in one process. A probe here is the studies' own (studies/support/probe.h): activations,
// gradients at the layers and gradients of the weights of all hidden layers. It keeps what passes;
// statistics cost whoever reads them.

#include <functional>
#include <string>
#include <vector>

#include "bench/peers/statistics.h"

namespace peers {

struct Watched {
  std::string shape;   // who watches
  double plain = 0;    // median seconds of a step while nobody does
  double seconds = 0;  // and while somebody does
  PairedRatio ratio;   // of the two, over the pairs
};

// hook_per_layer: a backward hook that does nothing on every layer; probe_every_step;
// probe_every_1000th: in the first step of each thousand, and paused in the others. Each is
// measured in `pairs` pairs of blocks of steps, one watched and one in which no hook is registered,
// in alternating order.
std::vector<Watched> measure_watching(int threads, int pairs,
                                      const std::function<void(const std::string&)>& progress);

}  // namespace peers
