#!/usr/bin/env bash
# Checks a finished run directory: ci/check-run.sh RUN_DIR
set -euo pipefail
java "$(dirname "${BASH_SOURCE[0]}")/CheckRun.java" "$@"
