#!/usr/bin/env bash
# What action.yml does, by variables: runs SUITE into OUT with LAGBENCH, compares with the run in BASE by the conditions in FAIL_ON, and
# appends what both say to GITHUB_STEP_SUMMARY. Ends with the code of what failed: of the run, else of the comparison.
set -euo pipefail
here="$(CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
lagbench="${LAGBENCH:-$here/../../../scripts/lagbench}"
summary="${GITHUB_STEP_SUMMARY:-/dev/stdout}"
ran=0
"$lagbench" run "$SUITE" --out "$OUT" || ran=$?
if [ -f "$OUT/report/report.md" ]; then
  # Pictures lie in the run directory, not where the summary is shown.
  grep -vE '^!\[|^\*\*.*\?\*\*$' "$OUT/report/report.md" >> "$summary"
fi
[ -z "${GITHUB_OUTPUT:-}" ] || echo "run=$OUT" >> "$GITHUB_OUTPUT"
compared=0
if [ -n "${BASE:-}" ] && [ "$ran" -lt 2 ]; then
  conditions=()
  for condition in ${FAIL_ON:-}; do
    conditions+=(--fail-on "$condition")
  done
  "$lagbench" compare "$BASE" "$OUT" "${conditions[@]}" --format markdown >> "$summary" || compared=$?
fi
if [ "$ran" -ne 0 ]; then
  exit "$ran"
fi
exit "$compared"
