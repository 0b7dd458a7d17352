// A program on a processor without the instructions that the library was built with would end in a
// signal at some multiplication. This file is compiled for any processor of its kind, and runs
// before whatever else the program constructs.

#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "tensor/isa.h"

namespace gradflow {

constinit const bool processor_is_checked = true;

#if defined(__x86_64__)

namespace {

bool has(const char* feature) {
#define GRADFLOW_ASK(name) \
  if (std::strcmp(feature, name) == 0) return __builtin_cpu_supports(name) != 0
  GRADFLOW_ASK("avx512f");
  GRADFLOW_ASK("avx512vl");
  GRADFLOW_ASK("avx512bw");
  GRADFLOW_ASK("avx512dq");
  GRADFLOW_ASK("avx2");
  GRADFLOW_ASK("fma");
  GRADFLOW_ASK("avx");
  GRADFLOW_ASK("bmi2");
  GRADFLOW_ASK("sse4.2");
  GRADFLOW_ASK("popcnt");
#undef GRADFLOW_ASK
  return true;
}

void say(const char* text) {
  if (write(STDERR_FILENO, text, std::strlen(text)) < 0) _exit(EXIT_FAILURE);
}

// 101 is the first place that a program may take.
[[gnu::constructor(101)]] void refuse_a_processor_without_the_instruction_set() {
  __builtin_cpu_init();
  for (const char* const* feature = processor_features; *feature != nullptr; ++feature) {
    if (has(*feature)) continue;
    say("gradflow: built for processors with ");
    say(*feature);
    say(", which this one does not have; configure with -DGRADFLOW_ARCH=generic, or build here\n");
    _exit(EXIT_FAILURE);
  }
}

}  // namespace

#endif

}  // namespace gradflow
