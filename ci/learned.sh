#!/usr/bin/env bash
# What a run learned, without times, in an order that does not depend on which trial came first.
#   ci/learned.sh RUN_DIR
set -euo pipefail
awk -F, 'FNR == 1 { for (i = 1; i <= NF; i++) if ($i == "train_s") times = i; next } { $times = ""; print }' "$1/learning.csv" | sort
