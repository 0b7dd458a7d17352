#include "bench/machine_peak.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "bench/buffer.h"

namespace bench {
namespace {

#if defined(__AVX512F__)
constexpr int kVectorBytes = 64;
#elif defined(__AVX__)
constexpr int kVectorBytes = 32;
#else
constexpr int kVectorBytes = 16;
#endif
using Vector [[gnu::vector_size(kVectorBytes), gnu::may_alias]] = float;
constexpr int kFloats = kVectorBytes / static_cast<int>(sizeof(float));

double now() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

// The value of v exists here, in a register: the compiler can neither drop nor move its making.
void keep(Vector& v) { asm volatile("" : "+x"(v)); }

// The sum over the threads of what each does in a second, all starting together. round(thread)
// returns how much one round was; the best of the rounds of some 50 ms counts.
template <class Round>
double rate_of_all(int threads, Round&& round) {
  std::atomic<int> waiting{threads};
  std::vector<double> rates(static_cast<std::size_t>(threads));
  const auto work = [&](int thread) {
    round(thread);
    --waiting;
    while (waiting > 0) {
    }
    const double end = now() + 0.15;
    double best = 0;
    while (now() < end) {
      double done = 0;
      const double begin = now();
      do done += round(thread);
      while (now() < begin + 0.03);
      best = std::max(best, done / (now() - begin));
    }
    rates[static_cast<std::size_t>(thread)] = best;
  };
  {
    std::vector<std::thread> team;
    for (int thread = 1; thread < threads; ++thread) team.emplace_back(work, thread);
    work(0);
    for (std::thread& member : team) member.join();
  }
  double total = 0;
  for (const double rate : rates) total += rate;
  return total;
}

// Twelve sums side by side: enough to hide four cycles of latency on two or three units.
[[gnu::noinline]] double multiply_add_in_registers() {
  constexpr int kSums = 12, kRounds = 20000;
  Vector sums[kSums] = {}, factor = {}, addend = {};
  keep(factor);
  keep(addend);
  for (int i = 0; i < kRounds; ++i) {
#pragma GCC unroll 12
    for (int s = 0; s < kSums; ++s) {
      sums[s] = sums[s] * factor + addend;
      keep(sums[s]);
    }
  }
  return 2.0 * kSums * kRounds * kFloats;
}

[[gnu::noinline]] double read(const float* values, std::size_t count) {
  Vector sums[8] = {};
  for (std::size_t i = 0; i + 8 * kFloats <= count; i += 8 * kFloats)
#pragma GCC unroll 8
    for (std::size_t s = 0; s < 8; ++s)
      sums[s] += *reinterpret_cast<const Vector*>(values + i + s * kFloats);
  for (Vector& sum : sums) keep(sum);
  return static_cast<double>(count * sizeof(float));
}

[[gnu::noinline]] double read_modify_write(float* values, std::size_t count) {
  Vector addend = {};
  keep(addend);
  for (std::size_t i = 0; i + kFloats <= count; i += kFloats)
    *reinterpret_cast<Vector*>(values + i) += addend;
  return 2.0 * static_cast<double>(count * sizeof(float));
}

}  // namespace

double peak_flops(int threads) {
  return rate_of_all(threads, [](int) { return multiply_add_in_registers(); });
}

double bandwidth(Access access, std::size_t bytes, int threads) {
  constexpr std::size_t kStep = 1024;  // parts start on a boundary of pages
  const std::size_t part =
      bytes / sizeof(float) / static_cast<std::size_t>(threads) / kStep * kStep;
  Buffer buffer(part * static_cast<std::size_t>(threads));
  return rate_of_all(threads, [&](int thread) {
    float* own = buffer.data() + static_cast<std::size_t>(thread) * part;
    return access == Access::read ? read(own, part) : read_modify_write(own, part);
  });
}

}  // namespace bench
