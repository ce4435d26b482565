#!/usr/bin/env bash
# Starts the assembled artefact where something is not as usual: a locale without letters beyond ASCII, shells with variables
# that JVM and libraries obey, users without a home, mounts from which nothing can be executed or that cannot be written.
# What needs more rights than this process has is said and left out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dist="$PWD/harness/core/target/dist/cpu"
work="$(mktemp -d)"
chmod 755 "$work"
trap 'umount -q "$work/noexec" "$work/readonly" 2> /dev/null || true; rm -rf "$work"' EXIT
one_trial=(run original --lstm onednn --set regime=full --set epochs=10 --quiet)

# expect STATUS PATTERN COMMAND...: its exit status, a line of its output, and no stack trace.
expect() {
  local wanted="$1" pattern="$2" status=0
  shift 2
  "$@" > "$work/log" 2>&1 || status=$?
  if [ "$status" -ne "$wanted" ] || ! grep -q -- "$pattern" "$work/log" || grep -q "^[[:space:]]at " "$work/log"; then
    cat "$work/log"
    echo "$* ended with $status; expected: $wanted, a line with '$pattern', and no stack trace" >&2
    exit 1
  fi
}

# Letters beyond ASCII in all paths, under the plainest of locales.
umlauts="$work/$(printf '\303\274')"
mkdir "$umlauts"
ln -s "$dist" "$umlauts/dist"
printf 'entries: [{task: original, lstm: onednn, regime: full, epochs: 10}]\n' > "$umlauts/$(printf 'b\303\244se').YAML"
LC_ALL=C LAGBENCH_RUNS="$umlauts/runs" expect 0 "^Run: " "$umlauts/dist/lagbench" run "$umlauts/$(printf 'b\303\244se').YAML"
LC_ALL=C expect 0 "index.html" "$umlauts/dist/lagbench" report "$umlauts"/runs/*
ln -s "$dist" "$work/a:b"
expect 2 "has a colon in its name" "$work/a:b/lagbench" list tasks

# Shells that would make trials slow, small, or crash.
JDK_JAVA_OPTIONS=-Xint _JAVA_OPTIONS=-Xmx30m JAVA_TOOL_OPTIONS=-XX:+UseG1GC expect 0 \
  "withheld from trials: .*JAVA_TOOL_OPTIONS, JDK_JAVA_OPTIONS, .*_JAVA_OPTIONS" \
  "$dist/lagbench" "${one_trial[@]}" --out "$work/steered"
grep -q '"jvm_mode" : "mixed mode"' "$work/steered/environment.json"
JAVA_HOME=/nonexistent expect 4 "JAVA_HOME is /nonexistent" "$dist/lagbench" list tasks

if [ "$(id -u)" -eq 0 ] && command -v setpriv > /dev/null; then
  # A user whom the system does not know, as in many containers, with a home, without one, and with a folder that is named.
  unknown() { (cd "$work/cwd" && setpriv --reuid 54321 --regid 54321 --clear-groups env "$@"); }
  mkdir -m 777 "$work/cwd" "$work/home"
  if unknown test -x "$dist/lagbench"; then
    expect 4 "this user has no home; set LAGBENCH_CACHE" unknown HOME=/none "$dist/lagbench" "${one_trial[@]}"
    expect 4 "permission denied" unknown HOME=/ "$dist/lagbench" doctor
    expect 0 "^Run: " unknown HOME="$work/home" "$dist/lagbench" "${one_trial[@]}" --out "$work/cwd/run"
    expect 0 "^Run: " unknown HOME=/ LAGBENCH_CACHE="$work/home/natives" "$dist/lagbench" "${one_trial[@]}" --out "$work/cwd/named"
    if [ -e "$work/cwd/?" ]; then
      echo "a folder named ? is left behind" >&2
      exit 1
    fi
  else
    echo "left out: unknown users cannot read this checkout"
  fi
else
  echo "left out: unknown users, which need root and setpriv"
fi

mkdir "$work/noexec" "$work/readonly"
if mount -t tmpfs -o noexec tmpfs "$work/noexec" 2> /dev/null; then
  for command in doctor "run original --dry-run" "run original --lstm stock"; do
    # shellcheck disable=SC2086 # words of a command
    LAGBENCH_CACHE="$work/noexec" expect 4 "it is mounted noexec; set LAGBENCH_CACHE" "$dist/lagbench" $command
  done
  mount -t tmpfs tmpfs "$work/readonly"
  mount -o remount,ro "$work/readonly"
  expect 2 "(Read-only file system)" "$dist/lagbench" run original --lstm onednn --out "$work/readonly/new"
else
  echo "left out: mounts, which this process may not make"
fi
