#!/usr/bin/env bash
# Checks what the stand-in noted: nothing was misused, and every function of the sources named was called.
#   ci/cuda-stand-in/check.sh LOG_FOLDER SOURCE...
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
log="$1"
shift
if grep -h '^misuse ' "$log"/*.log; then
  echo "calls of CUDA that its documentation forbids" >&2
  exit 1
fi
missing=0
for source in "$@"; do
  # functions of a descriptor come in pairs from one macro
  for function in $({
    grep -oE '(BEGIN|answer)\("[A-Za-z0-9_]+"' "$here/$source" | grep -oE '"[A-Za-z0-9_]+"' | tr -d '"'
    grep -oE '^DESCRIPTOR\([A-Za-z]+' "$here/$source" | sed -E 's/DESCRIPTOR\((.*)/cudnnCreate\1 cudnnDestroy\1/'
  } || true); do
    if ! grep -qh "^count $function " "$log"/*.log; then
      echo "$function was never called" >&2
      missing=1
    fi
  done
done
calls="$(awk '$1 == "count" && $2 ~ /^(cuda|cudnn|nvml)/ { calls += $3 } END { print calls }' "$log"/*.log)"
echo "cuda stand-in: $calls calls of CUDA, none misused"
exit "$missing"
