#pragma once
// Which sanitizer watches. The address sanitizer replaces the free lists, and both stop the program
// at a request for memory that no system could meet.

namespace gradflow::testing {

#if !defined(__has_feature)
#define GRADFLOW_HAS_FEATURE(feature) 0
#else
#define GRADFLOW_HAS_FEATURE(feature) __has_feature(feature)
#endif

#if defined(__SANITIZE_ADDRESS__) || GRADFLOW_HAS_FEATURE(address_sanitizer)
inline constexpr bool kAddressSanitizer = true;
#else
inline constexpr bool kAddressSanitizer = false;
#endif

#if defined(__SANITIZE_THREAD__) || GRADFLOW_HAS_FEATURE(thread_sanitizer)
inline constexpr bool kThreadSanitizer = true;
#else
inline constexpr bool kThreadSanitizer = false;
#endif

#undef GRADFLOW_HAS_FEATURE

}  // namespace gradflow::testing
