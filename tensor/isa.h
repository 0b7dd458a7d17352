#pragma once
// The instruction set a file is compiled for. Templates whose arithmetic depends on it live in an
// inline namespace of that name: a user's file built with other flags than the library then has its
// own copy, and the linker cannot replace the library's by it.

#if defined(__AVX512F__)
#define GRADFLOW_ISA avx512
#elif defined(__AVX2__) && defined(__FMA__)
#define GRADFLOW_ISA avx2
#elif defined(__FMA__) || defined(__ARM_FEATURE_FMA)
#define GRADFLOW_ISA fma
#else
#define GRADFLOW_ISA generic
#endif

namespace gradflow {
inline namespace GRADFLOW_ISA {

// a · b + c, rounded once where the processor can, by every kernel in the same way.
template <class T>
inline T multiply_add(T a, T b, T c) {
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
  if constexpr (sizeof(T) == 4) {
    return __builtin_fmaf(a, b, c);
  } else {
    return __builtin_fma(a, b, c);
  }
#else
  return a * b + c;
#endif
}

}  // namespace GRADFLOW_ISA

// Name of the instruction set the library was built for, as the manifest of a run records it.
const char* instruction_set();

}  // namespace gradflow
