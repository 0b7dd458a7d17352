#!/usr/bin/env bash
# usage: reached.sh BUILD OUT: the lines and branches of its subject that the inputs of each fuzz target
# reach, those that earlier times found (OUT/corpus) and those of the tree. What is never reached is in
# OUT/reached/TARGET.txt, which has the sources with the counts.
set -uo pipefail

[[ $# -eq 2 && -d $1/tests/fuzz ]] || { sed -n '2,4s/^# //p' "${BASH_SOURCE[0]}" >&2; exit 2; }
build=$(cd -- "$1" && pwd -P) out=$2
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P) || exit 1

declare -A subjects=(
  [checkpoint]='nn/checkpoint.cpp nn/state_dict.cpp'
  [cifar]='studies/support/image_data.cpp'
  [command_line]='studies/glorot2010/command_line.cpp studies/support/arguments.cpp'
  [csv]='nn/data/csv.cpp studies/support/csv.cpp'
  [graph]='autograd tensor'
  [idx]='nn/data/idx.cpp nn/files/input_file.cpp nn/files/elements.cpp nn/files/elements.h'
  [image]='nn/data/image.cpp nn/files/pixels.cpp nn/files/pixels_jpeg.cpp nn/files/pixels_png.cpp'
  [image_folder]='nn/data/image_folder.cpp'
  [npy]='nn/files/npy.cpp nn/files/npy_header.cpp'
  [results]='studies/glorot2010/claims/ledger.cpp studies/glorot2010/claims/ledger_text.cpp'
  [safetensors]='nn/files/safetensors_header.cpp nn/files/safetensors_read.cpp
                 nn/files/safetensors_write.cpp'
)

for program in "$build"/tests/fuzz/*_fuzz; do
  name=$(basename -- "$program" _fuzz)
  [[ -n ${subjects[$name]:-} ]] || { echo "reached.sh: what is the subject of $name?" >&2; exit 1; }
  for file in ${subjects[$name]}; do
    [[ -e $root/$file ]] || { echo "reached.sh: there is no $file" >&2; exit 1; }
  done
done

export LSAN_OPTIONS=suppressions=$root/tests/support/leaks.supp OMP_WAIT_POLICY=passive
rm -rf -- "$out/reached"
mkdir -p "$out/reached" "$out/corpus" || exit 1
printf '%-14s %16s %16s  %s\n' target lines branches of
for program in "$build"/tests/fuzz/*_fuzz; do
  name=$(basename -- "$program" _fuzz) counts=$out/reached/$name
  mkdir -p "$out/corpus/$name"
  LLVM_PROFILE_FILE=$counts.profraw "$program" -runs=0 -artifact_prefix="$counts-" "$out/corpus/$name" \
    "$root/tests/fuzz/corpus/$name" >"$counts.log" 2>&1 || exit 1
  llvm-profdata merge -sparse "$counts.profraw" -o "$counts.profdata" || exit 1
  read -rd '' -a files <<<"${subjects[$name]}"
  show=(-instr-profile "$counts.profdata" "$program" "${files[@]/#/$root/}")
  llvm-cov show -show-branches=count "${show[@]}" >"$counts.txt" 2>>"$counts.log" || exit 1
  llvm-cov report "${show[@]}" 2>>"$counts.log" | awk -v name="$name" -v files="${files[*]}" '
    $1 == "TOTAL" {
      lines = sprintf("%d of %d", $8 - $9, $8)
      branches = sprintf("%d of %d", $11 - $12, $11)
      printf "%-14s %16s %16s  %s\n", name, lines, branches, files
    }'
  rm -- "$counts.profraw" "$counts.profdata"
done
