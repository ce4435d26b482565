#!/usr/bin/env bash
# A sweep as a job array of a real Slurm on this machine, with two invented GPUs: of four shards one is requeued in the middle and one is preempted.
# Every planned trial has one row, and what was learned is to the last digit what one run learns. Installs slurm-wlm and munge where it may.
#   ci/slurm.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
suite=(original --lstm onednn --set regime=full --set hidden=8 --set epochs=300 --set warmup=2 --seeds 8)
mvn -B -q package -DskipTests -Dlagbench.skip
if [ "$(id -u)" -ne 0 ]; then
  echo "ci/slurm.sh: needs root, for Slurm's daemons" >&2
  exit 4
fi
if ! command -v slurmctld > /dev/null || ! command -v munged > /dev/null; then
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q slurm-wlm munge; } > /dev/null
fi

work="$(mktemp -d)"
chmod 755 "$work" # munge refuses others
sweep="$work/sweep"
daemons=()
# shellcheck disable=SC2317
leave() {
  local status=$?
  if [ "$status" -ne 0 ]; then
    tail -n 20 "$work"/*.log
  fi
  scancel --user root > /dev/null 2>&1 || true
  for ((i = ${#daemons[@]} - 1; i >= 0; i--)); do
    kill "${daemons[i]}" 2> /dev/null || true
  done
  wait
  rm -rf "$work"
  exit "$status"
}
trap leave EXIT

# Slurm: every node of it is this machine.
cpus="$(nproc)"
memory="$(($(awk '/^MemTotal/ { print $2 }' /proc/meminfo) / 1024))"
export SLURM_CONF="$work/slurm.conf"
mkdir "$work/state" "$work/spool"
ln -s /dev/null "$work/gpu0" # Slurm takes the number from the name
ln -s /dev/null "$work/gpu1"
cat > "$SLURM_CONF" << END
ClusterName=ci
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmUser=root
SlurmctldPort=26817
SlurmdPort=26818
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=2,sched_min_interval=0,batch_sched_delay=0
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
GresTypes=gpu
KillWait=20
ReturnToService=2
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=$cpus RealMemory=$memory Gres=gpu:2
PartitionName=low Nodes=ALL Default=YES PriorityTier=1 GraceTime=20
PartitionName=high Nodes=ALL PriorityTier=2
END
cat > "$work/gres.conf" << END
NodeName=$(hostname -s) Name=gpu File=$work/gpu[0-1]
END
dd if=/dev/urandom of="$work/munge.key" bs=1024 count=1 status=none
chmod 400 "$work/munge.key"
munged --foreground --force --key-file="$work/munge.key" --socket="$work/munge.socket" --pid-file="$work/munged.pid" \
  --log-file="$work/munged.log" --seed-file="$work/munge.seed" 2> "$work/munged-errors.log" &
daemons+=($!)
slurmctld -D -c > "$work/slurmctld.log" 2>&1 &
daemons+=($!)
slurmd -D > "$work/slurmd.log" 2>&1 &
daemons+=($!)

# Waits until a command succeeds, for so many seconds.
await() {
  local what="$1" seconds="$2"
  shift 2
  for ((second = 0; second < seconds; second++)); do
    if "$@"; then
      return
    fi
    sleep 1
  done
  echo "ci/slurm.sh: $what: not after $seconds s" >&2
  squeue --array || true
  exit 1
}
idle() { sinfo --noheader --format=%t 2> /dev/null | grep -q "^idle"; }
await "a node that is idle" 60 idle

scripts/lagbench plan "${suite[@]}" --out "$sweep" > /dev/null
scripts/lagbench run "${suite[@]}" --quiet --out "$work/whole" > /dev/null
job="$(sbatch --parsable --array=1-4 --partition=low --gres=gpu:1 --cpus-per-task=1 --output="$work/shard-%a.log" scripts/slurm/shard.sbatch "$sweep" 4)"

rows() { cat "$sweep/shards/$1-of-4"/*/trials.csv 2> /dev/null | grep -c "^[0-9]" || true; }
has_rows() { [ "$(rows "$1")" -ge 1 ]; }
restarts() { scontrol show job "${job}_$1" | sed -n 's/.*Restarts=\([0-9]*\).*/\1/p'; }
restarted() { [ "$(restarts "$1")" -ge 1 ]; }
# What waits for its two minutes after a requeue waits no longer.
hurry() {
  for waiting in $(squeue --noheader --array --states=PENDING --format=%A); do
    scontrol update "JobId=$waiting" StartTime=now 2> /dev/null || true
  done
}
ended() {
  hurry
  [ -z "$(squeue --noheader --jobs "$job" 2> /dev/null)" ]
}

await "rows of the first shard" 120 has_rows 1
scontrol requeue "${job}_1"
echo "slurm: shard 1 requeued with $(rows 1) rows"
await "rows of the second shard" 120 has_rows 2
before="$(rows 2)"
sbatch --parsable --partition=high --gres=gpu:2 --cpus-per-task="$cpus" --output="$work/high.log" --wrap="sleep 2" > /dev/null
await "that the second shard is preempted" 60 restarted 2
echo "slurm: shard 2 preempted with $before rows"
await "the end of the array" 600 ended
grep -h "back into the queue" "$work"/shard-*.log
scripts/lagbench merge "$sweep" > /dev/null
ci/check-run.sh "$sweep/run"
diff <(ci/learned.sh "$work/whole") <(ci/learned.sh "$sweep/run")
devices="$(ci/devices.sh "$sweep")"
if [ "$devices" -ne 2 ]; then
  echo "ci/slurm.sh: $devices of the two devices were used" >&2
  exit 1
fi
echo "slurm: $(($(wc -l < "$sweep/run/trials.csv") - 1)) trials in 4 shards on 2 devices: learned what one run learns"
