#!/usr/bin/env bash
# Builds, runs the suite `verify` on the assembled artefact, and checks the run it left with code that shares nothing with
# the code that wrote it. `mvn verify` also tests, which ci/test.sh did.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mvn -B verify -DskipTests
run="$(ls -d results/runs/*-verify-cpu | tail -n 1)"
ci/check-run.sh "$run"
