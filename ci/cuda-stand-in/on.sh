#!/usr/bin/env bash
# Runs a command with the stand-in of a folder in place of CUDA. JavaCPP prefers a runtime that is installed, hence the preloading.
#   ci/cuda-stand-in/on.sh FOLDER COMMAND...
set -euo pipefail
folder="$1"
shift
export CUDA_STAND_IN_LOG="${CUDA_STAND_IN_LOG:-$folder/log}" CUDA_STAND_IN_FAULTS="${CUDA_STAND_IN_FAULTS:-$folder/faults}"
export PATH="$folder/bin:$PATH" LD_LIBRARY_PATH="$folder"
LD_PRELOAD="$(basename "$folder"/libcudart.so.*)" exec "$@"
