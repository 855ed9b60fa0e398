#!/bin/sh
# Builds everything and runs every test. The last line counts the tests: `N passed, N failed`.
#
#   sh tests/run.sh              all suites
#   sh tests/run.sh core lint    the suites with these names (`sh tests/run.sh --list` prints them), and their builds
#
# What a suite or a build says goes to build/test-output/<name>.log; the end of the log is shown when it fails.
# A suite that crashes, times out, cannot be built or runs no test at all counts as a failure.
set -eu

# ------------------------------------------------------------------------------------------------------- the suites
# To add a suite, add a line:   suite NAME BUILDS KIND COMMAND…
#   BUILDS  what has to be built before, with commas: debug release wasm wasm-tests clang fuzz web, or -
#   KIND    how its output is counted:
#             catch   a Catch2 executable
#             node    folders or files of node:test; COMMAND names them, and every *.test.mjs below them runs
#             count   any command whose output has a last line `N passed, N failed`
#             check   any command; one test, which passes when the command does
# The quick ones first: they also find the most. Suites between `side_by_side` and `one_by_one` need one core each and
# no quiet: they run at the same time, as many as there are cores. The others have the machine for themselves.
all_suites() {
  suite lint         -                    node   tests/lint
  suite web-types    -                    check  npm --silent --prefix web run check
  suite web-wire     -                    check  npm --silent --prefix web run check-generated
  suite contract     wasm                 node   tests/web-contract
  side_by_side
  suite core         debug                catch  build/debug/tests/core_tests
  suite native       debug                catch  build/debug/tests/native_tests
  suite shell        debug                catch  build/debug/tests/shell_tests
  suite core-clang   clang                catch  build/clang/tests/core_tests
  suite core-wasm    wasm-tests           catch  node build/wasm-tests/tests/core_tests.js
  suite vectors      release              count  build/release/native/countersign vectors tests/vectors
  suite damage       release              count  build/release/tests/bench_damage_bench 100000
  suite power        release              count  build/release/tests/bench_crash_bench 1 3
  suite faults       release              count  build/release/tests/bench_fault_bench
  suite vectors-http debug,wasm           node   tests/vectors-run/http.test.mjs
  suite agreement    release,wasm         node   tests/vectors-run/native-wasm-agreement.test.mjs tests/vectors-run/diagram.test.mjs
  suite calendar     release              node   tests/vectors-run/calendar.test.mjs
  suite metrics      release              node   tests/vectors-run/metrics.test.mjs
  suite naive        wasm                 node   tests/naive
  suite bindings     release,wasm,web     node   tests/vectors-run/vectors.test.mjs tests/vectors-run/coverage.test.mjs tests/vectors-run/preview.test.mjs
  suite record       release,wasm,web     node   tests/record
  one_by_one
  suite log          release              node   tests/log
  suite operations   release              node   tests/operations
  suite crash        release              node   tests/crash
  suite hostile      debug,release        node   tests/hostile
  suite replicas     release              node   tests/replicas
  suite notify       release              node   tests/notify
  suite canvas       release,wasm,web     node   tests/shell/canvas.test.mjs
  suite window       release              node   tests/shell/window.test.mjs
  suite web          release,wasm,web     node   tests/web
  suite examples     release,wasm,web     node   tests/examples
  suite e2e          release,wasm,web     node   tests/e2e
  suite bench        release,wasm,web     node   tests/bench
  suite fuzz         fuzz                 count  sh tests/fuzz/run.sh
}

# Seconds after which a suite is stopped and has failed; a slow machine may have more. A release runs far more of some:
#   COMMANDS=1000000 SUITE_LIMIT_SECONDS=7200 sh tests/run.sh naive
#   FUZZ_RUNS=100000000 sh tests/run.sh fuzz          (the fuzz targets have limits of their own)
#   CYCLES=1000 POSTGRES_CYCLES=200 SUBMISSIONS=100000 SUITE_LIMIT_SECONDS=7200 sh tests/run.sh crash
#   HOSTILE=1000000 SUITE_LIMIT_SECONDS=7200 sh tests/run.sh hostile
#   build/release/tests/bench_crash_bench 20          (torn disks at each storage call)
#   COUNTERSIGN_TEST_LARGE_BLOB_MIB=2048 sh tests/run.sh operations      (a file as large as one may be)
#   node tests/long/soak.mjs                          (two hours of load)
suite_limit_seconds=${SUITE_LIMIT_SECONDS:-1200}

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
output=build/test-output
PATH=$root/build/node/bin:$PATH
export PATH
export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_stack_use_after_return=1:check_initialization_order=1}"
export UBSAN_OPTIONS="${UBSAN_OPTIONS:-print_stacktrace=1}"
# Random walks of each property of the core. The seed is printed; RC_PARAMS=seed=N repeats a run.
export RC_PARAMS="${RC_PARAMS:-max_success=400}"

