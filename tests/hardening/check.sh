#!/usr/bin/env bash
# usage: check.sh FOLDER FILE...: every FILE, a library or a program of a release build, is hardened
# (cmake/hardening.cmake), and no library holds the name of FOLDER, the root of the tree. A line for
# each thing that is not so; exit status 1 then.
set -uo pipefail
export LC_ALL=C

folder=$1
shift
command -v readelf >/dev/null || { echo 'skipped: readelf is not installed'; exit 0; }

failed=0
# expect FILE SENTENCE COMMAND...: the command succeeds, or the sentence does not hold.
expect() {
  local file=$1 sentence=$2
  shift 2
  "$@" >/dev/null || { echo "$file: $sentence"; failed=1; }
}
has() { grep -qE -- "$1" <<<"$2"; }
lacks() { ! grep -qE -- "$1" <<<"$2"; }

# Every object of an archive says that returns and indirect jumps are checked. What the C library
# adds to a program may not say so, which clears the mark of the whole.
all_have_notes() {
  local notes
  notes=$(readelf -nW "$1" 2>/dev/null)
  [[ $(grep -c '^File:' <<<"$notes") -eq $(grep -c 'x86 feature:.*IBT, SHSTK' <<<"$notes") ]]
}

fortified=''
for file in "$@"; do
  symbols=$(readelf -sW "$file" 2>/dev/null) || { echo "$file: cannot be read"; failed=1; continue; }
  expect "$file" 'has no stack protector' has ' __stack_chk_fail' "$symbols"
  fortified+=$(grep -oE ' __[a-z]+_chk\b' <<<"$symbols" | grep -v __stack_chk | sort -u)
  if [[ $file == *.a ]]; then
    if [[ $(uname -m) == x86_64 ]]; then
      expect "$file" 'has objects without control-flow protection' all_have_notes "$file"
    fi
  else
    segments=$(readelf -lW "$file")
    dynamic=$(readelf -dW "$file")
    expect "$file" 'has no read-only relocations' has GNU_RELRO "$segments"
    expect "$file" 'binds late' has 'BIND_NOW|FLAGS_1.*NOW' "$dynamic"
    expect "$file" 'has an executable stack' lacks 'GNU_STACK.*RWE' "$segments"
    expect "$file" 'is loaded at a fixed place' has '\(Position-Independent|DYN \(' "$segments"
  fi
  # A study's program knows the folder of its scripts.
  if [[ $file =~ \.(a|so)[.0-9]*$ ]]; then
    expect "$file" "holds the name of $folder" lacks . "$(grep -cF -- "$folder/" "$file" | grep -v '^0$')"
  fi
done
[[ -n $fortified ]] || { echo 'no call of the C library checks its sizes'; failed=1; }
[[ $failed -ne 0 ]] || echo "hardened: $# files"
exit "$failed"
