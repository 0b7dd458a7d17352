#pragma once
// What every peer measures in the same way, whatever it is written in: the numbers that have to
// agree, and then the time.

#include <cstddef>
#include <utility>
#include <vector>

#include "bench/peers/protocol.h"
#include "bench/peers/timing.h"

namespace peers {

// Elements spread over a matrix, of which all implementations must agree.
inline std::vector<double> spread(const float* values, std::size_t count) {
  std::vector<double> picked;
  for (std::size_t i = 0; i < 16; ++i) picked.push_back(values[i * (count - 1) / 15]);
  return picked;
}

// The losses of the first ten steps, then the time of a step.
template <class Step>
Measurement measure_step(Step&& step, double seconds) {
  Measurement measured;
  for (int i = 0; i < 10; ++i) measured.check.push_back(step());
  measured.median = time_iterations(seconds, [&] { step(); });
  return measured;
}

}  // namespace peers
