#!/usr/bin/env bash
# The engine on PyTorch: its tests, all cases of the conformance kit, its memory over 5,000 fits, and a build that trains with it beside DL4J: 200 updates from the
# same weights on the same batches have the same losses. Without the profile there is one line with the command that builds it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mvn -B -q package -DskipTests -Dlagbench.skip
status=0
scripts/lagbench run original --lstm pytorch --dry-run > "$work/out" 2> "$work/err" || status=$?
if [ "$status" -ne 4 ] || ! grep -qx "lagbench: lstm pytorch is not in this build; build it: mvn -Ppytorch package -DskipTests" "$work/err"; then
  cat "$work/out" "$work/err"
  echo "without the profile, lstm pytorch has to end with one line and exit code 4, not $status" >&2
  exit 1
fi
mvn -B -q -Ppytorch test -pl harness/pytorch -am -Dtest='io.lagbench.pytorch.**' -Dsurefire.failIfNoSpecifiedTests=false
ci/tagged.sh "conformance | soak" harness/pytorch -Ppytorch
mvn -B -q -Ppytorch package -DskipTests -Dlagbench.skip
scripts/lagbench doctor | grep "pytorch"
for suite in peers long-range-peers; do
  scripts/lagbench run "$suite" --dry-run | tail -1
done
scripts/lagbench run recall --lstm onednn,pytorch --set length=50 --set hidden=8 --set batch=8 --set init=chrono --set learning-rate=0.01 \
  --set updates=200 --set evaluate-every=20 --quiet --out "$work/run"
ci/check-run.sh "$work/run"
awk -F, '
  FNR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
  NR == FNR { lstm[$column["trial_id"]] = $column["lstm"]; next }
  { loss[lstm[$column["trial_id"]] " " $column["update"]] = $column["loss"]; at[$column["update"]] }
  END {
    for (update in at) {
      difference = loss["onednn " update] - loss["pytorch " update]
      if (difference < 0) difference = -difference
      if (difference > most) most = difference
      count++
    }
    printf "onednn and pytorch: losses of %d evaluations differ by at most %.2g\n", count, most
    exit !(count > 5 && most < 0.01)
  }' "$work/run/trials.csv" "$work/run/learning.csv"
