#pragma once
// How much memory a piece of work takes at its worst, as the system counts it.

#include <cstddef>

namespace peers {

// From its making on: the growth of the resident memory of this process at its peak, in bytes.
// Pages of files (the program, its libraries) are not counted, of the peak neither: VmHWM less
// RssFile, less RssAnon at the start, from /proc/self/status. Elsewhere than on Linux 0.
class MemoryGrowth {
 public:
  MemoryGrowth();
  std::size_t peak() const;

 private:
  std::size_t before_;
};

}  // namespace peers
