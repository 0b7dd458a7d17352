#include "tensor/parallel.h"

#include <omp.h>
#include <pthread.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>

#include "tensor/error.h"
#include "tensor/float_mode.h"

namespace gradflow {

namespace {

std::atomic<int> requested_threads{0};
thread_local int team_size = 1;

// A process that is forked has one thread. The runtime of the other one, copied with it, would wait
// for the rest of its team for ever, whoever had made that team.
std::atomic<bool> forks_from_threads{false}, team_is_left_behind{false};

// Of this process; true where Linux does not say.
bool has_other_threads() {
  struct stat of_threads {};
  static_cast<void>(::stat("/proc/self/task", &of_threads));
  return of_threads.st_nlink != 2 + 1;
}

[[maybe_unused]] const int watching_for_forks = ::pthread_atfork(
    [] { forks_from_threads.store(has_other_threads(), std::memory_order_relaxed); }, nullptr,
    [] {
      if (forks_from_threads.load(std::memory_order_relaxed))
        team_is_left_behind.store(true, std::memory_order_relaxed);
    });

}  // namespace

void set_threads(int count) {
  require(count >= 0, "set_threads: {} is negative; 0 leaves the choice to OpenMP", count);
  require(count <= kMostThreads, "set_threads: {} are more than {}", count, kMostThreads);
  requested_threads.store(count, std::memory_order_relaxed);
}

int threads() {
  const int requested = requested_threads.load(std::memory_order_relaxed);
  return requested > 0 ? requested : std::min(omp_get_max_threads(), kMostThreads);
}

int last_team_size() { return team_size; }

namespace detail {

void run_pieces(std::int64_t pieces, PieceFunction function, void* context) noexcept {
  const auto team = static_cast<int>(std::min<std::int64_t>(threads(), pieces));
  team_size = 1;
  if (team <= 1 || omp_in_parallel() != 0 || team_is_left_behind.load(std::memory_order_relaxed)) {
    for (std::int64_t piece = 0; piece < pieces; ++piece) function(context, piece);
    return;
  }
  int formed = 1;
  const FloatMode mode = float_mode();
#pragma omp parallel num_threads(team) default(none) shared(pieces, function, context, formed, mode)
  {
    const InFloatMode as_the_caller(mode);
#pragma omp master
    formed = omp_get_num_threads();
#pragma omp for schedule(static)
    for (std::int64_t piece = 0; piece < pieces; ++piece) function(context, piece);
  }
  team_size = formed;
}

}  // namespace detail

}  // namespace gradflow
