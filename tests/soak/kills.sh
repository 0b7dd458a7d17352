#!/usr/bin/env bash
# usage: kills.sh PROGRAM OUT SECONDS: trainings of the study's quick profile, by its program, killed
# with SIGKILL at random moments and begun again until they end, for as long as it is told to; the last
# one then ends without a further kill. Before every other kill, a moment earlier, the program is asked
# to stop: it saves a checkpoint then, and many a kill comes while it writes. Each start must go on from
# the checkpoint of the one before, and each training must leave the bits of the same one left alone,
# which goes on beside it. A line at the end; exit status 1, and both trainings kept in OUT, if one
# does not.
set -uo pipefail

program=$1 out=$2 seconds=$3
runs=(train-tanh train-softsign-n train-sigmoid-4)
# Seconds until a kill, short ones more often; unasked, a training saves its first checkpoint after 10.
shortest=0.3 longest=12
longest_stop=3  # seconds from the question to the kill, the same way
RANDOM=${GRADFLOW_SEED:-$$}

end=$((SECONDS + seconds)) starts=0 kills=0 saved=0 halves=0 stops=0 trainings=0

# training RUN SEED NAME: begins or goes on in the folder OUT/NAME, in place of the shell that is asked;
# what it says is in OUT/NAME.txt: a line for every tenth update, with its number. On one thread: the
# moments are what is tried here.
training() {
  exec "$program" run "$1" --profile quick --seed "$2" --out "$out/$3" --threads 1 --jobs 1 \
    --report-progress >"$out/$3.txt" 2>&1
}

# wait_or_kill PROCESS: its exit status, 137 if it was killed.
wait_or_kill() {
  local moment stop
  read -r moment stop < <(awk -v r="$RANDOM" -v s="$RANDOM" -v a="$shortest" -v b="$longest" \
    -v c="$longest_stop" \
    'BEGIN { printf "%.2f %.3f\n", a + (r / 32768) ^ 2 * (b - a), (s / 32768) ^ 2 * c }')
  {
    sleep "$moment"
    ((starts % 2)) && kill -TERM "$1" && sleep "$stop"
    kill -KILL "$1"
  } 2>/dev/null &
  local killer=$!
  wait "$1" 2>/dev/null
  local status=$?
  kill "$killer" 2>/dev/null
  wait "$killer" 2>/dev/null
  return "$status"
}

# checkpoint NAME: the update of the checkpoint that the training has left there, or -1; one beyond
# all if it had finished before it was killed.
checkpoint() {
  local update
  grep -qs '"state": "finished"' "$out/$1"/*/manifest.json "$out/$1"/*/*/manifest.json &&
    printf 999999 && return
  update=$(find "$out/$1" -name checkpoint.safetensors -exec cat {} + 2>/dev/null |
    LC_ALL=C grep -aom 1 '"update":"[0-9]*"' | head -n 1 | tr -dc 0-9)
  printf '%s' "${update:--1}"
}

# files NAME: what must be the same; the manifest has the time in it.
files() { (cd -- "$out/$1" && find . -type f ! -name manifest.json | LC_ALL=C sort | xargs -r cksum); }

fail() {
  printf 'kills  FOUND something after %d kills: %s; see %s\n' "$kills" "$1" "$out"
  exit 1
}

trap 'kill $(jobs -p) 2>/dev/null' EXIT  # of this script, whatever ends it
rm -rf -- "$out"
mkdir -p "$out" || exit 1
while [[ $SECONDS -lt $end ]]; do
  run=${runs[trainings % ${#runs[@]}]} seed=$((trainings + 1))
  training "$run" "$seed" alone &
  alone=$!
  left=-1  # by the start before
  while true; do
    training "$run" "$seed" killed &
    starts=$((starts + 1))
    if [[ $SECONDS -lt $end ]]; then wait_or_kill $!; else wait $!; fi
    status=$?
    first=$(grep -m 1 -oE '^[0-9]+' "$out/killed.txt")
    [[ -z $first || $first -eq $((left < 0 ? 0 : left)) ]] ||
      fail "$run of seed $seed began at update $first, and its checkpoint was of $left"
    case $status in
      137 | 143) kills=$((kills + 1)) ;;  # 143: asked to stop before it listens
      130) stops=$((stops + 1)) ;;        # it has stopped before the kill
      *) break ;;
    esac
    found=$(checkpoint killed)
    [[ $found -ge $left ]] ||
      fail "$run of seed $seed was left with a checkpoint of update $found after one of $left"
    left=$found
    [[ $status -ne 130 && $left -ge 0 ]] && saved=$((saved + 1))
    [[ -n $(find "$out/killed" -name '*.partial' 2>/dev/null) ]] && halves=$((halves + 1))
  done
  [[ $status -eq 0 ]] || fail "$run of seed $seed, begun again, ended with status $status"
  wait "$alone" || fail "$run of seed $seed, left alone, ended with status $?"
  trainings=$((trainings + 1))
  [[ $(files alone) == "$(files killed)" ]] || fail "$run of seed $seed has other bits"
  rm -rf -- "$out/alone" "$out/killed"
done
printf 'kills  %d kills, %d of them with a checkpoint to go on from, %d while a file was written, ' \
  "$kills" "$saved" "$halves"
printf 'and %d stops, in %d trainings, all of which ended with the bits of one left alone\n' \
  "$stops" "$trainings"
