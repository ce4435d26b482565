#!/usr/bin/env bash
# Runs every micro-benchmark once, for a moment: that they run, not what they measure.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ -f harness/jmh/target/benchmarks.jar ] || mvn -B -q package -DskipTests -Dlagbench.skip
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
scripts/benchmark --out "$out" --threads 1 -f 1 -wi 0 -i 1 -r 100ms -foe true -p shape=1x4x20 -p hidden=20 > "$out/log" 2>&1 ||
  { cat "$out/log" >&2; exit 1; }
grep -E '^[A-Za-z]+Benchmark' "$out/log" | grep -v ':'
results="$(grep -c '"primaryMetric"' "$out/jmh-omp-1.json")"
echo "benchmarks: $results results"
[ "$results" -ge 12 ]
scripts/benchmark --table 1x4x20:3
scripts/benchmark --kernels 1x4x20:2
