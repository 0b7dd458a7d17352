#!/usr/bin/env bash
# usage: check.sh PROGRAM BEHAVIOUR: one of the functions below, of the study's program in a scratch
# folder: what it does as a process, with streams, signals and others beside it.
set -uo pipefail

program=$(realpath -- "$1") behaviour=$2
work=$(mktemp -d) || exit 1
pids=()
cleanup() {
  [[ ${#pids[@]} -gt 0 ]] && kill "${pids[@]}" 2>/dev/null
  wait 2>/dev/null
  rm -rf "$work"
}
trap cleanup EXIT
cd "$work" || exit 1

fail() {
  echo "$1" >&2
  for file in out err; do [[ -s $file ]] && { echo "--- $file"; tail -n 20 "$file"; } >&2; done
  exit 1
}
holds() { grep -qsF -- "$2" "$1" || fail "$1 does not hold: $2"; }
ended_with() { [[ $(cat status) -eq $1 ]] || fail "it ended with $(cat status), not with $1"; }
# run_it WORD…: its status, and what it wrote.
run_it() {
  "$program" "$@" >out 2>err
  echo $? >status
}

# The reader of the pipe is gone before the first line.
GoesOnWhenNobodyReadsWhatItTells() {
  { "$program" run fig05 --jobs 1 --out w 2>&1; echo $? >status; } | true
  ended_with 0
  holds w/fig05/manifest.json '"state": "finished"'
  [[ ! -e w/fig05/lock ]] || fail 'the lock is left'
}

StopsWhenTheProcessThatStartedItIsGone() {
  { "$program" run train-tanh --jobs 1 --out w --report-progress; echo $? >status; } | true
  ended_with 130
  [[ -e w/train-tanh/checkpoint.safetensors ]] || fail 'it has not saved'
}

SavesWhenItsTerminalIsClosed() {
  "$program" run train-tanh --jobs 1 --out w >out 2>err &
  local process=$!
  for _ in $(seq 600); do
    [[ -e w/train-tanh/manifest.json ]] && break
    sleep 0.1
  done
  kill -HUP $process
  wait $process
  echo $? >status
  ended_with 130
  [[ -e w/train-tanh/checkpoint.safetensors ]] || fail 'it has not saved'
}

TellsWhatARunOfAnotherProcessTold() {
  run_it run fig01 fig05 --out w
  sed -i 's/"state": "finished"/"state": "unfinished"/; s/"cpu": ".*"/"cpu": "another"/' \
    w/fig01/manifest.json w/fig05/manifest.json
  run_it run fig01 fig05 --out w --jobs 2
  ended_with 0
  holds err 'fig01: was begun by another build or machine'
  holds err 'fig05: was begun by another build or machine'
  holds err '2 runs  1 core second in '
}

TellsTheErrorsOfRunsAlsoWhenTheReportFails() {
  local run
  for run in $("$program" list --out w | sed -n '2,/^$/s/ .*//p'); do
    mkdir -p "w/$run"
    echo '{}' >"w/$run/manifest.json"
  done
  mkdir -p w/claims.json
  run_it --out w
  ended_with 1
  holds err 'fig05: read_manifest:'
}

FailsWhenItsListCannotBeWritten() {
  "$program" list --out w >/dev/full 2>err
  echo $? >status
  ended_with 1
  holds err 'glorot2010: cannot write to standard output: No space left on device'
}

MakesNoFolderWhenItRefusesToBeWatched() {
  run_it run train-tanh --watch --out w
  ended_with 1
  holds err '--watch draws in a terminal'
  [[ ! -e w ]] || fail 'there is a folder'
}

PromisesNoResultsOfARunThatAnotherProcessDoes() {
  mkdir -p w/fig05
  flock --no-fork w/fig05/lock sleep 60 &
  pids+=($!)
  for _ in $(seq 100); do
    flock --nonblock w/fig05/lock true || break
    sleep 0.1
  done
  run_it run fig05 --jobs 1 --out w
  ended_with 0
  holds err '1 run is being done by another process and left alone'
  [[ ! -s out ]] || fail 'it says more'
}

NamesTheFolderThatItWasGivenWhateverTheSeed() {
  run_it list --seed 2 --out w
  holds out 'Results are kept in w; --out'
}

"$behaviour"
