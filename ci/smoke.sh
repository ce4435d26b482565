#!/usr/bin/env bash
# Runs every task in a tiny configuration from the assembled artefact, and the other commands of the README.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
scripts/lagbench --version
scripts/lagbench list > /dev/null
scripts/lagbench run original --set hidden=10,20 --seeds 3 --dry-run
scripts/lagbench run smoke --out "$out/run"
ci/check-run.sh "$out/run"
scripts/update-docs --check
status=0
scripts/lagbench run verify --backend cuda || status=$?
if [ "$status" -ne 4 ]; then
  echo "expected exit code 4 for a backend that is not built, got $status" >&2
  exit 1
fi
