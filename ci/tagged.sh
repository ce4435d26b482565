#!/usr/bin/env bash
# Runs the tests of some modules that carry a tag: tagged.sh TAG MODULE[,MODULE...] [MAVEN ARGUMENT...]
# Fails if none ran in one of them, or if one of harness/lstm was skipped on x86-64 Linux, where oneDNN has to be there. The
# kit of harness/engine skips what an engine refuses. TEST_JVMS: how many JVMs run them, 1 if it says nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tag="$1"
modules="$2"
shift 2
flags=""
if [[ "$tag" = *soak* ]]; then
  # The heap is touched at once, so growth is native memory.
  flags="-Xms512m -Xmx512m -XX:+AlwaysPreTouch -XX:+UseSerialGC -Dorg.bytedeco.javacpp.maxphysicalbytes=0"
fi
for module in ${modules//,/ }; do
  rm -rf "$module/target/surefire-reports"
done
mvn -B -q test -pl "$modules" -am -Dlagbench.tests="$tag" -Dlagbench.tests.excluded=none \
  -Dlagbench.tests.jvms="${TEST_JVMS:-1}" -Dlagbench.tests.flags="$flags" -Dsurefire.printSummary=false "$@"
for module in ${modules//,/ }; do
  run=0
  skipped=0
  if compgen -G "$module/target/surefire-reports/TEST-*.xml" > /dev/null; then
    read -r run skipped < <(awk -F'"' '/<testsuite / {
      for (i = 1; i < NF; i++) { if ($i ~ / tests=$/) t += $(i + 1); if ($i ~ / skipped=$/) s += $(i + 1) }
    } END { print t + 0, s + 0 }' "$module"/target/surefire-reports/TEST-*.xml)
  fi
  echo "$tag: $module: $run tests, $skipped skipped"
  if [ "$run" -eq "$skipped" ] ||
    { [ "$module" = harness/lstm ] && [ "$skipped" -gt 0 ] && [ "$(uname -sm)" = "Linux x86_64" ]; }; then
    echo "tests of $module tagged $tag did not run" >&2
    exit 1
  fi
done
