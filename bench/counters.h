#pragma once
// Counters that every benchmark here reports in the same way: operations and bytes a second, and
// what share of the measured peak or bandwidth of this machine that is. Google Benchmark
// writes "/s" behind a share too, as behind every rate.

#include <benchmark/benchmark.h>

#include <cstddef>

namespace bench {

// Each iteration was so many float32 operations, a multiply-add being two; on so many threads.
void count_flop(benchmark::State& state, double flop, int threads);

// Each iteration passed so many bytes, over a working set of that many.
void count_bytes(benchmark::State& state, double bytes, std::size_t working_set, int threads);

}  // namespace bench
