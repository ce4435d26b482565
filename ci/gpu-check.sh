#!/usr/bin/env bash
# Rehearses scripts/gpu-check on the stand-in: packs cuda-offload, which must be built, into parts, joins them elsewhere, and runs it
# from there, where neither Java nor Maven is on the path.
#   ci/gpu-check.sh STAND_IN_FOLDER
set -euo pipefail
stand_in="$(cd "$1" && pwd)"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
suite="$PWD/ci/cuda-stand-in/rehearsal.yaml"
on_stand_in="$PWD/ci/cuda-stand-in/on.sh"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
scripts/bundle --backend cuda-offload --part-size 60m --out "$work/parts"
mkdir "$work/box" "$work/bin" "$work/home"
cd "$work/box"
sh "$work/parts/join.sh"
for tool in bash basename cat date dirname env grep gzip mkdir mv rm tail tar tee; do
  ln -s "$(command -v "$tool")" "$work/bin/$tool"
done
box() {
  env -i PATH="$work/bin" HOME="$work/home" "$on_stand_in" "$stand_in" "$@"
}
if box bash -c 'command -v java || command -v mvn'; then
  echo "java or mvn is on the path: this proves nothing" >&2
  exit 1
fi
box lagbench-cuda-offload/gpu-check --suite "$suite" --out "$work/checked" | tee "$work/said"
tail -n 2 "$work/said" | head -n 1 | grep -E "^gpu-check: (Stand-in 0, no GPU \(9\.0\) \(cudnn\)|no difference between Stand-in 0, no GPU)" > /dev/null || {
  echo "the sentence is not about the device" >&2
  exit 1
}
mkdir "$work/posted"
tar -xzf "$work/checked.tar.gz" -C "$work/posted"
for file in doctor.txt compare.txt run/trials.csv run/environment.json run/report/index.html; do
  test -s "$work/posted/checked/$file" || { echo "the archive lacks $file" >&2; exit 1; }
done
grep -q '"device_driver" : "590.48.01"' "$work/posted/checked/run/environment.json"
