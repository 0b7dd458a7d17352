#pragma once
// What an x86-64 processor must have to run the library, and whether it has it. A program on
// another one ends with a sentence before main.

namespace gradflow {

// An instruction set that a compiler may use unasked, with the answer of cpuid that tells of it.
struct ProcessorFeature {
  enum Word { eax, ebx, ecx, edx };

  const char* name;  // as gcc has it
  bool is_needed;    // the library was compiled to it
  unsigned leaf, subleaf;
  Word word;
  int bit;
  unsigned registers;  // of XCR0: what the operating system must save; 0 for what it always does
};

// The last has no name.
extern const ProcessorFeature processor_features[];

// Of the processor that this runs on, and its operating system. False where cpuid does not exist.
bool processor_has(const ProcessorFeature& feature);
// The name of the first of a list that is needed and not there; null where nothing is missing.
const char* missing_feature(const ProcessorFeature* features);

// Whoever refers to it brings the question before main along.
extern const bool processor_is_checked;

}  // namespace gradflow
