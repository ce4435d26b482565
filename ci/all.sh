#!/usr/bin/env bash
# All that a change must pass, on a machine with JDK 17 and Maven.
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
"$here/test.sh"
"$here/conformance.sh"
"$here/soak.sh"
"$here/forks.sh"
"$here/benchmarks.sh"
"$here/consumer.sh"
"$here/verify.sh"
"$here/smoke.sh"
"$here/places.sh"
"$here/own-task.sh"
"$here/bundle.sh"
"$here/cuda.sh"