total_passed=0
total_failed=0
filters=$*
builds_done=' '
builds_failed=' '
cores=$(getconf _NPROCESSORS_ONLN 2> /dev/null || echo 2)
together=no
running=

# ---------------------------------------------------------------------------------------------------------- builds
build_with_cmake() { cmake --preset "$1" && cmake --build --preset "$1"; }

run_build() {
  case $1 in
    web) npm --prefix web run build ;;
    *) build_with_cmake "$1" ;;
  esac
}

# Every build is done once, whichever suite asks first. A failed build is one failure, and so is each suite that needs it.
build_once() {
  case $builds_done in *" $1 "*) return 0 ;; esac
  builds_done="$builds_done$1 "
  started=$(date +%s)
  if run_build "$1" > "$output/build-$1.log" 2>&1; then
    printf '%-12s built in %s s\n' "$1" $(($(date +%s) - started))
  else
    builds_failed="$builds_failed$1 "
    total_failed=$((total_failed + 1))
    printf '%-12s BUILD FAILED; the end of %s:\n' "$1" "$output/build-$1.log"
    show_end "$output/build-$1.log"
  fi
}

show_end() { tail -n 40 "$1" | sed 's/^/    /'; }

# -------------------------------------------------------------------------------------------------------- counting
# Each prints `PASSED FAILED`, or nothing when the output does not end as it should: then the suite has crashed.
without_colours() { sed "s/$(printf '\033')\\[[0-9;]*m//g" "$1"; }

count_catch() {
  without_colours "$1" | awk '
    /^All tests passed \(/ { line = $0; sub(/.* in /, "", line); split(line, part, " "); result = part[1] " 0" }
    /^test cases:/ {
      passed = 0; failed = 0; fields = split($0, field, "|")
      for (i = 2; i <= fields; ++i) {
        split(field[i], word, " ")
        if (field[i] ~ /passed/ || field[i] ~ /failed as expected/) passed += word[1]
        else if (field[i] ~ /failed/) failed += word[1]
      }
      result = passed " " failed
    }
    END { if (result != "") print result }'
}

count_node() {
  awk '
    /^# pass / { passed = $3; seen = 1 }
    /^# (fail|cancelled) / { failed += $3 }
    END { if (seen) print passed, failed + 0 }' "$1.tap"
}

count_lines() {
  without_colours "$1" | awk '/^[0-9]+ passed, [0-9]+ failed$/ { result = $1 " " $3 } END { if (result != "") print result }'
}

# ----------------------------------------------------------------------------------------------------- one suite
is_wanted() {
  [ -n "$filters" ] || return 0
  for filter in $filters; do
    if [ "$filter" = "$1" ]; then return 0; fi
  done
  return 1
}

run_command() {
  kind=$1 log=$2
  shift 2
  case $kind in
    node)
      files=$(find "$@" -name node_modules -prune -o -name '*.test.mjs' -print 2> /dev/null | sort)
      [ -n "$files" ] || { echo "no *.test.mjs in $*"; return 1; }
      # shellcheck disable=SC2086 # a list of files
      set -- node --test --test-concurrency=1 --test-reporter=spec --test-reporter-destination=stdout \
        --test-reporter=tap --test-reporter-destination="$log.tap" $files
      ;;
  esac
  if [ "$name" = fuzz ]; then "$@"; else timeout -k 10 "$suite_limit_seconds" "$@"; fi
}

record() {
  total_passed=$((total_passed + $2))
  total_failed=$((total_failed + $3))
  printf '%-12s %s passed, %s failed%s\n' "$1" "$2" "$3" "${4:+ ($4)}"
}

