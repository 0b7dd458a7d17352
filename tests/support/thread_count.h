#pragma once
// ThreadCount: so many threads while it lives, and what OpenMP chooses afterwards.

#include "tensor/parallel.h"

namespace gradflow::testing {

class ThreadCount {
 public:
  explicit ThreadCount(int count) { set_threads(count); }
  ~ThreadCount() { set_threads(0); }
  ThreadCount(const ThreadCount&) = delete;
  ThreadCount& operator=(const ThreadCount&) = delete;
};

// So that later loops find the threads there.
inline void form_team(int count) {
  const ThreadCount threads(count);
  for_pieces(count, [](std::int64_t) noexcept {});
}

// Makes last_team_size() 1, so that what it says next is of the loop in question.
inline void forget_last_team() {
  const ThreadCount alone(1);
  for_pieces(2, [](std::int64_t) noexcept {});
}

}  // namespace gradflow::testing
