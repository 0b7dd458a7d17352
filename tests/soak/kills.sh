#!/usr/bin/env bash
# usage: kills.sh PROGRAM OUT SECONDS: trainings of the study's quick profile, by its program, killed
# with SIGKILL at random moments and begun again until they end, for as long as it is told to; the last
# one then ends without a further kill. Each must leave the bits of the same training left alone. A line
# at the end; exit status 1, and both trainings kept in OUT, if one does not.
set -uo pipefail

program=$1 out=$2 seconds=$3
runs=(train-tanh train-softsign-n train-sigmoid-4)
shortest=0.3 longest=25  # seconds until a kill; a training saves its first checkpoint after 10
RANDOM=${GRADFLOW_SEED:-$$}

end=$((SECONDS + seconds)) kills=0 saved=0 trainings=0
log=$out/log.txt

# training RUN SEED FOLDER: begins or goes on, in place of the shell that is asked. On one thread: the
# moments are what is tried here.
training() {
  exec "$program" run "$1" --profile quick --seed "$2" --out "$3" --threads 1 --jobs 1 >>"$log" 2>&1
}

# wait_or_kill PROCESS: its exit status, or 137 if it was killed.
wait_or_kill() {
  local moment
  moment=$(awk -v r="$RANDOM" -v a="$shortest" -v b="$longest" \
    'BEGIN { printf "%.2f", a + r / 32768 * (b - a) }')
  (sleep "$moment" && kill -9 "$1") 2>/dev/null &
  local killer=$!
  wait "$1" 2>/dev/null
  local status=$?
  kill "$killer" 2>/dev/null
  wait "$killer" 2>/dev/null
  return "$status"
}

# files FOLDER: what must be the same; the manifest has the time in it.
files() { (cd -- "$1" && find . -type f ! -name manifest.json | LC_ALL=C sort | xargs -r cksum); }

fail() {
  printf 'kills  FOUND something after %d kills: %s; see %s\n' "$kills" "$1" "$log"
  exit 1
}

rm -rf -- "$out"
mkdir -p "$out" || exit 1
while [[ $SECONDS -lt $end ]]; do
  run=${runs[trainings % ${#runs[@]}]} seed=$((trainings + 1))
  (training "$run" "$seed" "$out/alone") || fail "$run of seed $seed, left alone, ended with status $?"
  while true; do
    training "$run" "$seed" "$out/killed" &
    if [[ $SECONDS -lt $end ]]; then wait_or_kill $!; else wait $!; fi
    status=$?
    [[ $status -eq 137 ]] || break
    kills=$((kills + 1))
    [[ -n $(find "$out/killed" -name checkpoint.safetensors 2>/dev/null) ]] && saved=$((saved + 1))
  done
  [[ $status -eq 0 ]] || fail "$run of seed $seed, begun again, ended with status $status"
  trainings=$((trainings + 1))
  [[ $(files "$out/alone") == "$(files "$out/killed")" ]] || fail "$run of seed $seed has other bits"
  rm -rf -- "$out/alone" "$out/killed"
done
printf 'kills  %d kills, %d of them with a checkpoint to go on from, in %d trainings, %s\n' \
  "$kills" "$saved" "$trainings" 'all of which ended with the bits of one left alone'
