# To be sourced by the checks of this folder: $work, a folder of their own, and pids, the processes that
# they start beside themselves. All of it is gone when they end.

work=$(mktemp -d) || exit 1
pids=()
cleanup() {
  [[ ${#pids[@]} -gt 0 ]] && kill "${pids[@]}" 2>/dev/null
  wait 2>/dev/null
  rm -rf "$work"
}
trap cleanup EXIT
