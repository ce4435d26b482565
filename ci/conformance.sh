#!/usr/bin/env bash
# The fused LSTM on 200 random shapes, by oneDNN and by the kernel in Java, against the double-precision reference and DL4J's own
# layer, every engine on all cases of the conformance kit, and 200 damaged runs (some minutes).
# Other random shapes: ci/conformance.sh -Dlagbench.seed=N
# Beside them resident memory of fused networks over 20,000 fits at 50 shapes, and over 1,000 networks made, trained and closed.
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
export TEST_JVMS=2 # each on one thread
"$here/tagged.sh" "conformance | soak" harness/lstm "$@"
"$here/tagged.sh" conformance harness/lstm -Dlagbench.kernel=simd "$@"
"$here/tagged.sh" conformance harness/engine,harness/dl4j,harness/lstm1997,harness/core -Dsurefire.runOrder=reversealphabetical "$@"
