#!/usr/bin/env bash
# A sweep in three shards: attempts that are killed at random moments, the first second among them, one that is made twice as on two machines, GNU
# parallel where it is installed, and merge. Every planned trial has one row, and what was learned is to the last digit what one run learns.
#   ci/shards.sh [KILLS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
kills="${1:-4}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
suite=(original --lstm onednn,simd --set regime=full --set hidden=8 --set epochs=40 --set warmup=2 --seeds 3)
sweep="$work/sweep"

mvn -B -q package -DskipTests -Dlagbench.skip
if ! command -v parallel > /dev/null && [ "$(id -u)" -eq 0 ] && command -v apt-get > /dev/null; then
  { apt-get update -q && apt-get install -y -q parallel; } > /dev/null 2>&1 || echo "GNU parallel could not be installed: scripts/parallel is not tried"
fi
scripts/lagbench plan "${suite[@]}" --out "$sweep"
scripts/lagbench run "${suite[@]}" --quiet --out "$work/whole" > /dev/null

# An attempt in a process group of its own, whose first process or whole is killed after some tenths of a second.
killed() {
  local shard="$1" tenths="$2" victim="$3"
  setsid scripts/lagbench run --plan "$sweep" --shard "$shard/3" --end-with-parent --quiet > /dev/null 2>> "$work/log" &
  local process=$!
  sleep "$((tenths / 10)).$((tenths % 10))"
  case "$victim" in
    group) kill -KILL -- "-$process" 2> /dev/null || true ;;
    first) kill -KILL "$process" 2> /dev/null || true ;;
    asked) kill -TERM "$process" 2> /dev/null || true ;;
  esac
  local status=0
  wait "$process" || status=$?
  echo "shard $shard/3, $victim after $tenths tenths of a second: status $status"
  case "$victim $status" in
    *" 0" | *" 137" | "asked 75" | "asked 143") ;;
    *) cat "$work/log"; exit 1 ;;
  esac
  sleep 1 # trials notice that their parent is gone
}

for kill in $(seq "$kills"); do
  case "$((kill % 3))" in 0) victim=first ;; 1) victim=group ;; *) victim=asked ;; esac
  if [ "$kill" -le 2 ]; then tenths=$((RANDOM % 10)); else tenths=$((30 + RANDOM % 120)); fi
  killed "$((RANDOM % 3 + 1))" "$tenths" "$victim"
done

# The first shard twice, each time without knowing of the other, as on two machines.
cp -r "$sweep" "$work/elsewhere"
scripts/lagbench run --plan "$sweep" --shard 1/3 --quiet > /dev/null
scripts/lagbench run --plan "$work/elsewhere" --shard 1/3 --quiet > /dev/null
for attempt in "$work"/elsewhere/shards/1-of-3/*; do
  [ -e "$sweep/shards/1-of-3/$(basename "$attempt")" ] || cp -r "$attempt" "$sweep/shards/1-of-3"
done

status=0
scripts/lagbench merge "$sweep" > /dev/null 2> "$work/err" || status=$?
if [ "$status" -ne 75 ] || ! grep -q "^lagbench: missing: trials" "$work/err"; then
  cat "$work/err"
  echo "a sweep of which shards are missing has to be merged with 75 and what is missing, not $status" >&2
  exit 1
fi
if command -v parallel > /dev/null; then
  if [ "$(nproc)" -gt 1 ]; then
    LAGBENCH_CPUS=1 scripts/parallel "$sweep" 3 --jobs 2 > /dev/null # beside each other, each on a processor of its own
  fi
  scripts/parallel "$sweep" 3 # all is done: it starts nothing
fi
for shard in 1 2 3; do
  scripts/lagbench run --plan "$sweep" --shard "$shard/3" --quiet > /dev/null
done
scripts/lagbench merge "$sweep" > /dev/null 2> "$work/err"
if [ -s "$work/err" ]; then
  cat "$work/err"
  echo "a whole sweep has to be merged without a word" >&2
  exit 1
fi
ci/check-run.sh "$sweep/run"

diff <(ci/learned.sh "$work/whole") <(ci/learned.sh "$sweep/run")
attempts="$(find "$sweep/shards" -mindepth 2 -maxdepth 2 | wc -l)"
echo "shards: $(($(wc -l < "$sweep/run/trials.csv") - 1)) trials in 3 shards, after $kills kills and with $attempts folders of attempts: learned what one run learns"
