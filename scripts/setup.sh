#!/usr/bin/env bash
# Sourced by run.sh and test.sh: installs what is missing and builds.
# TOUCHSTONE_PRESET chooses the preset of CMakePresets.json (default: release).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
preset=${TOUCHSTONE_PRESET:-release}
build=$root/build/$preset
# Different build folders share their compilations.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1

# Prints the packages of the given list that are not installed.
missing_packages() {
    local package
    grep -v '^#' "$1" | while read -r package; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
    done
}

install_missing() {
    command -v dpkg-query >/dev/null || {
        echo "setup: this is no Debian or Ubuntu; install the packages of scripts/packages.txt by hand" >&2
        return 0
    }
    local missing as_root=()
    missing=$(missing_packages "$1")
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || {
            echo "setup: neither root nor sudo; please install: ${missing//$'\n'/ }" >&2
            return 1
        }
        as_root=(sudo)
    fi
    echo "setup: installing ${missing//$'\n'/ }"
    "${as_root[@]}" apt-get update -q
    # shellcheck disable=SC2086  # one word per package
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
}

build_all() {
    [ -f "$build/build.ninja" ] || cmake -S "$root" --preset "$preset"
    cmake --build "$build" "$@"
}
