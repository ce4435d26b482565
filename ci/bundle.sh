#!/usr/bin/env bash
# Packs the CPU backend into parts, joins them elsewhere, and runs it where no Java is on the path.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
scripts/bundle --backend cpu --part-size 60m --out "$work/parts"
mkdir "$work/box" "$work/bin" "$work/home"
cd "$work/box"
sh "$work/parts/join.sh"
for tool in bash dirname env mv rm; do
  ln -s "$(command -v "$tool")" "$work/bin/$tool"
done
box() {
  env -i PATH="$work/bin" HOME="$work/home" "$@"
}
if box bash -c 'command -v java'; then
  echo "java is on the path: this proves nothing" >&2
  exit 1
fi
cd lagbench-cpu
box ./lagbench doctor
box ./lagbench run smoke --quiet --out "$work/run"
box ./lagbench run original --dry-run
test "$(wc -l < "$work/run/trials.csv")" -gt 5

# A part that was damaged on the way is refused.
printf x >> "$(ls "$work"/parts/lagbench-cpu.tar.gz.part* | tail -n 1)"
if (mkdir "$work/again" && cd "$work/again" && sh "$work/parts/join.sh" 2> /dev/null); then
  echo "join.sh took a damaged part" >&2
  exit 1
fi
