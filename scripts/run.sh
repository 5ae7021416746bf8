#!/usr/bin/env bash
# Installs what is missing, builds, and opens Touchstone. Without a display it does the main job on
# the terminal: imports the bundled reports, runs the quick kernels, prints the comparison and
# writes charts to out/.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
install_missing "$root/scripts/packages.txt"
build_all --target touchstone touchstone-bench

touchstone=$build/bin/touchstone
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$touchstone" "$@"
fi

out=$root/out
mkdir -p "$out"
library=(--db "$out/library.db")
echo "No display: working on the terminal; results go to $out"
"$touchstone" "${library[@]}" import "$root/resources/reports"
"$touchstone" "${library[@]}" certify --quick
# If a kernel fails, the results of the others are still shown.
code=0
"$touchstone" "${library[@]}" run --all --preset small --output "$out/bundle.json" || code=$?
[ "$code" -le 1 ] || exit "$code"
"$touchstone" "${library[@]}" compare
for format in svg pdf png; do
    "$touchstone" "${library[@]}" chart claims-vs-measured --output "$out/claims-vs-measured.$format"
done
"$touchstone" "${library[@]}" chart claimed-over-measured --output "$out/claimed-over-measured.svg"
exit "$code"
