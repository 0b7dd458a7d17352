// A program on a processor without the instructions that the library was built with would end in a
// signal at some multiplication, or in wrong numbers. This file is compiled for any processor of
// its kind, and runs before whatever else the program constructs.

#include "tensor/processor.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

namespace gradflow {

namespace {

// The registers of which the operating system saves all, XCR0.
unsigned saved_registers() {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) == 0 || (ecx & bit_OSXSAVE) == 0) return 0;
  // Volatile: the compiler may run another one ahead of the question, on a processor without it.
  asm volatile("xgetbv" : "=a"(eax), "=d"(edx) : "c"(0));
  return eax;
}

void say(const char* text) {
  if (write(STDERR_FILENO, text, std::strlen(text)) < 0) _exit(EXIT_FAILURE);
}

// 101 is the first place that a program may take.
[[gnu::constructor(101)]] void refuse_a_processor_without_the_instruction_set() {
  const char* missing = missing_feature(processor_features);
  if (missing == nullptr) return;
  say("gradflow: built for processors with ");
  say(missing);
  say(", which this one does not have; configure with -DGRADFLOW_ARCH=generic, or build here\n");
  _exit(EXIT_FAILURE);
}

}  // namespace

bool processor_has(const ProcessorFeature& feature) {
  unsigned words[4] = {};
  if (__get_cpuid_count(feature.leaf, feature.subleaf, &words[0], &words[1], &words[2],
                        &words[3]) == 0)
    return false;
  return (words[feature.word] >> feature.bit & 1) != 0 &&
         (saved_registers() & feature.registers) == feature.registers;
}

}  // namespace gradflow

#else

namespace gradflow {

bool processor_has(const ProcessorFeature&) { return false; }

}  // namespace gradflow

#endif

namespace gradflow {

const char* missing_feature(const ProcessorFeature* features) {
  for (; features->name != nullptr; ++features)
    if (features->is_needed && !processor_has(*features)) return features->name;
  return nullptr;
}

constinit const bool processor_is_checked = true;

}  // namespace gradflow
