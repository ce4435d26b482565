#!/usr/bin/env bash
# Shows that the tests on the stand-in find mistakes in what calls CUDA: makes one at a time in a copy of harness/lstm, which must be
# built with -Pcuda-offload, and fails if one goes unnoticed. Found is what fails a test, misuses a call or leaks more. Takes some
# minutes, for whoever changes what calls CUDA; CI checks that the mistakes can be made in the code as it is.
#   ci/cuda-mistakes.sh STAND_IN_FOLDER [MAVEN ARGUMENT...]
#   ci/cuda-mistakes.sh --only-make
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ "$1" = --only-make ]; then
  stand_in=""
else
  stand_in="$(cd "$1" && pwd)"
fi
shift
maven=("$@")
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/harness" "$work/log" "$work/faults"
cp pom.xml "$work"
cp -r harness/lstm "$work/harness"
sources="$work/harness/lstm/src/main/java/io/lagbench/lstm"
unnoticed=0
made=0

# Runs the tests; prints what is wrong, nothing if nothing is.
wrong() {
  rm -f "$work/log"/*
  if ! CUDA_STAND_IN_LOG="$work/log" CUDA_STAND_IN_FAULTS="$work/faults" ci/cuda-stand-in/on.sh "$stand_in" \
    mvn -B -q "${maven[@]}" -Pcuda-offload -f "$work/harness/lstm/pom.xml" \
    compiler:compile@default-compile surefire:test@cudnn -Dtest='io.lagbench.lstm.cudnn.*Test,LstmKernelTest,SegmentedKernelTest' \
    -Dsurefire.skipAfterFailureCount=1 > "$work/out" 2>&1; then
    if ! grep -qE "<<< (FAILURE|ERROR)!|forked VM terminated|crashed" "$work/out"; then
      cat "$work/out" >&2
      echo "the tests could not be run" >&2
      kill $$
    fi
    echo "tests fail: $(grep -m 1 -oE 'Test\.[A-Za-z]+' "$work/out" | cut -d . -f 2 || echo the process ends)"
  elif grep -qh '^misuse ' "$work/log"/*.log; then
    cat "$work/log"/*.log | grep -m 1 '^misuse '
  elif [ "$(leaks)" -gt "$leaks_without" ]; then
    echo "$(leaks) leaks, not $leaks_without"
  fi
}

# What nobody released; releases that fail because a test wants them to are among it.
leaks() {
  cat "$work/log"/*.log | grep -c '^leak ' || true
}

# One mistake: what it is, in which file, as an expression of Perl on the whole file.
mistake() {
  local what="$1" file="$sources/$2" change="$3"
  cp "$file" "$work/right"
  perl -0pi -e "$change" "$file"
  if cmp -s "$file" "$work/right"; then
    echo "cannot be made any more: $what" >&2
    exit 1
  fi
  made=$((made + 1))
  if [ -z "$stand_in" ]; then
    cp "$work/right" "$file"
    return
  fi
  local found
  found="$(wrong)"
  cp "$work/right" "$file"
  if [ -z "$found" ]; then
    unnoticed=$((unnoticed + 1))
  fi
  echo "$what: ${found:-UNNOTICED}"
}

if [ -n "$stand_in" ]; then
  leaks_without=1000
  found="$(wrong)"
  if [ -n "$found" ]; then
    cat "$work/out"
    echo "without a mistake: $found" >&2
    exit 1
  fi
  leaks_without="$(leaks)"
fi
kernel=cudnn/CuDnnLstmKernel.java
calls=cudnn/CuDnnCalls.java
plans=cudnn/CuDnnPlans.java
plan=cudnn/CuDnnLstmPlan.java
staged=cudnn/StagedCudaTransfer.java
mistake 'gates in the order of cuDNN' cudnn/CuDnnWeightSpace.java 's/LstmWeights\.columnBlock\(gate\) \* size/gate * size/'
mistake 'weight gradients not zeroed before they are added to' $calls 's/\n *zero\(gradients, [^\n]*//'
mistake 'no zeros where outputs have no gradient' $calls 's/zero\(memory, zeroMemory[^;]*;//'
mistake 'output and cell of the state swapped' $kernel 's/(STATE_OUTPUT, start\.)output/$1cell/; s/(STATE_CELL, start\.)cell/$1output/'
mistake 'gradients of output and cell swapped' $calls 's/last\.output,(\n *startGradient\.output)/last.cell,$1/; s/last\.cell,(\n *startGradient\.cell)/last.output,$1/'
mistake 'workspace of inference in training' $calls 's/training \? plan\.workspaceBytes : //'
mistake 'no reserve space in training' $calls 's/training \? plan\.reserveBytes : 0/0/'
mistake 'inference in training' $calls 's/training \? CUDNN_FWD_MODE_TRAINING : //'
mistake 'sizes of states without the batch' $calls 's/shape\.batch\(\) \* shape\.hidden\(\) \* Float/shape.hidden() * Float/'
mistake 'work on the default stream' $kernel 's/\n[^\n]*checkDnn\("cudnnSetStream"[^\n]*//'
mistake 'a pass that another has replaced is used' $kernel 's/\n *run\+\+; \/\/ the buffers[^\n]*//'
mistake 'the gradient of the state is that of its cell' $kernel 's/(STATE_OUTPUT_GRADIENT, startGradient\.)output/$1cell/'
mistake 'descriptors are not released' $kernel 's/releases\.push\(plans::close\);//'
mistake 'the stream is not released' $kernel 's/releases\.push\(\(\) -> Cuda\.check\("cudaStreamDestroy", cudaStreamDestroy\(stream\)\)\);//'
mistake 'lengths of the sequences stay on the host' $plan 's/Cuda\.copyUp\(device, host, bytes, stream\);//'
mistake 'sequences in the order of batches' $plan 's/CUDNN_RNN_DATA_LAYOUT_SEQ_MAJOR_UNPACKED, \/\/[^\n]*/org.bytedeco.cuda.global.cudnn.CUDNN_RNN_DATA_LAYOUT_BATCH_MAJOR_UNPACKED,/'
mistake 'results are read before they are there' $staged 's/Cuda\.check\("cudaStreamSynchronize", cudaStreamSynchronize\(stream\)\);//'
mistake 'results come down before they are computed' $staged 's/copies\.add\(\(\) -> down\(host, device, bytes\)\);/down(host, device, bytes);/'
mistake 'arrays share one pinned buffer' $staged 's/(StagedCudaTransfer\(CUstream_st stream\) \{)/$1\n        Cuda.Buffer one = releases.buffer(Cuda.Buffer.pinned());/; s/new BufferPair\(releases\.buffer\(Cuda\.Buffer\.pinned\(\)\)/new BufferPair(one/'
mistake 'second biases are whatever was there' $staged 's/Pointer\.memset\(host, 0, space\.bytes\(\)\);//'
mistake 'changed weights stay on the host' $staged 's/ \|\| Pointer\.memcmp\([^\n]*!= 0\)/)/'
mistake 'weights of a layout are taken for those of another' $staged 's/ && space\.equals\(other\.space\)//; s/device == other\.device && host == other\.host/true/'
mistake 'symbols of the batch before stay' cudnn/OneHotSymbols.java 's/put\(vectors, written, writtenSize, 0\);//'
mistake 'copies in the wrong direction' $staged 's/cudaMemcpyDeviceToHost, stream/org.bytedeco.cuda.global.cudart.cudaMemcpyHostToDevice, stream/'
mistake 'memory on the device is not released' cudnn/Releases.java 's/push\(buffer::close\);//'
mistake 'the slowest algorithm is taken' $plans 's/nanos < least/least == Long.MAX_VALUE || nanos > least/'
mistake 'algorithms are measured again and again' $plans 's/ANSWERS\.put\([^;]*;//'
mistake 'an algorithm that cuDNN refuses to run ends the pass' $plans 's/catch \(CuDnnNotSupportedException e\) \{/$&\n                if (true) throw e;/'
mistake 'one release that fails ends the others' cudnn/Releases.java 's/catch \(RuntimeException e\) \{\n/catch (RuntimeException e) {\n                if (true) throw e;\n/'
if [ -z "$stand_in" ]; then
  echo "$made mistakes can be made"
else
  echo "$((made - unnoticed)) of $made mistakes are found"
fi
[ "$unnoticed" -eq 0 ]
