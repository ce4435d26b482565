#!/usr/bin/env bash
# Compiles everything, checks the format and runs the tests of `mvn test`, and those that take seconds each. No measurement.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mvn -B test -Dlagbench.tests.excluded=fork,conformance,soak -Dlagbench.tests.widths.skip=false
