#pragma once
// How long an iteration takes: warm up, then time every iteration, or batches of them where the
// clock would be a part of what it measures, and take the median.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "bench/peers/statistics.h"

namespace peers {

// Seconds of a clock that never goes back.
inline double now() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

// Median seconds of one call of `iteration`, measured for about `seconds` after a warm-up of a
// quarter of that.
template <class Iteration>
double time_iterations(double seconds, Iteration&& iteration) {
  constexpr double kShortest = 20e-6;  // of one sample: reading the clock takes some 30 ns
  std::int64_t warm = 0;
  const double start = now();
  do {
    iteration();
    ++warm;
  } while (warm < 3 || now() - start < seconds / 4);
  const double each = (now() - start) / static_cast<double>(warm);
  const auto batch = std::max<std::int64_t>(1, std::llround(std::ceil(kShortest / each)));

  std::vector<double> samples;
  const double end = now() + seconds;
  do {
    const double begin = now();
    for (std::int64_t i = 0; i < batch; ++i) iteration();
    samples.push_back((now() - begin) / static_cast<double>(batch));
  } while (now() < end || samples.size() < 3);
  return median(std::move(samples));
}

}  // namespace peers
