#!/usr/bin/env bash
# Makes a release of what is committed: ci/release.sh [--url URL] [--out DIR] [BACKEND...]
# Builds it twice, in folders of different names, on one runtime (see scripts/bundle), compares the bytes, and tries the program where no
# Java is on the path. Leaves in DIR (target/release) an archive and a list of its parts (CycloneDX) for each backend (cpu), jars,
# sources, Javadoc and POMs of the libraries, and SHA256SUMS. URL is where the release is published; POMs name an address that cannot
# be without it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root="$PWD"
url=""
out="$root/target/release"
backends=()
usage() {
  echo "release: $1; usage: ci/release.sh [--url URL] [--out DIR] [cpu|cuda|cuda-offload...]" >&2
  exit 2
}
while [ $# -gt 0 ]; do
  case "$1" in
    --url | --out)
      [ $# -ge 2 ] || usage "$1 needs a value"
      if [ "$1" = --url ]; then url="$2"; else out="$2"; fi
      shift
      ;;
    cpu | cuda | cuda-offload) backends+=("$1") ;;
    *) usage "unknown argument '$1'" ;;
  esac
  shift
done
[ "${#backends[@]}" -gt 0 ] || backends=(cpu)
if [ -n "$url" ] && ! [[ "$url" =~ ^https://[A-Za-z0-9./_-]+$ ]]; then
  usage "'$url' is not an address that begins with https://"
fi
version="$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' pom.xml)"
if ! [[ "$version" =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]]; then
  echo "release: the version '$version' in pom.xml is not one of a release" >&2
  exit 2
fi
if ! grep -q "^## $version$" CHANGELOG.md; then
  echo "release: CHANGELOG.md says nothing of $version" >&2
  exit 2
fi
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
SOURCE_DATE_EPOCH="$(git log -1 --format=%ct)"
export SOURCE_DATE_EPOCH

# Leaves a release in the folder "set" beside a clone of what is committed.
make_set() {
  local place="$1" source="$1/source" set="$1/set" library name
  git clone -q "$root" "$source"
  mkdir "$set"
  for backend in "${backends[@]}"; do
    name="lagbench-$version-$backend-linux-x86_64"
    (cd "$source" && mvn -B -q "-P$backend,release" package -DskipTests -Dlagbench.skip)
    "$source/scripts/bundle" --backend "$backend" --name "$name" --out "$place/bundle" "${runtime[@]}" > /dev/null
    if [ "${#runtime[@]}" -eq 0 ]; then # the first bundle links it, the others take it
      tar -C "$work" -xzf "$place/bundle/$name.tar.gz" "$name/runtime"
      runtime=(--runtime "$work/$name/runtime")
    fi
    mv "$place/bundle/$name.tar.gz" "$set/"
    cp "$source/harness/core/target/parts.cdx.json" "$set/$name.cdx.json"
  done
  for library in workloads harness/engine harness/lstm; do
    name="lagbench-${library##*/}-$version"
    cp "$source/$library/target/$name"{,-sources,-javadoc}.jar "$set/"
    cp "$source/$library/pom.xml" "$set/$name.pom"
  done
  cp "$source/pom.xml" "$set/lagbench-$version.pom"
  [ -z "$url" ] || sed -i "s|https://lagbench\.invalid|$url|" "$set"/*.pom
}

mkdir "$work/one" "$work/the-other-one"
runtime=()
make_set "$work/one"
make_set "$work/the-other-one"
if ! diff -rq "$work/one/set" "$work/the-other-one/set"; then
  for place in one the-other-one; do
    for archive in "$work/$place/set"/*.tar.gz; do
      tar -C "$work/$place" -xzf "$archive"
    done
  done
  diff -rq --exclude source --exclude set --exclude bundle "$work/one" "$work/the-other-one" || true
  echo "release: two builds of one commit differ" >&2
  exit 1
fi

# The program in the archive says its version, has its manual and its completion, and needs no Java of the machine.
mkdir "$work/bin"
for tool in bash dirname env mv rm; do
  ln -s "$(command -v "$tool")" "$work/bin/$tool"
done
for backend in "${backends[@]}"; do
  name="lagbench-$version-$backend-linux-x86_64"
  tar -C "$work" -xzf "$work/one/set/$name.tar.gz"
  if env -i PATH="$work/bin" bash -c 'command -v java'; then
    echo "java is on the path: this proves nothing" >&2
    exit 1
  fi
  env -i PATH="$work/bin" HOME="$work" "$work/$name/lagbench" --version | grep "^lagbench $version "
  for page in "" -run -compare -export; do
    test -s "$work/$name/man/man1/lagbench$page.1"
  done
  bash -c "source '$work/$name/completion/lagbench.bash' && complete -p lagbench" > /dev/null
  grep -q '"bomFormat" *: *"CycloneDX"' "$work/one/set/$name.cdx.json"
done
for library in workloads engine lstm; do
  unzip -l "$work/one/set/lagbench-$library-$version-sources.jar" | grep '\.java$' > /dev/null
  unzip -l "$work/one/set/lagbench-$library-$version-javadoc.jar" | grep 'index\.html$' > /dev/null
done

rm -rf "$out"
mkdir -p "$out"
mv "$work/one/set"/* "$out/"
(cd "$out" && sha256sum -- * > "$work/SHA256SUMS" && mv "$work/SHA256SUMS" . && sha256sum -c --quiet SHA256SUMS)
echo "release $version, twice the same bytes:"
du -h "$out"/* | sed "s:$out/::"
