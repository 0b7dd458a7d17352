#pragma once
// The memory of this program, to the block, and allocations that fail when a test wants that. This
// program's own malloc and its like stand before those of the C library, for every library in it.

#include <cstdint>
#include <functional>
#include <string>

namespace gradflow::allocation {

struct Fault {
  std::int64_t allocation = 0;  // that fails, counted from 1; none for 0
  bool from_then = false;       // and all that come after it
};

// Blocks that are not freed, of all threads.
std::int64_t blocks_in_use();

// Calls it; what it throws goes on to the caller. Returns how many allocations there were.
std::int64_t allocations_of(const std::function<void()>& work, const Fault& fault = {});
// What its error says; nothing where there is none.
std::string error_of(const std::function<void()>& work, const Fault& fault);

}  // namespace gradflow::allocation
