#include "tensor/isa.h"

namespace gradflow {

const char* instruction_set() {
#define GRADFLOW_TEXT_OF(name) #name
#define GRADFLOW_TEXT(name) GRADFLOW_TEXT_OF(name)
  return GRADFLOW_TEXT(GRADFLOW_ISA);
#undef GRADFLOW_TEXT
#undef GRADFLOW_TEXT_OF
}

// Data and no code: who reads them may not run what this file is compiled to.
constinit const char* const processor_features[] = {
#ifdef __AVX512F__
    "avx512f",
#endif
#ifdef __AVX512VL__
    "avx512vl",
#endif
#ifdef __AVX512BW__
    "avx512bw",
#endif
#ifdef __AVX512DQ__
    "avx512dq",
#endif
#ifdef __AVX2__
    "avx2",
#endif
#ifdef __FMA__
    "fma",
#endif
#ifdef __AVX__
    "avx",
#endif
#ifdef __BMI2__
    "bmi2",
#endif
#ifdef __SSE4_2__
    "sse4.2",
#endif
#ifdef __POPCNT__
    "popcnt",
#endif
    nullptr};

}  // namespace gradflow
