#!/usr/bin/env bash
# Runs the tests of harness/lstm that carry a tag: tagged.sh TAG [MAVEN ARGUMENT...]
# Fails if none ran, or if one was skipped on x86-64 Linux, where oneDNN has to be there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tag="$1"
shift
rm -rf harness/lstm/target/surefire-reports
mvn -B -q test -pl harness/lstm -am -Dlagbench.tests="$tag" -Dlagbench.tests.excluded=none \
  -Dsurefire.printSummary=false "$@"
read -r run skipped < <(awk -F'"' '/<testsuite / {
  for (i = 1; i < NF; i++) { if ($i ~ / tests=$/) t += $(i + 1); if ($i ~ / skipped=$/) s += $(i + 1) }
} END { print t + 0, s + 0 }' harness/lstm/target/surefire-reports/TEST-*.xml)
echo "$tag: $run tests, $skipped skipped"
if [ "$run" -eq 0 ] || { [ "$skipped" -gt 0 ] && [ "$(uname -sm)" = "Linux x86_64" ]; }; then
  echo "tests tagged $tag did not run" >&2
  exit 1
fi
