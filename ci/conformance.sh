#!/usr/bin/env bash
# The fused LSTM on 200 random shapes, against the double-precision reference and DL4J's own layer (a minute and a half).
# Another seed: ci/conformance.sh -Dlagbench.seed=N
exec "$(dirname "${BASH_SOURCE[0]}")/tagged.sh" conformance harness/lstm "$@"
