#pragma once
// How long things take.

#include <chrono>

namespace studies {

// Seconds since some moment, on a clock that nobody sets: for differences.
inline double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace studies
