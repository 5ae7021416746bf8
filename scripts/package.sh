#!/usr/bin/env bash
# Builds a release and packs it as a Debian package into out/.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
install_missing "$root/scripts/packages.txt"
install_missing <(echo file) # cpack asks it for the libraries that the programs need
build_all --target touchstone touchstone-bench
(cd "$build" && cpack -G DEB -B "$root/out")
rm -rf "$root/out/_CPack_Packages"
