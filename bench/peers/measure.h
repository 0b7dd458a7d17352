#pragma once
// What every peer measures in the same way, whatever it is written in: the numbers that have to
// agree, and then the time.

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "bench/peers/memory.h"
#include "bench/peers/protocol.h"
#include "bench/peers/timing.h"

namespace peers {

// Up to 16 elements spread over a result, of which all implementations must agree.
inline std::vector<double> spread(const float* values, std::size_t count) {
  const std::size_t picks = std::min<std::size_t>(count, 16);
  std::vector<double> picked;
  for (std::size_t i = 0; i < picks; ++i)
    picked.push_back(static_cast<double>(values[picks == 1 ? 0 : i * (count - 1) / (picks - 1)]));
  return picked;
}

// make() builds a network and returns its step, whose call returns the loss. The losses of the
// first ten steps, the memory it has taken by then, and the time of a step.
template <class MakeStep>
Measurement measure_step(double seconds, MakeStep&& make) {
  Measurement measured;
  const MemoryGrowth growth;
  auto step = make();
  for (int i = 0; i < 10; ++i) measured.check.push_back(step());
  measured.memory = growth.peak();
  measured.median = time_iterations(seconds, [&] { step(); });
  return measured;
}

}  // namespace peers
