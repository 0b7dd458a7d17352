#!/usr/bin/env bash
# usage: check.sh PROGRAM BEHAVIOUR [FILE]: one of the functions below, of the study's program in a
# scratch folder: what it does as a process, with streams, signals and others beside it. FILE is what
# one of them needs.
set -uo pipefail

program=$(realpath -- "$1") behaviour=$2 extra=${3:-}
source "$(dirname -- "${BASH_SOURCE[0]}")/../scratch.sh"
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

# await_start RUN…: until each has begun, at most a minute.
await_start() {
  local run
  for run in "$@"; do
    for _ in $(seq 600); do
      [[ -e w/$run/manifest.json ]] && break
      sleep 0.1
    done
  done
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
  await_start train-tanh
  kill -HUP $process
  wait $process
  echo $? >status
  ended_with 130
  [[ -e w/train-tanh/checkpoint.safetensors ]] || fail 'it has not saved'
}

# As a service manager does: the process that runs the others then asks them a second time.
SavesEveryRunWhenItsWholeGroupIsAskedToStop() {
  local process run
  for _ in 1 2 3; do
    rm -rf w
    setsid "$program" run train-tanh train-tanh-n --jobs 2 --out w >out 2>err &
    process=$!
    await_start train-tanh train-tanh-n
    kill -TERM -- -$process
    wait $process
    echo $? >status
    ended_with 130
    for run in train-tanh train-tanh-n; do
      [[ -e w/$run/checkpoint.safetensors ]] || fail "$run has not saved"
    done
  done
}

# The one that runs them is asked nothing.
FailsWhenItsRunsAreAskedToStop() {
  "$program" run train-tanh train-tanh-n --jobs 2 --out w >out 2>err &
  local process=$! run processes
  await_start train-tanh train-tanh-n
  read -ra processes <"/proc/$process/task/$process/children"
  kill -TERM "${processes[@]}"
  wait $process
  echo $? >status
  ended_with 1
  for run in train-tanh train-tanh-n; do
    holds err "$run: was interrupted; the same command goes on from there"
  done
  [[ ! -s out ]] || fail 'it promises results'
}

# Runs that it has just started do not note a signal yet.
CallsNoRunFailedThatItStopsAsItStarts() {
  local process runs tries
  for _ in $(seq 10); do
    runs=
    "$program" run train-tanh train-tanh-n --jobs 2 --out w >out 2>err &
    process=$!
    for ((tries = 0; tries < 100000; ++tries)); do
      { read -r runs <"/proc/$process/task/$process/children"; } 2>/dev/null
      [[ -n $runs ]] && break
    done
    kill -TERM $process
    wait $process
    echo $? >status
    ended_with 130
    ! grep -q 'ended with status' err || fail 'a run has failed'
  done
}

# gnuplot would take such names for a command, a home and a variable.
DrawsIntoAFolderOfAnyName() {
  command -v gnuplot >/dev/null || { echo 'skipped: needs gnuplot'; return; }
  local folder
  for folder in '<touch owned #' '|touch owned;#' '~' '$HOME' 'two words'; do
    run_it run fig05 --out="$folder"
    run_it report --out="$folder"
    ended_with 0
    [[ ! -e owned ]] || fail "$folder was run as a command"
    [[ -e $folder/figures/fig05-surfaces.svg ]] || fail "$folder has no picture"
  done
}

