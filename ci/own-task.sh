#!/usr/bin/env bash
# A task of somebody else's: builds ci/own-task against lagbench-workloads alone and runs its suite by jar, with the
# commands of the README. Its gate is that every trial is solved.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work="$(mktemp -d)"
# Some Mavens colour even this.
repository="$(mvn -B -q help:evaluate -Dexpression=settings.localRepository -DforceStdout | sed $'s/\e\\[[0-9;]*m//g')"
installed="$repository/io/lagbench"
trap 'rm -rf "$work" "$installed/lagbench" "$installed/lagbench-workloads"' EXIT
mvn -B -q install -pl workloads -am -DskipTests
mvn -B -q -f ci/own-task/pom.xml package
jar=ci/own-task/target/own-task-1.jar

if scripts/lagbench list tasks --raw | grep -qx came-first; then
  echo "came-first is there without its jar: this proves nothing" >&2
  exit 1
fi
LAGBENCH_CLASSPATH="$jar" scripts/lagbench list tasks | grep came-first
LAGBENCH_CLASSPATH="$jar" scripts/lagbench run ci/own-task/came-first.yaml --out "$work/run"
ci/check-run.sh "$work/run"

status=0
LAGBENCH_CLASSPATH="$work/no-such.jar" scripts/lagbench list tasks > /dev/null 2> "$work/err" || status=$?
if [ "$status" -ne 2 ] || ! grep -q "LAGBENCH_CLASSPATH: no such file" "$work/err"; then
  echo "a jar that is not there has to be one line and exit code 2, got $status" >&2
  exit 1
fi
