#pragma once
// The memory of this program, to the block, and requests for it that are refused when a test wants
// that. This program's own malloc and its like stand before those of the C library, for every
// library in it.

#include <cstdint>
#include <functional>

namespace gradflow::memory {

struct Refusal {
  std::int64_t request = 0;  // counted from 1; none for 0
  bool from_then = false;    // and all that come after it
};

// Blocks that are not freed, of all threads.
std::int64_t blocks_in_use();

// Calls it; what it throws goes on to the caller. Returns how many requests there were.
std::int64_t requests_of(const std::function<void()>& work, const Refusal& refusal = {});

}  // namespace gradflow::memory
