#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test offscreen. Arguments go to ctest.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
install_missing "$root/scripts/packages.txt"
# shellcheck disable=SC2119  # no arguments: every target
build_all
ctest --test-dir "$build" -j2 --output-on-failure -LE slow "$@"
