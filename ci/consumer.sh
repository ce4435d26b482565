#!/usr/bin/env bash
# Publishes lagbench-lstm into a folder and builds ci/consumer on it: a project that knows nothing of this one. Then runs
# it, with oneDNN's natives and without.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work="$PWD/target/consumer"
rm -rf "$work"
mkdir -p "$work"
mvn -B -q deploy -pl :lagbench,:lagbench-lstm -DskipTests -Dmaven.install.skip=true \
  -DaltDeploymentRepository="consumer::file://$work/repository"
cp -r ci/consumer "$work/project"
# Some Mavens colour even this.
repository="$(mvn -B -q help:evaluate -Dexpression=settings.localRepository -DforceStdout | sed $'s/\e\\[[0-9;]*m//g')"
local_copy="$repository/io/lagbench"
trap 'rm -rf "$local_copy"' EXIT
rm -rf "$local_copy"
mvn -B -q -U -f "$work/project/pom.xml" package -Djavacpp.platform.host -Dlagbench.repository="file://$work/repository"
classes="$work/project/target/classes"
lib="$work/project/target/lib"
java -cp "$classes:$lib/*" Consumer

rm "$lib"/dnnl-*-*-*.jar
status=0
output="$(java -cp "$classes:$lib/*" Consumer)" || status=$?
echo "$output"
if [ "$status" -ne 1 ] || [[ "$output" != "refused: oneDNN's native library does not load"* ]] \
  || [ "$(wc -l <<< "$output")" -ne 1 ]; then
  echo "expected one line and exit code 1 without oneDNN's natives, got exit code $status" >&2
  exit 1
fi
