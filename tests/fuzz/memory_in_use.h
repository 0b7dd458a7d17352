#pragma once
// What this process has allocated and not freed, where the address sanitizer knows it.

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#define GRADFLOW_ADDRESS_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define GRADFLOW_ADDRESS_SANITIZER
#endif
#endif
#ifdef GRADFLOW_ADDRESS_SANITIZER
#include <sanitizer/allocator_interface.h>
#endif

namespace gradflow::fuzzing {

// To the byte; 0 in other builds. The sanitizer turns the pool off, which would hold blocks back.
inline std::size_t memory_in_use() {
#ifdef GRADFLOW_ADDRESS_SANITIZER
  return __sanitizer_get_current_allocated_bytes();
#else
  return 0;
#endif
}

}  // namespace gradflow::fuzzing
