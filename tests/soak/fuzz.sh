#!/usr/bin/env bash
# usage: fuzz.sh BUILD OUT SECONDS: runs every fuzz target of the build folder for its share of the
# time, on all processors, from the inputs that earlier times found (OUT/corpus) and those of the
# tree. A line for each, with what it has taken since OUT/spent.txt began; exit status 1 if one found
# something, whose input is then in OUT.
set -uo pipefail

build=$1 out=$2 seconds=$3
source=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P) || exit 1
mapfile -t targets < <(find "$build/tests/fuzz" -maxdepth 1 -name '*_fuzz' -type f -perm -u+x | sort)
[[ ${#targets[@]} -gt 0 ]] || { echo "fuzz.sh: no target in $build/tests/fuzz" >&2; exit 1; }

processors=$(nproc)
share=$((seconds * processors / ${#targets[@]}))
[[ $share -gt 0 ]] || share=1

# fuzz TARGET: its line, and the status of libFuzzer.
fuzz() {
  local target=$1 name status=0
  name=$(basename -- "$target")
  name=${name%_fuzz}
  local log=$out/$name.log
  mkdir -p "$out/corpus/$name"
  local TIMEFORMAT='%U %S' spent
  spent=$({ time LLVM_PROFILE_FILE=/dev/null "$target" -max_total_time="$share" -timeout=300 -rss_limit_mb=1024 \
    -malloc_limit_mb=256 -print_final_stats=1 -artifact_prefix="$out/$name-" \
    "$out/corpus/$name" "$source/fuzz/corpus/$name" >"$log" 2>&1; } 2>&1) || status=$?
  local runs edges found='no find'
  runs=$(sed -nE 's/^stat::number_of_executed_units: *//p' "$log")
  edges=$(grep -oE 'cov: [0-9]+' "$log" | tail -n 1)
  if [[ $status -ne 0 ]]; then
    found="FOUND something: $out/$name-found.log"
    cp -- "$log" "$out/$name-found.log"
  fi
  awk -v name="$name" -v runs="${runs:-0}" '{ print name, runs, $1 + $2 }' <<<"$spent" >>"$out/spent.txt"
  awk -v name="$name" -v edges="${edges#cov: }" -v found="$found" '
    $1 == name { runs = $2; seconds = $3; all += $3 }
    END {
      printf "%-14s %9d inputs  %5d edges  %6.1f s of a processor, %5.1f min in all  %s\n",
        name, runs, edges, seconds, all / 60, found
    }' "$out/spent.txt"
  return "$status"
}

export -f fuzz
export out source share
export LSAN_OPTIONS=suppressions=$source/support/leaks.supp
export OMP_WAIT_POLICY=passive  # teams larger than the machine, beside other processes
[[ -w /dev/shm ]] && export TMPDIR=/dev/shm  # what targets write, in memory: a disk would take most of the time
mkdir -p "$out"
printf '%s\0' "${targets[@]}" |
  xargs -0 -n 1 -P "$processors" bash -c 'fuzz "$1" || exit 1' fuzz || exit 1
