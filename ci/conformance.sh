#!/usr/bin/env bash
# The fused LSTM on 200 random shapes, against the double-precision reference and DL4J's own layer, every engine on all cases
# of the conformance kit, and 200 damaged runs (some minutes).
# Other random shapes: ci/conformance.sh -Dlagbench.seed=N
exec "$(dirname "${BASH_SOURCE[0]}")/tagged.sh" conformance harness/lstm,harness/engine,harness/dl4j,harness/core "$@"
