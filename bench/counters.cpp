#include "bench/counters.h"

#include <map>
#include <utility>

#include "bench/machine_peak.h"

namespace bench {
namespace {

// Measured when first asked for: it takes some tenths of a second.
double peak(int threads) {
  static std::map<int, double> known;
  const auto [at, is_new] = known.try_emplace(threads, 0);
  if (is_new) at->second = peak_flops(threads);
  return at->second;
}

double read_bandwidth(std::size_t working_set, int threads) {
  static std::map<std::pair<std::size_t, int>, double> known;
  const auto [at, is_new] = known.try_emplace({working_set, threads}, 0);
  if (is_new) at->second = bandwidth(Access::read, working_set, threads);
  return at->second;
}

benchmark::Counter rate(double each) {
  return {each, benchmark::Counter::kIsIterationInvariantRate, benchmark::Counter::kIs1000};
}

}  // namespace

void count_flop(benchmark::State& state, double flop, int threads) {
  state.counters["FLOP/s"] = rate(flop);
  state.counters["of_peak"] = rate(flop / peak(threads));
}

void count_bytes(benchmark::State& state, double bytes, std::size_t working_set, int threads) {
  state.counters["B/s"] = rate(bytes);
  state.counters["of_bandwidth"] = rate(bytes / read_bandwidth(working_set, threads));
}

}  // namespace bench
