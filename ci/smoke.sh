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
scripts/lagbench noise results/reference/epyc-2-cores/verify-{once,again,third} | tail -1
scripts/update-docs --check
scripts/lagbench doctor
scripts/lagbench doctor --json > /dev/null
