#pragma once
// Figure 1: sample images of Shapeset-3×2, and the share that each class has of many of them.

#include <cstdint>

#include "studies/glorot2010/experiment.h"

namespace glorot2010 {

struct SampleConfig {
  int per_class = 6;             // pictures of each class
  std::int64_t counted = 20000;  // images of which the shares are taken
  std::int64_t part = 1000;      // images between two calls of progress
};

// Writes samples.svg, and shares.csv: class, share, expected. False when progress asked to stop.
bool record_samples(RunContext& context, const SampleConfig& config = {});

}  // namespace glorot2010
