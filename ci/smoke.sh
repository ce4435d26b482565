#!/usr/bin/env bash
# Runs every task in a tiny configuration from the assembled artefact, and the commands of the README pages, the long ones as dry runs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
scripts/lagbench --version
scripts/lagbench list > /dev/null
scripts/lagbench run original --set hidden=10,20 --seeds 3 --dry-run
scripts/lagbench run recall --set length=50,100 --set hidden=20,64 --set updates=1000 --dry-run
scripts/lagbench run recall --set length=1000 --set batch=32 --set init=chrono --set learning-rate=0.005 \
  --set until=solved --dry-run
for suite in lstm tuning alphabets gpu long-range million random-sequences batch-learning shuffle \
  hs97 hs97-today hs97-controls hs97-readings; do
  scripts/lagbench run "$suite" --dry-run | tail -1
done
scripts/lagbench run smoke --out "$out/run"
ci/check-run.sh "$out/run"
# Every export, and what others read of it.
for format in jsonl prometheus tensorboard; do
  scripts/lagbench export "$out/run" --to "$format"
done
if ! /usr/bin/python3 -c 'import prometheus_client' 2> /dev/null && [ "$(id -u)" -eq 0 ] && command -v apt-get > /dev/null; then
  { apt-get update -q && apt-get install -y -q python3-prometheus-client; } > /dev/null 2>&1 || true
fi
if ! /usr/bin/python3 -c 'import prometheus_client' 2> /dev/null; then
  echo "Prometheus' parser could not be installed: its export is not read back"
else
  /usr/bin/python3 - "$out/run" << 'PYTHON'
import csv, sys
from prometheus_client.parser import text_string_to_metric_families
run = sys.argv[1]
text = open(run + "/export/lagbench.prom").read()
families = {family.name: family.samples for family in text_string_to_metric_families(text)}
cells = list(csv.DictReader(open(run + "/summary.csv")))
assert len(families["lagbench_trials"]) == len(cells), (len(families["lagbench_trials"]), len(cells))
ours = sorted(float(cell["fit_p50_us_median"]) for cell in cells if cell["fit_p50_us_median"])
theirs = sorted(sample.value for sample in families["lagbench_fit_p50_us"])
assert ours == theirs, (ours, theirs)
print(len(families), "metrics of", len(cells), "cells are read by Prometheus' parser")
PYTHON
fi
scripts/examples/read.py "$out/run"
scripts/lagbench completion | bash -n

# The gate of GitHub Actions, on a suite of a second: it passes against itself and fails where the base was faster.
cat > "$out/second.yaml" << 'YAML'
summary: a second
entries:
  - {task: recall, measure: latency, length: 10, interior: random, updates: 20, warmup: 5, evaluate-every: 20, seeds: 3}
YAML
gate() {
  SUITE="$out/second.yaml" OUT="$1" BASE="$2" FAIL_ON="$3" GITHUB_STEP_SUMMARY="$out/summary.md" .github/actions/gate/gate.sh > /dev/null
}
gate "$out/base" "" ""
gate "$out/same" "$out/base" "fit_p50_us:10000%"
cp -r "$out/base" "$out/faster"
python3 - "$out/faster/trials.csv" << 'PYTHON'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="")))
for row in rows:
    row["fit_p50_us"] = float(row["fit_p50_us"]) / 1000
with open(sys.argv[1], "w", newline="") as file:
    writer = csv.DictWriter(file, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
PYTHON
status=0
gate "$out/slower" "$out/faster" "fit_p50_us:100%" 2> /dev/null || status=$?
if [ "$status" -ne 1 ] || ! grep -q "^# Lagbench: " "$out/summary.md" || ! grep -q "ran .* times" "$out/summary.md"; then
  cat "$out/summary.md"
  echo "the gate ended with $status" >&2
  exit 1
fi
scripts/lagbench noise results/reference/epyc-2-cores/verify-{once,again,third} | tail -1
scripts/update-docs --check
scripts/lagbench doctor
scripts/lagbench doctor --json > /dev/null
