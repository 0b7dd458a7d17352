#!/usr/bin/env bash
# The runs of a profile on a cluster, as a Slurm job array over one shared folder. Each task takes
# runs from the table until none is left: what another task is doing is left alone, what is finished
# is kept, and a task that Slurm stops or kills leaves a run that the next one resumes.
#
#   sbatch --array=1-8 studies/glorot2010/slurm.sh PROGRAM [RUN…] --out FOLDER --profile desk [options]
#
# PROGRAM is build/release/studies/glorot2010/glorot2010, built on a node of the kind it will run on
# (-DGRADFLOW_ARCH names an instruction set that all nodes have). Afterwards:
#
#   PROGRAM report --out FOLDER
#SBATCH --job-name=glorot2010
#SBATCH --array=1-2
#SBATCH --cpus-per-task=1
#SBATCH --time=24:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:TERM@120

if [[ $# -eq 0 ]]; then
  echo 'slurm.sh: name the program: sbatch slurm.sh PROGRAM [RUN…] --out FOLDER [options]' >&2
  exit 2
fi
program=$1
shift
if [[ $# -eq 0 || $1 == -* ]]; then set -- all "$@"; fi
# The program itself gets the signal that comes before the time limit, and saves.
exec "$program" run "$@" --jobs 1 --threads "${SLURM_CPUS_PER_TASK:-1}"