suite() {
  name=$1 builds=$2 kind=$3
  shift 3
  is_wanted "$name" || return 0
  known_suites="$known_suites $name"
  if [ "$only_list" = yes ]; then return 0; fi

  if [ "$builds" = - ]; then builds=; fi
  builds=$(printf '%s' "$builds" | tr ',' ' ')
  for build in $builds; do build_once "$build"; done
  for build in $builds; do
    case $builds_failed in *" $build "*) record "$name" 0 1 "not run: build $build failed"; return 0 ;; esac
  done

  rm -f "$output/$name.log" "$output/$name.log.tap" "$output/$name.ended"
  if [ "$together" = no ]; then
    run_suite "$@"
    judge "$name" "$kind"
    return 0
  fi
  run_suite "$@" &
  running="$running $name:$kind:$!"
  judge_ended $((cores - 1))
}

# `NAME.ended` says how and after how many seconds. In a subshell, so that the command cannot change our variables.
run_suite() {
  log=$output/$name.log
  started=$(date +%s)
  status=0
  (run_command "$kind" "$log" "$@") > "$log" 2>&1 || status=$?
  echo "$status $(($(date +%s) - started))" > "$output/$name.ending"
  mv "$output/$name.ending" "$output/$name.ended"
}

side_by_side() { together=yes; }
one_by_one() {
  judge_ended 0
  together=no
}

# Waits until no more than so many suites run. One whose runner was killed has ended as well.
judge_ended() {
  while :; do
    still=
    for each in $running; do
      each_name=${each%%:*} each_pid=${each##*:} each_kind=${each#*:}
      each_kind=${each_kind%:*}
      is_gone=no
      kill -0 "$each_pid" 2> /dev/null || is_gone=yes
      if [ "$is_gone" = yes ] && [ ! -f "$output/$each_name.ended" ]; then echo '137 0' > "$output/$each_name.ended"; fi
      if [ -f "$output/$each_name.ended" ]; then judge "$each_name" "$each_kind"; else still="$still $each"; fi
    done
    running=$still
    # shellcheck disable=SC2086 # a list of suites
    set -- "$1" $running
    if [ $(($# - 1)) -le "$1" ]; then return 0; fi
    sleep 1
  done
}

judge() {  # NAME KIND
  log=$output/$1.log
  read -r status seconds < "$output/$1.ended"
  case $2 in
    catch) counts=$(count_catch "$log") ;;
    node) counts=$([ ! -f "$log.tap" ] || count_node "$log") ;;
    count) counts=$(count_lines "$log") ;;
    check) if [ "$status" -eq 0 ]; then counts='1 0'; else counts='0 1'; fi ;;
    *) echo "unknown kind '$2'" >> "$log"; counts= ;;
  esac
  remark="$seconds s"
  passed=${counts% *}
  failed=${counts#* }
  if [ -z "$counts" ]; then
    passed=0 failed=1 remark="$remark; did not finish, exit status $status"
  elif [ "$failed" -eq 0 ] && [ "$status" -ne 0 ]; then
    failed=1 remark="$remark; exit status $status although no test failed"
  elif [ "$((passed + failed))" -eq 0 ]; then
    failed=1 remark="$remark; no test ran"
  fi
  record "$1" "$passed" "$failed" "$remark"
  if [ "$failed" -ne 0 ]; then
    echo "    the end of $log:"
    show_end "$log"
  fi
}

# ---------------------------------------------------------------------------------------------------------------- main
known_suites=
only_list=no
if [ "${1:-}" = --list ]; then
  only_list=yes filters=
  all_suites
  printf '%s\n' $known_suites
  exit 0
fi

# A misspelt name must not look like success.
only_list=yes
all_suites
for filter in $filters; do
  case " $known_suites " in *" $filter "*) ;; *) echo "no suite '$filter'; see sh tests/run.sh --list" >&2; exit 2 ;; esac
done
only_list=no

mkdir -p "$output"
sh native/setup.sh
all_suites

if [ "$((total_passed + total_failed))" -eq 0 ]; then total_failed=1; fi
echo "$total_passed passed, $total_failed failed"
[ "$total_failed" -eq 0 ]
