#!/usr/bin/env bash
# Builds the stand-in for one version of CUDA and cuDNN: shared libraries under NVIDIA's names, and an nvidia-smi.
#   ci/cuda-stand-in/build.sh FOLDER CUDA_MAJOR CUDNN_VERSION      for example 13 91900, 12 90500 or 11 8302
# Put FOLDER on LD_LIBRARY_PATH and FOLDER/bin on PATH.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
folder="$1" cuda="$2" version="$3"
dnn=$((version >= 90000 ? version / 10000 : version / 1000))
mkdir -p "$folder/bin"
folder="$(cd "$folder" && pwd)"

library() {
  local name="$1"
  shift
  gcc -O2 -Wall -Wextra -Werror -fPIC -shared "-Wl,-soname,$name" '-Wl,-rpath,$ORIGIN' -o "$folder/$name" "$@"
}

# A library of NVIDIA's whose functions are in another one here, or are never called.
empty() {
  for name in "$@"; do
    library "$name" -x c /dev/null -L"$folder" -Wl,--no-as-needed "-l:$functions"
  done
}

library libcuda.so.1 "$here/device.c" -lpthread
runtime="libcudart.so.$cuda"
[ "$cuda" -eq 11 ] && runtime=libcudart.so.11.0
library "$runtime" "-DCUDA_MAJOR=$cuda" "$here/cudart.c" -L"$folder" -l:libcuda.so.1
library libnvidia-ml.so.1 "$here/nvml.c" -L"$folder" -l:libcuda.so.1
functions="libcudnn_adv.so.$dnn"
[ "$dnn" -eq 8 ] && functions=libcudnn.so.8
library "$functions" "-DCUDNN_MAJOR=$dnn" "-DCUDNN_VERSION=$version" "$here/cudnn.c" -L"$folder" -l:libcuda.so.1 -lm
if [ "$dnn" -eq 8 ]; then
  for part in cnn_train cnn_infer adv_train adv_infer ops_train ops_infer; do
    empty "libcudnn_$part.so.8"
  done
else
  empty libcudnn_cnn.so.9 libcudnn_ops.so.9 libcudnn_graph.so.9
fi
empty "libcublas.so.$cuda" "libcublasLt.so.$cuda"

cat > "$folder/bin/nvidia-smi" <<'SMI'
#!/usr/bin/env bash
# Answers --query-gpu=index,uuid,name,compute_cap,memory.total,driver_version --format=csv,noheader,nounits as the stand-in's devices do.
memory=$((${CUDA_STAND_IN_MEMORY:-4294967296} / 1048576))
for ((device = 0; device < ${CUDA_STAND_IN_DEVICES:-1}; device++)); do
  echo "$device, GPU-00000000-0000-0000-0000-00000000000$device, Stand-in $device - no GPU, 9.0, $memory, 590.48.01"
done
SMI
chmod +x "$folder/bin/nvidia-smi"
