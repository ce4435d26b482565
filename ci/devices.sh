#!/usr/bin/env bash
# How many of two invented devices, 0 and 1, the attempts of a sweep saw as their only one.
#   ci/devices.sh SWEEP
set -euo pipefail
cat "$1"/shards/*/*/environment.json | grep -o '"CUDA_VISIBLE_DEVICES" *: *"[01]"' | sort -u | wc -l
