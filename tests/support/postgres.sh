#!/bin/sh
# A private PostgreSQL for tests, apart from any that the system runs: its own cluster in a folder of its own, reached by a socket
# there and by nothing else.
#
#   sh tests/support/postgres.sh [SETTING=VALUE]…
#
# Prints one line, `ready postgres://…`, when it takes connections, and serves until its standard input ends: so it goes when
# whoever started it goes, however that was. A line `crash` on it ends all its processes at once (an immediate shutdown: nothing is
# written any more), starts it again, and says `ready` again when it has recovered. Behind the address names of databases may be put: `…&dbname=NAME`.
# `fsync=off` and the like are settings of the server.
set -eu

fail() { echo "postgres.sh: $*" >&2; exit 1; }

find_programs() {
  for folder in "$(pg_config --bindir 2> /dev/null || true)" /usr/lib/postgresql/*/bin; do
    if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then programs=$folder; fi
  done
  [ -n "${programs:-}" ] || fail 'PostgreSQL is not installed: run native/setup.sh'
}

# PostgreSQL does not run as root.
as_its_user=
if [ "$(id -u)" -eq 0 ]; then as_its_user='setpriv --reuid=postgres --regid=postgres --clear-groups'; fi

find_programs
folder=$(mktemp -d /tmp/countersign-pg-XXXXXX)  # short: the path of a socket has 107 bytes at most
server=
stop() {
  trap - EXIT
  if [ -n "$server" ]; then
    kill -QUIT "$server" 2> /dev/null || true
    wait "$server" 2> /dev/null || true
  fi
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 1' INT TERM HUP
if [ "$(id -u)" -eq 0 ]; then chown postgres "$folder"; fi
cd "$folder"
# shellcheck disable=SC2086 # a command and its options
$as_its_user "$programs/initdb" --pgdata=data --username=countersign --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
  --no-sync --no-instructions > initdb.log 2>&1 || fail "initdb: $(cat initdb.log)"

set -- "$@" listen_addresses= "unix_socket_directories=$folder" shared_buffers=64MB max_connections=200
settings=
for setting in "$@"; do settings="$settings -c $setting"; done
address="postgres:///?host=$folder&user=countersign"
start() {
  # shellcheck disable=SC2086 # a list of settings
  $as_its_user "$programs/postgres" -D data $settings >> server.log 2>&1 < /dev/null &
  server=$!
  tries=0
  until "$programs/pg_isready" -q -h "$folder" -U countersign; do
    kill -0 "$server" 2> /dev/null || fail "the server ended: $(cat server.log)"
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] || fail 'the server takes no connections'
    sleep 0.1
  done
  echo "ready $address"
}

start
while read -r order; do
  [ "$order" = crash ] || fail "what is '$order'?"
  kill -QUIT "$server"
  wait "$server" 2> /dev/null || true
  start
done
