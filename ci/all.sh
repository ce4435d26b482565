#!/usr/bin/env bash
# All that a change must pass, on a machine with JDK 17 and Maven, or the parts that are named. Ends with the seconds that each part took,
# also where one fails or the whole is stopped.
#   ci/all.sh [PART...]
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
took=()
part=""
report() {
  status=$?
  [ -z "$part" ] || took+=("$part, not finished, $((SECONDS - started))")
  printf 'ci: %s s\n' "${took[@]}" "in all, $SECONDS"
  exit "$status"
}
trap report EXIT
trap 'exit 143' TERM
if [ "$#" -eq 0 ]; then
  set -- test conformance forks shards slurm spark benchmarks consumer verify smoke places own-task bundle pytorch cuda
fi
for part in "$@"; do
  started=$SECONDS
  "$here/$part.sh"
  took+=("$part, $((SECONDS - started))")
done
part=""
