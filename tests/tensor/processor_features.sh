#!/usr/bin/env bash
# usage: processor_features.sh COMPILER: every macro by which the compiler says that it may use an
# instruction set, for many processors and this one, is asked for in tensor/processor_features.cpp, or
# here, as one that no compiler uses unless it is told to.
set -uo pipefail

compiler=$1
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P) || exit 1
processors=(native x86-64-v2 x86-64-v3 x86-64-v4 haswell skylake-avx512 cascadelake cooperlake knl
  icelake-server tigerlake alderlake sapphirerapids graniterapids bdver4 btver2 znver1 znver2 znver3
  znver4 znver5)

# Functions of <immintrin.h> alone: encryption and checksums, tiles, random numbers, the system's registers.
told='ADX AES AVX512VP2INTERSECT CRC32 INVPCID KL PCLMUL RDRND RDSEED SGX SHA VAES VPCLMULQDQ WIDEKL
  AMX_?[A-Z0-9]+ SHA512 SM3 SM4 CMPCCXADD RAOINT
  CLDEMOTE CLFLUSHOPT CLWB CLZERO ENQCMD FSGSBASE HRESET LWP MOVDIR64B MOVDIRI MWAITX PCONFIG PKU
  PTWRITE RDPID SERIALIZE SHSTK TSXLDTRK RTM UINTR USERMSR WAITPKG WBNOINVD XSAVE[A-Z]*'
# Prefetches, which older processors take for nothing; other names of what is asked for; no instructions.
told+=' PRFCHW PREFETCHI PREFETCHWT1 ABM AVX10_1[_0-9]* EVEX256 EVEX512
  BIGGEST_ALIGNMENT FLT_EVAL_METHOD_TS_18661_3 FLT16_[A-Z0-9_]+'

macros() {
  "$compiler" "$@" -dM -E -x c++ /dev/null 2>/dev/null | sed -nE 's/^#define __([A-Z0-9_]+)__ .*/\1/p' |
    LC_ALL=C sort
}

plain=$(macros -march=x86-64)
missing=0 compared=0
for processor in "${processors[@]}"; do
  its=$(macros "-march=$processor")
  [[ -n $its ]] || continue  # a compiler older than the processor
  compared=$((compared + 1))
  while read -r macro; do
    grep -q "__${macro}__)" "$root/tensor/processor_features.cpp" && continue
    grep -qE "^(${told//[[:space:]]/|})$" <<<"$macro" && continue
    echo "__${macro}__ of $processor is not asked for"
    missing=$((missing + 1))
  done < <(LC_ALL=C comm -13 <(echo "$plain") <(echo "$its"))
done
[[ $compared -ge 5 ]] || { echo "the compiler knows $compared of ${#processors[@]} processors"; exit 1; }
[[ $missing -eq 0 ]] || exit 1
echo "the instruction sets of $compared processors are asked for"
