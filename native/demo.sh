#!/bin/sh
# The demo on one command: sets the machine up, builds what is not built, fills a store the first time, and serves it.
#
#   sh native/demo.sh            http://127.0.0.1:8080, or the port in COUNTERSIGN_PORT
#   sh native/demo.sh --reset    the same, with the demo as it was at the beginning
#
# Ctrl-C stops it. What was decided is kept in build/demo, or the folder in COUNTERSIGN_DEMO, and is there the next time.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
port=${COUNTERSIGN_PORT:-8080}
folder=${COUNTERSIGN_DEMO:-$root/build/demo}
unset COUNTERSIGN_PORT COUNTERSIGN_DEMO  # the server would take them for settings of its own
case $folder in /*) ;; *) folder=$PWD/$folder ;; esac
store=$folder/countersign.sqlite
unfinished=$store.new
log=$folder/build.log
countersign=$root/build/release/native/countersign

say() { printf '%s\n' "$*"; }
fail() { printf 'demo: %s\n' "$*" >&2; exit 1; }

# The process that serves the store, whichever port it listens on.
who_serves() {
  for each in /proc/[0-9]*; do
    case $(tr '\0' ' ' 2> /dev/null < "$each/cmdline") in
      *" serve "*"sqlite:$store "*) printf '%s\n' "${each#/proc/}"; return 0 ;;
    esac
  done
  return 1
}

case ${1:-} in
  '') ;;
  --reset)
    # Its store would be gone under its hands, and what is decided meanwhile with it.
    if server=$(who_serves); then fail "the demo is running (process $server): stop it before you reset it"; fi
    # Its key too: with the same key a new store would be a second history of the same log.
    rm -f "$store" "$store-wal" "$store-shm" "$store".log-key*
    rm -rf "$store.blobs"
    ;;
  *) fail "the only option is --reset" ;;
esac
case $port in *[!0-9]* | '') fail "COUNTERSIGN_PORT is not a port: $port" ;; esac
mkdir -p "$folder"

# Shows a step, and its output only when it fails.
step() {
  say "$1"
  shift
  if ! "$@" > "$log" 2>&1; then
    tail -n 40 "$log" >&2
    fail "that did not work; all of the output is in $log"
  fi
}

build() { cmake --preset "$1" && cmake --build --preset "$@"; }

cd "$root"
sh native/setup.sh demo
# setup.sh keeps a Node of its own where the system's is too old.
PATH=$root/build/node/bin:$PATH
export PATH
step "Building the server ..." build release --target countersign
step "Building the core as WebAssembly ..." build wasm
step "Building the widget ..." npm --prefix web run --silent build

# A demo that was interrupted while it was being filled would stay half a demo: it gets its name when it is whole, and
# the file that tells so comes last.
fill() {
  rm -f "$unfinished" "$unfinished-wal" "$unfinished-shm"
  rm -rf "$unfinished.blobs"
  "$countersign" demo --store "sqlite:$unfinished" --files www/demo/files || return 1
  rm -f "$store-wal" "$store-shm"
  rm -rf "$store.blobs"
  mv "$unfinished.blobs" "$store.blobs" || return 1
  if [ -f "$unfinished-wal" ]; then mv "$unfinished-wal" "$store-wal" || return 1; fi
  mv "$unfinished" "$store"
}
if [ ! -f "$store" ]; then step "Filling the demo ..." fill; fi

"$countersign" serve --store "sqlite:$store" --listen "127.0.0.1:$port" --www www --widget web/dist --demo --quiet > "$log" 2>&1 &
server=$!
trap 'kill -TERM $server 2> /dev/null || true; wait $server 2> /dev/null || true; say "Stopped."; exit 0' INT TERM
until grep -q '^listening on' "$log" 2> /dev/null; do
  kill -0 $server 2> /dev/null || { cat "$log" >&2; fail "the server did not start"; }
  sleep 0.1
done
say ""
say "  Countersign is at http://127.0.0.1:$port/"
say ""
say "Ctrl-C stops it; what was decided is kept in ${folder#"$root/"}."
wait $server || { cat "$log" >&2; fail "the server ended by itself"; }
