#!/usr/bin/env bash
# usage: check.sh WORK [CMake option]...: two release builds of this tree, copied into two folders and
# built in two others, give the same bytes: libraries, the installed package, and the program of a
# study. Says which files differ, and where; exit status 1 then.
set -uo pipefail
export LC_ALL=C
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P) || exit 1
work=${1:?usage: check.sh WORK [CMake option]...}
shift
readonly program=two_moons

# Paths of unlike depth and length, one with its build inside the source, one with it outside.
build_one() {
  local source=$1 build=$2
  shift 2
  mkdir -p "$source" || return 1
  (cd "$root" && cp -R CMakeLists.txt LICENSE cmake tensor autograd nn studies "$source") || return 1
  {
    cmake -S "$source" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DGRADFLOW_BUILD_TESTS=OFF \
      -DGRADFLOW_BUILD_BENCH=OFF -DGRADFLOW_SCRIPTS_FOLDER=/usr/share/gradflow/studies "$@" &&
      cmake --build "$build" --target gradflow_nn "$program" &&
      cmake --install "$build" --prefix "$build/prefix"
  } >"$work/build.log" 2>&1 || { tail -n 20 "$work/build.log"; return 1; }
}

rm -rf "$work" && mkdir -p "$work" || exit 1
work=$(cd "$work" && pwd -P)
first=$work/a/build
second=$work/second/of/the/builds
# Compilers that remember what they compiled would compile once.
export CCACHE_DISABLE=1
build_one "$work/a" "$first" "$@" || exit 1
build_one "$work/elsewhere/source" "$second" "$@" || exit 1

# products BUILD: what it made, by names within it.
products() {
  (cd "$1" && find prefix "studies/$program/$program" tensor autograd nn -maxdepth 12 \
    \( -path 'prefix/*' -o -name '*.a' -o -name '*.so*' -o -name "$program" \) \( -type f -o -type l \) | sort)
}
files=$(products "$first")
if [[ $files != "$(products "$second")" ]]; then
  echo 'the builds made different files:'
  diff <(echo "$files") <(products "$second")
  exit 1
fi
failed=0
while IFS= read -r file; do
  cmp -s "$first/$file" "$second/$file" && continue
  failed=1
  echo "differs: $file"
  cmp -l "$first/$file" "$second/$file" 2>&1 | head -n 3
  diff <(strings -a "$first/$file") <(strings -a "$second/$file") | head -n 6
done <<<"$files"
[[ $failed -ne 0 ]] || echo "the same bytes: $(wc -l <<<"$files") files of two builds"
exit "$failed"
