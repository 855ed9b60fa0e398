#!/bin/sh
# Makes a machine ready: installs what is missing, and nothing that is there. Run it as often as you like.
#
#   sh native/setup.sh          all that building and testing need
#   sh native/setup.sh demo     only what the demo needs: no browser, no virtual screen, no fuzzer, no test libraries
#
# Debian and its relatives: packages by apt-get (with sudo when you are not root), Node packages by `npm ci`, and the
# sources in native/fetch-source.sh. On other systems it names what has to be there.
# Node 20.16, 22.3 or newer is needed. Where the distribution has an older one, an own copy with its own npm goes into
# build/node, whose bin directory the other scripts put in front of PATH.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
purpose=${1:-everything}

say() { printf '%s\n' "$*" >&2; }
fail() { say "setup: $*"; exit 1; }

case $purpose in everything | demo) ;; *) fail "'$purpose' is neither 'demo' nor nothing" ;; esac

# `a|b` means that either will do; the first one that the distribution has is installed.
demo_packages='g++ cmake ninja-build ccache pkg-config dpkg-dev ca-certificates emscripten binaryen
  nlohmann-json3-dev libboost1.81-dev|libboost-dev libsodium-dev libbearssl-dev libdouble-conversion-dev libsqlite3-dev libspdlog-dev libcli11-dev
  libcurl4-openssl-dev|libcurl4-gnutls-dev libssl-dev libpq-dev
  libglfw3-dev libgl-dev'
test_packages='clang libclang-rt-dev llvm catch2 librapidcheck-dev chromium fonts-liberation fonts-dejavu-core curl xvfb openssl
  postgresql nginx-light|nginx'

wanted_packages() {
  echo "$demo_packages"
  [ "$purpose" = demo ] || echo "$test_packages"
}

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2> /dev/null)" = installed ]; }

any_installed() {
  for choice in $(printf '%s' "$1" | tr '|' ' '); do
    if is_installed "$choice"; then return 0; fi
  done
  return 1
}

first_available() {
  for choice in $(printf '%s' "$1" | tr '|' ' '); do
    if apt-cache show "$choice" > /dev/null 2>&1; then echo "$choice"; return 0; fi
  done
  printf '%s\n' "${1%%|*}"
}

missing_packages() {
  for package in $(wanted_packages); do
    any_installed "$package" || echo "$package"
  done
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif command -v sudo > /dev/null 2>&1; then sudo "$@"
  else fail "neither root nor sudo here; have these packages installed: $(missing_packages | tr '\n' ' ')"
  fi
}

apt_is_fresh=no
apt_install() {
  if [ "$apt_is_fresh" = no ]; then
    # A broken third-party list makes `update` fail although everything needed here can be had; `install` will tell.
    as_root apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=600 update || say "setup: apt-get update complained; going on"
    apt_is_fresh=yes
  fi
  chosen=
  for package in "$@"; do chosen="$chosen $(first_available "$package")"; done
  say "setup: installing$chosen"
  # shellcheck disable=SC2086 # a list of package names
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
    -o Acquire::Retries=3 -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 install $chosen > /dev/null
}

install_system_packages() {
  missing=$(missing_packages)
  # shellcheck disable=SC2086
  if [ -n "$missing" ]; then apt_install $missing; fi
}

explain_other_systems() {
  missing=
  for tool in c++ cmake ninja emcc pkg-config node npm; do
    command -v "$tool" > /dev/null 2>&1 || missing="$missing $tool"
  done
  say "setup: this is not a Debian-like system, so nothing is installed here. Needed: a C++20 compiler, CMake 3.22+, Ninja,
  pkg-config, Emscripten 3.1.6+, Node 20.16+ or 22.3+ with npm; development files of Boost 1.74+ (Asio, Beast), nlohmann-json 3.11+,
  libsodium, BearSSL, double-conversion, SQLite 3, libpq, libcurl, OpenSSL 3, spdlog, CLI11, GLFW 3.3+, OpenGL; for the tests also Clang with libFuzzer, Catch2, rapidcheck,
  Chromium, Xvfb, PostgreSQL 15+, nginx. Unpack the sources of libsodium, BearSSL, double-conversion and Dear ImGui and configure with
  -DLIBSODIUM_SOURCE_DIR=… -DBEARSSL_SOURCE_DIR=… -DDOUBLE_CONVERSION_SOURCE_DIR=… -DIMGUI_SOURCE_DIR=…"
  [ -z "$missing" ] || fail "not found:$missing"
}

node_needed='Node 20.16, 22.3 or newer'

# The newest thing that is used of Node is process.getBuiltinModule, so that is what is asked for.
node_is_recent() { node -e 'process.exit(process.getBuiltinModule ? 0 : 1)' 2> /dev/null; }

# The npm registry carries Node itself, as one package per platform. Its npm comes along: the one of the distribution is
# made for the Node of the distribution, and need not run with another.
install_own_node() {
  case $(uname -m) in x86_64) platform=linux-x64 ;; aarch64) platform=linux-arm64 ;; *) fail "$node_needed is needed" ;; esac
  say "setup: this system's Node is too old; fetching Node 20 into build/node"
  mkdir -p "$root/build/node/bin"
  echo '{"private":true}' > "$root/build/node/package.json"
  (cd "$root/build/node" && rm -f bin/* &&
    npm install --no-audit --no-fund --ignore-scripts --loglevel=error "node-$platform@20" npm@10 > /dev/null)
  ln -sf ../node_modules/npm/bin/npm-cli.js "$root/build/node/bin/npm"
  ln -sf ../node_modules/npm/bin/npx-cli.js "$root/build/node/bin/npx"
  ln -sf "../node_modules/node-$platform/bin/node" "$root/build/node/bin/node"
  hash -r  # the shell remembers where the old ones were
  npm --version > /dev/null || fail "the npm in build/node does not run; remove build/node and try again"
}

ensure_node() {
  PATH="$root/build/node/bin:$PATH"
  if ! command -v npm > /dev/null 2>&1 || ! command -v node > /dev/null 2>&1; then
    if [ "$debian" = yes ]; then apt_install nodejs npm; else fail "node and npm are needed"; fi
  fi
  node_is_recent || install_own_node
  node_is_recent || fail "$node_needed is needed; this is $(node --version)"
}

# npm writes node_modules/.package-lock.json when it has finished: older than the lock file means out of date.
install_node_packages() {
  folder=$root/$1
  [ -f "$folder/package-lock.json" ] || return 0
  if [ -f "$folder/node_modules/.package-lock.json" ] &&
    [ -z "$(find "$folder/package-lock.json" -newer "$folder/node_modules/.package-lock.json")" ]; then
    return 0
  fi
  say "setup: installing the Node packages of $1/"
  (cd "$folder" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error > /dev/null)
}

fetch_sources() {
  [ "$debian" = yes ] || return 0
  sh "$root/native/fetch-source.sh" libsodium bearssl double-conversion imgui
  # Catch2 2 is headers alone; of newer ones the source is needed to test WebAssembly.
  if [ "$purpose" = everything ] && [ ! -f /usr/include/catch2/catch.hpp ]; then
    sh "$root/native/fetch-source.sh" catch2
  fi
}

debian=no
if command -v dpkg-query > /dev/null 2>&1 && command -v apt-get > /dev/null 2>&1; then debian=yes; fi
if [ "$debian" = yes ]; then install_system_packages; else explain_other_systems; fi
ensure_node
install_node_packages web
[ "$purpose" = demo ] || install_node_packages tests
fetch_sources
