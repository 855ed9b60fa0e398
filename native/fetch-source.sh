#!/bin/sh
# Fetches Debian source packages, with Debian's patches applied, into build/sources/<name>.
#
#   sh native/fetch-source.sh libsodium [imgui …]
#
# Code that is compiled for both the machine and WebAssembly has to be built from source. The packages come from the
# machine's own Debian mirror: its source list is copied into a temporary directory with `deb` turned into `deb-src`,
# and apt works on that copy alone. The system's lists, caches and configuration stay as they are, and no root is needed.
# Elsewhere than on Debian: unpack the sources yourself and configure with -DLIBSODIUM_SOURCE_DIR=… -DIMGUI_SOURCE_DIR=….
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
sources="$root/build/sources"

say() { printf '%s\n' "$*" >&2; }
fail() { say "fetch-source: $*"; exit 1; }

# The stamp holds the version and is written into the directory before it is moved into place: no stamp, no source.
is_fetched() { [ -s "$sources/$1/.source-version" ]; }

# Both formats apt knows: one-line (`deb …`) and deb822 (`Types: deb`). Every entry becomes a source entry.
write_source_lists() {
  for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -f "$list" ] || continue
    sed -n -E 's/^[[:space:]]*deb(-src)?[[:space:]]/deb-src /p' "$list" | sort -u > "$work/parts/$(basename "$list" .list).list"
  done
  for list in /etc/apt/sources.list.d/*.sources; do
    [ -f "$list" ] || continue
    sed -E 's/^[Tt]ypes:.*/Types: deb-src/' "$list" > "$work/parts/$(basename "$list")"
  done
}

# Only Debian's own archives matter here; a broken third-party list on the machine must not stop the build.
apt_get() {
  apt-get \
    -o Dir::Etc::SourceList=/dev/null \
    -o Dir::Etc::SourceParts="$work/parts" \
    -o Dir::State::Lists="$work/lists" \
    -o Dir::Cache="$work/cache" \
    -o APT::Sandbox::User="$(id -un)" \
    -o APT::Get::List-Cleanup=false \
    -o Acquire::Languages=none \
    -o Acquire::Retries=3 \
    -o Acquire::IndexTargets::deb-src::DEP-11::DefaultEnabled=false \
    -q "$@"
}

prepare_apt() {
  [ ! -f "$work/ready" ] || return 0
  mkdir -p "$work/parts" "$work/lists/partial" "$work/cache/archives/partial"
  write_source_lists
  apt_get update > "$work/apt.log" 2>&1 || say "fetch-source: apt-get update complained:
$(tail -n 5 "$work/apt.log")"
  : > "$work/ready"
}

fetch() {
  name=$1
  prepare_apt
  mkdir -p "$work/download/$name"
  (cd "$work/download/$name" && apt_get source --download-only --only-source "$name") > "$work/apt.log" 2>&1 || {
    cat "$work/apt.log" >&2
    fail "no source package '$name' on this machine's mirror; give CMake the directory of its source instead (see the head of this file)"
  }
  set -- "$work/download/$name"/*.dsc
  [ -f "$1" ] || fail "apt-get source left no .dsc for '$name'"
  # apt has already checked the files against the signed index; the maintainer's personal key need not be installed.
  dpkg-source --no-check -x "$1" "$work/unpacked-$name" > "$work/apt.log" 2>&1 || { cat "$work/apt.log" >&2; fail "cannot unpack $1"; }
  sed -n 's/^Version: //p' "$1" | head -n 1 > "$work/unpacked-$name/.source-version"
  mkdir -p "$sources"
  rm -rf "$sources/$name" "$sources/.$name.new"
  # /tmp may be another file system, where mv is a copy: copy first, then rename, so that nobody sees half of it.
  cp -R "$work/unpacked-$name" "$sources/.$name.new"
  mv "$sources/.$name.new" "$sources/$name"
  say "fetch-source: $name $(cat "$sources/$name/.source-version") in build/sources/$name"
}

[ $# -gt 0 ] || fail "name at least one source package"
work=
trap '[ -z "$work" ] || rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
for package in "$@"; do
  case $package in *[!a-z0-9.+-]* | '') fail "'$package' is no package name" ;; esac
  if is_fetched "$package"; then continue; fi
  command -v apt-get > /dev/null 2>&1 || fail "apt-get is not here; give CMake the directory of the source of '$package' instead (see the head of this file)"
  command -v dpkg-source > /dev/null 2>&1 || fail "dpkg-source is missing (package dpkg-dev)"
  [ -n "$work" ] || work=$(mktemp -d)
  fetch "$package"
done
