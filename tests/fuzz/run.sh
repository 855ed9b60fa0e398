#!/bin/sh
# Runs every fuzz target of the preset `fuzz`, one after the other, each in as many processes as there are cores.
#
#   sh tests/fuzz/run.sh                every target, 1,000,000 runs each
#   sh tests/fuzz/run.sh walk_fuzz      the targets with these names
#   FUZZ_RUNS=100000000 sh tests/fuzz/run.sh     a release
#
# A target starts from its seeds (build/fuzz-seeds/<name>) and from what earlier runs on this machine have found
# (build/fuzz-corpus/<name>). It passes when nothing was found and all of the runs were made; time never cuts them short.
# What was found goes to build/fuzz-findings; to repeat it: build/fuzz/tests/fuzz_<name> FILE
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$root"
runs=${FUZZ_RUNS:-1000000}
# A hang is a failure. Slower than 250 runs per second is taken for one.
limit_seconds=$((300 + runs / 250))
workers=$(getconf _NPROCESSORS_ONLN 2> /dev/null || echo 2)
output=build/test-output
# Short stacks of allocations and a small quarantine: twice as fast, and nothing that a run of microseconds would notice.
export ASAN_OPTIONS="${ASAN_OPTIONS:-}:quarantine_size_mb=16:malloc_context_size=1"
export UBSAN_OPTIONS="${UBSAN_OPTIONS:-print_stacktrace=1}"

# How large inputs get: a call carries the state with it, and a walk has up to ten steps of five bytes. Walks take so many ways
# that weighing the inputs by them (entropic) takes as long as walking; nothing in them is compared as a text.
options_of() {
  case $1 in
    abi_fuzz) echo -max_len=16384 ;;
    walk_fuzz) echo -max_len=53 -entropic=0 -use_cmp=0 -use_memmem=0 ;;
    *) echo -max_len=4096 ;;
  esac
}

fuzz_in() {  # NAME WORKER: its share of the runs
  name=$1 worker=$2
  set -- "build/fuzz-corpus/$name"
  [ ! -d "build/fuzz-seeds/$name" ] || set -- "$@" "build/fuzz-seeds/$name"
  # shellcheck disable=SC2046 # a list of options
  timeout -k 10 "$limit_seconds" "build/fuzz/tests/fuzz_$name" -runs=$(((runs + workers - 1) / workers)) $(options_of "$name") \
    -timeout=10 -print_final_stats=1 -artifact_prefix="build/fuzz-findings/$name-" "$@" \
    > "$output/$name-$worker.log" 2>&1
}

# What libFuzzer says at the end, of all workers together.
sum_of() { cat "$output/$1"-*.log | sed -n "s/^stat::$2: *//p" | awk '{ sum += $1 } END { print sum + 0 }'; }

fuzz() {  # NAME
  mkdir -p "build/fuzz-corpus/$1" build/fuzz-findings
  rm -f "$output/$1"-*.log
  started=$(date +%s)
  pids=
  worker=1
  while [ "$worker" -le "$workers" ]; do
    fuzz_in "$1" "$worker" &
    pids="$pids $!"
    worker=$((worker + 1))
  done
  found=no
  for pid in $pids; do wait "$pid" || found=yes; done
  seconds=$(($(date +%s) - started))
  made=$(sum_of "$1" number_of_executed_units)
  verdict=passed
  if [ "$made" -lt "$runs" ]; then verdict="FAILED: only $made of $runs runs"; fi
  if [ "$found" = yes ]; then verdict="FAILED: see $output/$1-*.log"; fi
  printf '%-18s %s runs in %s s, %s inputs kept: %s\n' "$1" "$made" "$seconds" "$(find "build/fuzz-corpus/$1" -type f | wc -l)" "$verdict"
  [ "$verdict" = passed ]
}

names=$*
if [ -z "$names" ]; then
  for target in build/fuzz/tests/fuzz_*; do
    if [ -f "$target" ] && [ -x "$target" ]; then names="$names ${target##*/fuzz_}"; fi
  done
fi

mkdir -p "$output"
node tests/fuzz/seeds.mjs build/fuzz-seeds
passed=0
failed=
for name in $names; do
  if fuzz "$name"; then passed=$((passed + 1)); else failed="$failed $name"; fi
done
# Said last, where the end of the log is shown.
for name in $failed; do
  echo "$name:"
  cat "$output/$name"-*.log | grep -a -A 1 -E '^broken:|ERROR: |runtime error: |^SUMMARY: |^Base64: ' | cut -c 1-2000 || tail -n 5 "$output/$name"-*.log
done
# shellcheck disable=SC2086 # a list of names
set -- $failed
echo "$passed passed, $# failed"
[ $# -eq 0 ] && [ "$passed" -gt 0 ]
