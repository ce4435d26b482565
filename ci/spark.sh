#!/usr/bin/env bash
# A sweep by Apache Spark: a cluster of one executor with two cores and two invented GPUs, on this machine. The executor is killed in the middle, some
# trials fail, some crash natively. Every planned trial has one row, both GPUs were used, no process is left over.
#   ci/spark.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work="$(mktemp -d)"
trap 'pkill -KILL -f "$work/sweep" || true; rm -rf "$work"' EXIT
sweep="$work/sweep"
mvn -B -q -Pcpu,spark package -Dlagbench.skip -Dtest='io.lagbench.spark.*Test' -Dsurefire.failIfNoSpecifiedTests=false

status=0
scripts/lagbench plan original --lstm onednn --set regime=full --set epochs=100 --set warmup=2 --seeds 1 --out "$work/other" > /dev/null
env -u SPARK_HOME scripts/lagbench submit "$work/other" --master local 2> "$work/err" || status=$?
if [ "$status" -ne 4 ] || ! grep -q "^lagbench: submit: Spark is not there; SPARK_HOME has to name" "$work/err"; then
  cat "$work/err"
  echo "ci/spark.sh: without Spark submit has to say so in one line and end with 4, not $status" >&2
  exit 1
fi

# A folder as SPARK_HOME expects it.
export SPARK_HOME="$work/spark"
version="$(sed -n 's:.*<spark.version>\(.*\)</spark.version>.*:\1:p' pom.xml)"
mvn -B -q -f ci/spark/pom.xml dependency:copy-dependencies -Dspark.version="$version" -DoutputDirectory="$SPARK_HOME/jars"
echo "Spark $version" > "$SPARK_HOME/RELEASE"
export SPARK_SCALA_VERSION=2.13 # else Spark looks for its launcher's build folders
cat > "$work/devices" << 'END'
#!/bin/sh
echo '{"name": "gpu", "addresses": ["0", "1"]}'
END
chmod +x "$work/devices"

export LAGBENCH_CLASSPATH="$PWD/harness/core/target/test-classes" # engines that fail
seeds=4
scripts/lagbench plan original --lstm onednn,fake-fit-error,fake-segv --set regime=full --set hidden=8 --set epochs=100 --set warmup=2 \
  --seeds "$seeds" --out "$sweep" > /dev/null
submit() {
  scripts/lagbench submit "$sweep" --master 'local-cluster[1,2,1024]' --conf spark.ui.enabled=false --conf spark.local.dir="$work" \
    --conf spark.worker.resource.gpu.amount=2 --conf spark.worker.resource.gpu.discoveryScript="$work/devices" \
    --conf spark.executor.resource.gpu.amount=2 --conf spark.executor.resource.gpu.discoveryScript="$work/devices" \
    --conf spark.task.resource.gpu.amount=1
}
submit > "$work/out" 2> "$work/log" &
process=$!
rows() { cat "$sweep"/shards/*/*/trials.csv 2> /dev/null | grep -c "^[0-9]" || true; }
for ((second = 0; second < 120 && $(rows) < 2; second++)); do
  sleep 1
done
driver="$(pgrep -f "cli.Main submit $sweep" | head -n 1)"
killed="$(pgrep -P "$driver" -f CoarseGrainedExecutorBackend | head -n 1)"
kill -KILL "$killed"
echo "spark: executor killed after $(rows) rows"
status=0
wait "$process" || status=$?
if [ "$status" -ne 3 ]; then
  cat "$work/log"
  echo "ci/spark.sh: trials failed, so submit has to end with 3, not $status" >&2
  exit 1
fi
status=0
scripts/lagbench merge "$sweep" > /dev/null 2>&1 || status=$?
[ "$status" -eq 3 ]
planned="$(wc -l < "$sweep/plan.jsonl")"
ended="$(tail -n +2 "$sweep/run/trials.csv" | cut -d, -f2 | sort -u | wc -l)"
[ "$(($(wc -l < "$sweep/run/trials.csv") - 1))" -eq "$ended" ]
for expected in ok error crashed; do
  if [ "$(grep -c ",[0-9]*,[0-9]*,$expected," "$sweep/run/trials.csv")" -ne "$seeds" ]; then # seed, fork, status
    cut -c -200 "$sweep/run/trials.csv"
    echo "ci/spark.sh: not $seeds rows that say $expected" >&2
    exit 1
  fi
done
devices="$(ci/devices.sh "$sweep")"
if [ "$ended" -ne "$planned" ] || [ "$devices" -ne 2 ]; then
  echo "ci/spark.sh: $ended of $planned trials, on $devices of the two devices" >&2
  exit 1
fi
sleep 2 # what was started by the executor sees that it is gone
if pgrep -af "$sweep"; then
  echo "ci/spark.sh: processes are left over" >&2
  exit 1
fi
echo "spark: $ended trials of $planned in $(find "$sweep/shards" -mindepth 2 -maxdepth 2 | wc -l) attempts on 2 devices, $((2 * seeds)) of them failed or crashed"
