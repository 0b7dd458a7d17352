// Data and no code: who reads them may not run what this file is compiled to.

#include "tensor/processor.h"

namespace gradflow {

namespace {

// A macro that is defined is 1 in a text; another one is its own name, which begins with a line.
constexpr bool is_defined(const char* text) { return text[0] != '_'; }
#define GRADFLOW_TEXT(macro) #macro
#define GRADFLOW_NEEDED(macro) is_defined(GRADFLOW_TEXT(macro))

constexpr unsigned kGeneral = 0, kYmm = 0x06, kZmm = 0xE6;
constexpr unsigned kBasic = 1, kMore = 7, kAmd = 0x80000001;

}  // namespace

// Intel's manual, volume 2, CPUID; the last leaf as AMD's, volume 3, appendix E, has it. Which
// macros of a compiler are here, and which need not be: tests/tensor/processor_features.sh.
constinit const ProcessorFeature processor_features[] = {
    {"avx512f", GRADFLOW_NEEDED(__AVX512F__), kMore, 0, ProcessorFeature::ebx, 16, kZmm},
    {"avx512vl", GRADFLOW_NEEDED(__AVX512VL__), kMore, 0, ProcessorFeature::ebx, 31, kZmm},
    {"avx512bw", GRADFLOW_NEEDED(__AVX512BW__), kMore, 0, ProcessorFeature::ebx, 30, kZmm},
    {"avx512dq", GRADFLOW_NEEDED(__AVX512DQ__), kMore, 0, ProcessorFeature::ebx, 17, kZmm},
    {"avx512cd", GRADFLOW_NEEDED(__AVX512CD__), kMore, 0, ProcessorFeature::ebx, 28, kZmm},
    {"avx512ifma", GRADFLOW_NEEDED(__AVX512IFMA__), kMore, 0, ProcessorFeature::ebx, 21, kZmm},
    {"avx512er", GRADFLOW_NEEDED(__AVX512ER__), kMore, 0, ProcessorFeature::ebx, 27, kZmm},
    {"avx512pf", GRADFLOW_NEEDED(__AVX512PF__), kMore, 0, ProcessorFeature::ebx, 26, kZmm},
    {"avx512vbmi", GRADFLOW_NEEDED(__AVX512VBMI__), kMore, 0, ProcessorFeature::ecx, 1, kZmm},
    {"avx512vbmi2", GRADFLOW_NEEDED(__AVX512VBMI2__), kMore, 0, ProcessorFeature::ecx, 6, kZmm},
    {"avx512vnni", GRADFLOW_NEEDED(__AVX512VNNI__), kMore, 0, ProcessorFeature::ecx, 11, kZmm},
    {"avx512bitalg", GRADFLOW_NEEDED(__AVX512BITALG__), kMore, 0, ProcessorFeature::ecx, 12, kZmm},
    {"avx512vpopcntdq", GRADFLOW_NEEDED(__AVX512VPOPCNTDQ__), kMore, 0, ProcessorFeature::ecx, 14,
     kZmm},
    {"avx512fp16", GRADFLOW_NEEDED(__AVX512FP16__), kMore, 0, ProcessorFeature::edx, 23, kZmm},
    {"avx512bf16", GRADFLOW_NEEDED(__AVX512BF16__), kMore, 1, ProcessorFeature::eax, 5, kZmm},
    {"avxvnni", GRADFLOW_NEEDED(__AVXVNNI__), kMore, 1, ProcessorFeature::eax, 4, kYmm},
    {"avxifma", GRADFLOW_NEEDED(__AVXIFMA__), kMore, 1, ProcessorFeature::eax, 23, kYmm},
    {"avxvnniint8", GRADFLOW_NEEDED(__AVXVNNIINT8__), kMore, 1, ProcessorFeature::edx, 4, kYmm},
    {"avxneconvert", GRADFLOW_NEEDED(__AVXNECONVERT__), kMore, 1, ProcessorFeature::edx, 5, kYmm},
    {"avxvnniint16", GRADFLOW_NEEDED(__AVXVNNIINT16__), kMore, 1, ProcessorFeature::edx, 10, kYmm},
    {"gfni", GRADFLOW_NEEDED(__GFNI__), kMore, 0, ProcessorFeature::ecx, 8, kGeneral},
    {"avx2", GRADFLOW_NEEDED(__AVX2__), kMore, 0, ProcessorFeature::ebx, 5, kYmm},
    {"fma", GRADFLOW_NEEDED(__FMA__), kBasic, 0, ProcessorFeature::ecx, 12, kYmm},
    {"fma4", GRADFLOW_NEEDED(__FMA4__), kAmd, 0, ProcessorFeature::ecx, 16, kYmm},
    {"xop", GRADFLOW_NEEDED(__XOP__), kAmd, 0, ProcessorFeature::ecx, 11, kYmm},
    {"f16c", GRADFLOW_NEEDED(__F16C__), kBasic, 0, ProcessorFeature::ecx, 29, kYmm},
    {"avx", GRADFLOW_NEEDED(__AVX__), kBasic, 0, ProcessorFeature::ecx, 28, kYmm},
    {"bmi2", GRADFLOW_NEEDED(__BMI2__), kMore, 0, ProcessorFeature::ebx, 8, kGeneral},
    {"bmi", GRADFLOW_NEEDED(__BMI__), kMore, 0, ProcessorFeature::ebx, 3, kGeneral},
    {"tbm", GRADFLOW_NEEDED(__TBM__), kAmd, 0, ProcessorFeature::ecx, 21, kGeneral},
    {"lzcnt", GRADFLOW_NEEDED(__LZCNT__), kAmd, 0, ProcessorFeature::ecx, 5, kGeneral},
    {"movbe", GRADFLOW_NEEDED(__MOVBE__), kBasic, 0, ProcessorFeature::ecx, 22, kGeneral},
    {"popcnt", GRADFLOW_NEEDED(__POPCNT__), kBasic, 0, ProcessorFeature::ecx, 23, kGeneral},
    {"sse4a", GRADFLOW_NEEDED(__SSE4A__), kAmd, 0, ProcessorFeature::ecx, 6, kGeneral},
    {"sse4.2", GRADFLOW_NEEDED(__SSE4_2__), kBasic, 0, ProcessorFeature::ecx, 20, kGeneral},
    {"sse4.1", GRADFLOW_NEEDED(__SSE4_1__), kBasic, 0, ProcessorFeature::ecx, 19, kGeneral},
    {"ssse3", GRADFLOW_NEEDED(__SSSE3__), kBasic, 0, ProcessorFeature::ecx, 9, kGeneral},
    {"sse3", GRADFLOW_NEEDED(__SSE3__), kBasic, 0, ProcessorFeature::ecx, 0, kGeneral},
    {"sahf", GRADFLOW_NEEDED(__LAHF_SAHF__), kAmd, 0, ProcessorFeature::ecx, 0, kGeneral},
    {}};

#undef GRADFLOW_NEEDED
#undef GRADFLOW_TEXT

}  // namespace gradflow