WritesTheSameReportTwiceAtATime() {
  command -v gnuplot >/dev/null || { echo 'skipped: needs gnuplot'; return; }
  run_it run fig05 weights --out w
  local first second
  for _ in 1 2 3; do
    "$program" report --out w >first 2>&1 &
    first=$!
    "$program" report --out w >second 2>&1 &
    second=$!
    wait $first && wait $second || fail 'a report failed'
    cat first second >out
    ! grep -q 'could not be drawn; the first: .*\.svg' out || fail 'a picture was taken away'
    ! grep -q 'cannot read .*\.svg' w/report.html || fail 'the report lacks a picture'
  done
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

NamesTheFileThatALimitCutsShort() {
  (ulimit -f 4 && run_it run fig01 --jobs 1 --out w)
  ended_with 1
  holds err 'cannot write'
  holds err 'File too large'
  [[ -z $(find w -name '*.partial') ]] || fail 'there is a partial file'
}

MakesNoFolderWhenItRefusesToBeWatched() {
  run_it run train-tanh --watch --out w
  ended_with 1
  holds err '--watch draws on standard error, which is no terminal here'
  [[ ! -e w ]] || fail 'there is a folder'
}

# same_files FOLDER OTHER: but the manifests, which have the time in them.
same_files() {
  diff --recursive --exclude manifest.json "$1" "$2" >out || fail "$1 and $2 differ"
}

SharesAFolderWithAnotherProcess() {
  local runs=(fig01 fig05 fig06 weights) first second
  run_it run "${runs[@]}" --out alone
  ended_with 0
  for _ in 1 2 3; do
    rm -rf w
    "$program" run "${runs[@]}" --jobs 1 --out w >first 2>&1 &
    first=$!
    "$program" run "${runs[@]}" --jobs 1 --out w >second 2>&1 &
    second=$!
    wait $first && wait $second || fail 'one of them failed'
    same_files alone w
  done
}

# What is written in a table or a manifest is drawn, shown, or refused, and never run.
RunsNothingThatItsFilesHold() {
  command -v gnuplot >/dev/null || { echo 'skipped: needs gnuplot'; return; }
  local code='"; system("touch owned") # `touch owned` $(touch owned) <script>alert(1)</script>' key file
  run_it run fig05 fig06 --out w
  for key in item command cpu compiler commit started instruction_set; do
    sed -i "s|\"$key\": \".*\"|\"$key\": \"${code//\"/\\\\\"}\"|" w/*/manifest.json
  done
  holds w/fig05/manifest.json 'system(\"touch owned\")'
  run_it report --out w
  ended_with 0
  holds w/report.html '&lt;script&gt;'
  [[ -e w/figures/fig06-normalised.svg || -e w/figures/fig05-surfaces.svg ]] || fail 'nothing is drawn'
  for file in w/*/*.csv; do
    sed -i "1s|,|$code,|; 2s|^[^,]*|$code|" "$file"
  done
  run_it report --out w
  ended_with 0
  [[ ! -e owned && ! -e w/owned ]] || fail 'it was run'
  ! grep -rq '<script>alert' w/report.html w/figures || fail 'a browser would run it'
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

# same_tables FOLDER: those of fig05 there, beside those of a run that nothing disturbed.
same_tables() {
  local table
  [[ -e undisturbed/fig05/surface.csv ]] ||
    "$program" run fig05 --jobs 1 --out undisturbed >/dev/null 2>&1
  [[ -s undisturbed/fig05/surface.csv ]] || fail 'there is nothing to compare with'
  for table in undisturbed/fig05/*.csv; do
    cmp "$table" "$1/fig05/${table##*/}" || fail "$1: another table"
  done
}

# A file that a run opens may get the number of a stream that its starter has closed.
WritesTheSameTablesWhenItsStreamsAreClosed() {
  "$program" run fig05 --out in <&-
  echo $? >status
  ended_with 0
  same_tables in
  "$program" run fig05 --out err 2>&-
  echo $? >status
  ended_with 0
  same_tables err
  "$program" run fig01 fig05 --jobs 2 --out all <&- >&- 2>&-
  echo $? >status
  ended_with 1 # it has nowhere to print to
  same_tables all
}

# One that is not there, and German where it can be made.
WritesTheSameTablesInEveryLocale() {
  local locale
  export LOCPATH=$work
  localedef -i de_DE -f UTF-8 "$work/de_DE.UTF-8" 2>/dev/null || echo 'without de_DE, which cannot be made'
  for locale in C xx_YY.UTF-8 de_DE.UTF-8; do
    env "LC_ALL=$locale" "$program" run fig05 --jobs 1 --out "wörk in $locale" >out 2>err
    echo $? >status
    ended_with 0
    same_tables "wörk in $locale"
  done
}

# The clock of the wall says 1970 and 2099 by turns.
WritesTheSameTablesWhateverTheClockSays() {
  LD_PRELOAD=$extra run_it run fig05 fig01 --jobs 1 --out w
  ended_with 0
  same_tables w
  LD_PRELOAD=$extra run_it run fig05 --jobs 1 --out w
  ended_with 0
  holds w/fig05/manifest.json '"state": "finished"'
  grep -qE '"started": "(1970|2099)' w/fig05/manifest.json || fail 'it has another clock'
}

SaysWhichFolderItMayNotWriteTo() {
  local as=()
  if [[ $(id -u) -eq 0 ]]; then # who may write anywhere
    command -v setpriv >/dev/null || { echo 'skipped: root, without setpriv'; exit; }
    as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
    install -m 755 "$program" program && program=$work/program
    chmod 755 .
  fi
  mkdir -m 555 locked
  "${as[@]}" "$program" run fig05 --jobs 1 --out locked/w >/dev/null 2>"$work/err"
  echo $? >status
  ended_with 1
  holds err "make_folder: cannot create the folder 'locked/w': Permission denied"
  "${as[@]}" "$program" run fig05 --jobs 1 --out locked >/dev/null 2>"$work/err"
  echo $? >status
  ended_with 1
  holds err "fig05: make_folder: cannot create the folder 'locked/fig05': Permission denied"
}

ListsToAReaderThatLeaves() {
  { "$program" list --out w; echo $? >status; } | head -n 1 >out
  ended_with 0
  holds out 'belongs to'
}

"$behaviour"
