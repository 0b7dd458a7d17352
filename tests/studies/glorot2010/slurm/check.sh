#!/usr/bin/env bash
# usage: check.sh PROGRAM SCRIPT: a Slurm of one node in a scratch folder, started for this test, and
# in it the study's job array over a few runs. Skipped where Slurm's daemons are missing or it is not
# run by root, whom munged and slurmd need.
set -uo pipefail

program=$1 script=$2
for needed in munged slurmctld slurmd sbatch squeue; do
  if ! command -v "$needed" >/dev/null; then
    echo "skipped: there is no $needed (packages munge, slurmctld, slurmd, slurm-client)"
    exit 0
  fi
done
if [[ $(id -u) -ne 0 ]]; then
  echo 'skipped: Slurm has to be started by root'
  exit 0
fi

source "$(dirname -- "${BASH_SOURCE[0]}")/../scratch.sh"
chmod 755 "$work"  # munged asks that nobody but root can write to its folders
fail() {
  echo "$1" >&2
  for log in "$work"/*.log "$work"/*.out; do
    [[ -f $log ]] && { echo "--- $log"; tail -n 20 "$log"; } >&2
  done
  exit 1
}

mkdir -p "$work/state" "$work/spool" "$work/munge"
chmod 711 "$work/munge"
dd if=/dev/urandom of="$work/munge.key" bs=128 count=1 2>/dev/null
chmod 400 "$work/munge.key"
munged --foreground --force --key-file="$work/munge.key" --socket="$work/munge/socket" \
  --pid-file="$work/munge.pid" --log-file="$work/munge.log" --seed-file="$work/munge.seed" \
  >"$work/munged.log" 2>&1 &
pids+=($!)

host=$(hostname -s)
cat >"$work/slurm.conf" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
CredType=cred/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
MpiDefault=none
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP OverSubscribe=FORCE:4
CONF
export SLURM_CONF="$work/slurm.conf"
slurmctld -D -f "$SLURM_CONF" >"$work/controller.log" 2>&1 &
pids+=($!)
slurmd -D -f "$SLURM_CONF" >"$work/node.log" 2>&1 &
pids+=($!)
for _ in $(seq 60); do
  sinfo --noheader --format %t 2>/dev/null | grep -q '^idle$' && break
  sleep 0.5
done
sinfo --noheader --format %t 2>/dev/null | grep -q '^idle$' || fail 'the node did not come up'

out="$work/results"
runs=(fig01 fig05 fig06 weights)
job=$(sbatch --parsable --array=1-3 --chdir="$work" --output="$work/task-%a.out" "$script" \
  "$program" "${runs[@]}" --out "$out") || fail 'sbatch refused the job'
for _ in $(seq 240); do
  [[ -z $(squeue --noheader --jobs "$job" 2>/dev/null) ]] && break
  sleep 0.5
done
[[ -z $(squeue --noheader --jobs "$job" 2>/dev/null) ]] || fail 'the tasks did not end'

for run in "${runs[@]}"; do
  grep -qs '"state": "finished"' "$out/$run/manifest.json" || fail "$run is not finished"
  times=$(cat "$work"/task-*.out | grep -c "^✓ $run ")
  [[ $times -eq 1 ]] || fail "$run was done $times times"
done
echo "three tasks did ${#runs[@]} runs, each once"
