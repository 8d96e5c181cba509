#!/usr/bin/env bash
# Runs a Slurm job array of metakd-infer on this machine, kills one task, submits it again, and compares with an undisturbed batch.
#
#   Tests/Cluster/check.sh [CASES [PARTS]]     CASES: a directory of cases; default: fifteen copies of the phantom of Fixtures
#
# Needs root and the Debian packages slurm-wlm and munge; controller, daemon and munge run on the loopback with files of their own and end with
# the script. Exit 0 if every mask equals that of the undisturbed run and no case was done twice.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=$PWD/.build/release/metakd-infer script=$PWD/Sources/metakd-infer/Cluster/metakd-array.sbatch
parts=${2:-3}
scratch=$(mktemp -d)
started=()
finish() {
  scancel --quiet --name=metakd 2>/dev/null || true
  ((${#started[@]} == 0)) || kill "${started[@]}" 2>/dev/null || true
  wait
  rm -rf "$scratch"
}
trap finish EXIT
step() { printf '\n== %s\n' "$1"; }
fail() { echo "$1" >&2; exit 1; }

if [[ -n ${1:-} ]]; then cases=$(realpath "$1"); else
  cases=$scratch/cases
  for number in {1..15}; do mkdir -p "$cases/case$number" && cp Fixtures/phantom/Phantom_00001/*_{flair,t1,t1ce,t2}.nii.gz "$cases/case$number"; done
fi

step "an undisturbed batch"
"$program" batch "$cases" -o "$scratch/undisturbed"

step "munge, controller and daemon on the loopback"
mkdir -p "$scratch"/{state,spool,log}
chmod 755 "$scratch"
dd if=/dev/urandom of="$scratch/munge.key" bs=1024 count=1 status=none
chmod 400 "$scratch/munge.key"
munged --force --foreground --key-file="$scratch/munge.key" --socket="$scratch/munge.socket" --pid-file="$scratch/munge.pid" \
  --seed-file="$scratch/munge.seed" --log-file="$scratch/log/munge" 2>/dev/null &
started+=($!)
cat >"$scratch/slurm.conf" <<CONF
ClusterName=check
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$scratch/munge.socket
CredType=cred/munge
StateSaveLocation=$scratch/state
SlurmdSpoolDir=$scratch/spool
SlurmctldPidFile=$scratch/slurmctld.pid
SlurmdPidFile=$scratch/slurmd.pid
SlurmctldLogFile=$scratch/log/slurmctld
SlurmdLogFile=$scratch/log/slurmd
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
MpiDefault=none
KillWait=2
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=check Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$scratch/slurm.conf
until [[ -S $scratch/munge.socket ]]; do sleep 0.2; done
slurmctld -D 2>/dev/null & started+=($!)
slurmd -D 2>/dev/null & started+=($!)
for _ in $(seq 150); do [[ $(sinfo -h -o %T 2>/dev/null) == idle ]] && break; sleep 0.2; done
sinfo || { cat "$scratch"/log/*; fail "slurm did not start"; }

out=$scratch/out log=$scratch/log
submit() { METAKD_INFER=$program sbatch --parsable --mem=0 --cpus-per-task=1 --output="$log/%A_%a.log" "$@" "$script" "$parts" "$cases" "$out"; }
state() { scontrol show job "$1" | sed -n 's/.*JobState=\([A-Z]*\).*/\1/p' | head -n 1; }
ended() { until [[ $(state "$1") =~ ^(COMPLETED|FAILED|CANCELLED|TIMEOUT|NODE_FAIL)$ ]]; do sleep 0.2; done; }
entries() { python3 - "$out/metakd-ledger-$1-of-$parts.sqlite" "$2" <<'PY'
import os, sqlite3, sys
path, status = sys.argv[1:]
rows = []
if os.path.exists(path):
    try: rows = sqlite3.connect(f"file:{path}?mode=ro", uri=True).execute("select name from entry where status = ? order by name", (status,)).fetchall()
    except sqlite3.OperationalError: pass
print(" ".join(name for (name,) in rows))
PY
}

step "an array of $parts tasks"
job=$(submit --array="1-$parts%2")
echo "sbatch: job $job"
squeue
until [[ -n $(entries 2 done) && -n $(entries 2 running) ]]; do
  [[ $(state "${job}_2") != COMPLETED ]] || fail "task 2 ended before it could be killed; give more cases"
  sleep 0.05
done
before=$(entries 2 done)
scancel --signal=KILL --batch "${job}_2"
echo "task 2 killed; done by then: $before; begun: $(entries 2 running)"
declare -A stamp
for name in $before; do stamp[$name]=$(stat -c '%i %y' "$out/$name.nii.gz"); done
for task in $(seq "$parts"); do
  ended "${job}_$task"
  echo "task $task: $(state "${job}_$task"): $(tail -n 1 "$log/${job}_$task.log")"
done

step "merge before the task is submitted again"
"$program" merge "$out" && fail "an unfinished batch was merged as if it were whole" || echo "exit $?"

step "task 2 again"
again=$(submit --array=2)
ended "${again}_2"
echo "job $again task 2: $(state "${again}_2"): $(cat "$log/${again}_2.log")"
for name in $before; do [[ ${stamp[$name]} == "$(stat -c '%i %y' "$out/$name.nii.gz")" ]] || fail "$name was done twice"; done
echo "not touched again: $before"

step "merge, and the same masks as undisturbed"
"$program" merge "$out"
for mask in "$scratch"/undisturbed/*.nii.gz; do cmp "$mask" "$out/$(basename "$mask")" && echo "same mask: $(basename "$mask")"; done
"$program" batch "$cases" -o "$out" --resume
python3 - "$scratch/undisturbed" "$out" <<'PY'
import sqlite3, sys
rows = [sqlite3.connect(f"{folder}/metakd-ledger.sqlite").execute(
    "select name, status, inputs, model, options, subset, etMm3, tcMm3, wtMm3 from entry order by name").fetchall() for folder in sys.argv[1:]]
assert rows[0] == rows[1], "the ledgers differ"
print(f"same ledger but for seconds: {len(rows[0])} cases")
PY
ls -A "$out"
