#include "bench/peers/memory.h"

#include <fstream>
#include <sstream>
#include <string>

namespace peers {
namespace {

// A line such as "RssAnon:   1234 kB", in bytes; 0 when there is none.
std::size_t status_of(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(name + ":")) {
      std::size_t kilobytes = 0;
      std::istringstream(line.substr(name.size() + 1)) >> kilobytes;
      return kilobytes * 1024;
    }
  return 0;
}

}  // namespace

MemoryGrowth::MemoryGrowth() {
  std::ofstream("/proc/self/clear_refs") << "5";  // the peak starts again from here
  before_ = status_of("RssAnon");
}

std::size_t MemoryGrowth::peak() const {
  const std::size_t most = status_of("VmHWM"), files = status_of("RssFile");
  return most > files + before_ ? most - files - before_ : 0;
}

}  // namespace peers
