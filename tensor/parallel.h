#pragma once
// The team of threads. Element-wise lifts, sums, products, fills and copies cut their work into
// pieces whose limits depend on the sizes alone, and hand them to the team here; this is the only
// OpenMP in the tree. Work of one piece runs in a plain loop, with no OpenMP frame between caller
// and callee. A team rounds, and treats subnormal numbers, as its caller does at the time. A
// process that was forked from one with threads has no team: one thread does all its work.

#include <cstdint>
#include <type_traits>

namespace gradflow {

// Threads that a parallel loop may use; 0 gives back the choice to OpenMP (OMP_NUM_THREADS).
// ArgumentError for a negative count and one above kMostThreads, which holds for OMP_NUM_THREADS,
// too: a system that cannot start so many ends the process.
constexpr int kMostThreads = 1024;
void set_threads(int count);
int threads();

// Size of the team that ran the last loop of several pieces started from this thread: 1 when the
// caller ran it alone. Work below the grain leaves it as it was.
int last_team_size();

namespace detail {

// std::max and std::min of counts, without <algorithm>: one of the largest headers of the C++
// library, which everybody who includes ours would compile as well.
constexpr std::int64_t at_least(std::int64_t low, std::int64_t x) { return x < low ? low : x; }
constexpr std::int64_t at_most(std::int64_t high, std::int64_t x) { return x < high ? x : high; }

// The least work that is worth a thread, as it was measured. Builds that look for races, and for
// bits that depend on the team, divide it (GRADFLOW_SMALL_GRAINS in CMake): they share out small
// tensors, too.
#ifndef GRADFLOW_GRAIN_DIVISOR
#define GRADFLOW_GRAIN_DIVISOR 1
#endif
constexpr bool kSharesSmallWork = GRADFLOW_GRAIN_DIVISOR > 1;
constexpr std::int64_t grain(std::int64_t work) {
  return at_least(1, work / GRADFLOW_GRAIN_DIVISOR);
}

using PieceFunction = void (*)(void* context, std::int64_t piece);
void run_pieces(std::int64_t pieces, PieceFunction function, void* context) noexcept;

}  // namespace detail

// body(piece) for every piece 0 … pieces-1, each once; neighbours tend to share a thread.
template <class Body>
void for_pieces(std::int64_t pieces, Body&& body) {
  using Callable = std::remove_reference_t<Body>;
  static_assert(
      std::is_nothrow_invocable_v<Callable&, std::int64_t>,
      "a body that threads run cannot throw: check before the loop, and mark it noexcept");
  if (pieces == 1) return body(0);
  detail::run_pieces(
      pieces, [](void* context, std::int64_t piece) { (*static_cast<Callable*>(context))(piece); },
      const_cast<void*>(static_cast<const void*>(&body)));
}

// body(begin, end) over 0 … count in ranges of `grain`; below twice the grain in one plain call.
template <class Body>
void for_ranges(std::int64_t count, std::int64_t grain, Body&& body) {
  grain = detail::grain(grain);
  if (count < 2 * grain) {
    if (count > 0) body(std::int64_t{0}, count);
    return;
  }
  for_pieces((count + grain - 1) / grain, [&](std::int64_t piece) noexcept {
    body(piece * grain, detail::at_most(count, (piece + 1) * grain));
  });
}

}  // namespace gradflow
