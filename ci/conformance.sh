#!/usr/bin/env bash
# The fused LSTM on 200 random shapes, by oneDNN and by the kernel in Java, against the double-precision reference and DL4J's own
# layer, every engine on all cases of the conformance kit, and 200 damaged runs (some minutes).
# Other random shapes: ci/conformance.sh -Dlagbench.seed=N
set -euo pipefail
export TEST_JVMS=2 # each on one thread
here="$(dirname "${BASH_SOURCE[0]}")"
"$here/tagged.sh" conformance harness/lstm -Dlagbench.kernel=simd "$@"
"$here/tagged.sh" conformance harness/lstm,harness/engine,harness/dl4j,harness/lstm1997,harness/core -Dsurefire.runOrder=reversealphabetical "$@"
