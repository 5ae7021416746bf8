#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test offscreen. Arguments go to ctest.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
install_missing "$root/scripts/packages.txt"
build_all
cd "$build"
ctest --output-on-failure -LE slow "$@"
