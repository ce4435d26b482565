#!/usr/bin/env bash
# Builds both CUDA profiles and tests what depends on the backend. Without a device, `mvn verify` has to build everything and
# then fail with the doctor's lines; with one it has to pass. The offload profile is tested on a stand-in for CUDA 11 and 13
# (ci/cuda-stand-in), which computes on the CPU and checks every call: that shows our side of the interface, not NVIDIA's.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
export LAGBENCH_LOCKS="$work/locks"

# The layer and the engine on it: the other modules' tests know no backend, and ci/test.sh ran them.
of_layer_and_engine=(-pl harness/lstm,harness/dl4j -am -Dsurefire.failIfNoSpecifiedTests=false)
all_tests='io.lagbench.lstm.**,io.lagbench.dl4j.**'

verify() {
  local backend="$1" status=0
  mvn -B "-P$backend" verify -DskipTests > "$work/log" 2>&1 || status=$?
  grep -E "^(OK|WARN|FAIL)  |cannot be used here" "$work/log" || true
  if grep -q "COMPILATION ERROR" "$work/log"; then
    cat "$work/log"
    echo "-P$backend does not build" >&2
    exit 1
  fi
  local doctor=0
  scripts/lagbench doctor --backend "$backend" > /dev/null || doctor=$?
  if [ "$doctor" -eq 0 ]; then
    [ "$status" -eq 0 ] || { cat "$work/log"; echo "-P$backend failed on a device" >&2; exit 1; }
    return
  fi
  if [ "$doctor" -ne 4 ] || [ "$status" -eq 0 ] || ! grep -q "Backend $backend cannot be used here" "$work/log"; then
    cat "$work/log"
    echo "-P$backend has to end with the doctor's lines where there is no device" >&2
    exit 1
  fi
  local run=0
  scripts/lagbench run verify --backend "$backend" > "$work/out" 2> "$work/err" || run=$?
  if [ "$run" -ne 4 ] || [ -s "$work/out" ] || ! grep -q "^FAIL  driver" "$work/err"; then
    echo "run --backend $backend ended with $run, not 4 and the doctor's lines" >&2
    exit 1
  fi
}

stand_in() {
  local cuda="$1" dnn="$2" tests="$3" folder="$work/cuda-$1"
  shift 3
  ci/cuda-stand-in/build.sh "$folder" "$cuda" "$dnn"
  mkdir "$folder/log" "$folder/faults"
  ci/cuda-stand-in/on.sh "$folder" mvn -B -q -Pcuda-offload "$@" test "${of_layer_and_engine[@]}" "-Dtest=$tests"
}

# How a training ends on a device with so many bytes: cut into segments it fits less than a sequence takes, but not less than the weights.
on_little_memory() {
  local memory="$1" expected="$2" run="$work/memory-$1"
  CUDA_STAND_IN_MEMORY="$memory" ci/cuda-stand-in/on.sh "$work/cuda-13" scripts/lagbench run recall --lstm cudnn --backend cuda-offload \
    --set length=500 --set batch=8 --set hidden=32 --set updates=2 --set warmup=0 --set evaluate-every=2 --out "$run" || true
  if [ "$(tail -n 1 "$run/trials.csv" | grep -c ",$expected,")" -ne 1 ]; then
    cat "$run/trials.csv"
    echo "on $memory bytes the trial has to end with $expected" >&2
    exit 1
  fi
}

mvn -B -q -Pcuda test "${of_layer_and_engine[@]}" "-Dtest=$all_tests"
verify cuda
stand_in 11 8302 "$all_tests" -Dcuda.version=11.6-8.3-1.5.7 -Djavacpp.version=1.5.7
ci/cuda-stand-in/check.sh "$work/cuda-11/log" cudnn.c
stand_in 13 91900 "$all_tests"
verify cuda-offload
ci/cuda-stand-in/on.sh "$work/cuda-13" scripts/lagbench doctor --backend cuda-offload
ci/cuda-stand-in/on.sh "$work/cuda-13" scripts/lagbench run smoke --lstm cudnn,stock --jobs 2 --backend cuda-offload --out "$work/run"
if [ ! -e "$LAGBENCH_LOCKS/gpu-GPU-00000000-0000-0000-0000-000000000000" ]; then
  echo "a run has to lock its device under the name that nvidia-smi has for it; it locked:" "$LAGBENCH_LOCKS"/* >&2
  exit 1
fi
on_little_memory 4000000 ok
on_little_memory 1000000 out_of_memory
ci/gpu-check.sh "$work/cuda-13"
ci/cuda-stand-in/check.sh "$work/cuda-13/log" cudart.c cudnn.c nvml.c
ci/cuda-mistakes.sh --only-make
