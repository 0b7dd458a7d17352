#pragma once
// This process may take so much more address space at most, for a while: what memory that is asked
// for beyond it is not there. Under the sanitizers, which take terabytes for themselves, nothing is
// limited.

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "tests/support/sanitizer.h"

namespace gradflow::testing {

inline constexpr bool kAddressSpaceIsLimited = !kAddressSanitizer && !kThreadSanitizer;

class AddressSpaceLimit {
 public:
  // By default what a reader may take that finds out what is wrong with a small file.
  explicit AddressSpaceLimit(rlim_t more_bytes = 16 << 20) {
    getrlimit(RLIMIT_AS, &before_);
    if (!kAddressSpaceIsLimited) return;
    rlim_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const rlim_t bytes = pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + more_bytes;
    const rlimit limit{std::min(bytes, before_.rlim_cur), before_.rlim_max};
    setrlimit(RLIMIT_AS, &limit);
  }
  AddressSpaceLimit(const AddressSpaceLimit&) = delete;
  AddressSpaceLimit& operator=(const AddressSpaceLimit&) = delete;
  ~AddressSpaceLimit() { setrlimit(RLIMIT_AS, &before_); }

 private:
  rlimit before_{};
};

}  // namespace gradflow::testing
