#!/usr/bin/env bash
# clang-tidy on what changed since the main branch (or, on main itself, in the last commit). The build
# folder needs to be configured only.
# usage: check-tidy.sh BUILD-FOLDER [--all]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/changes.sh
build=$1
sources=('core/*.cpp' 'ui/*.cpp' 'app/*.cpp')
if [ "${2:-}" = --all ]; then
    files=$(git ls-files "${sources[@]}")
else
    files=$(changed_files "${sources[@]}")
fi
# Deleted files and those of another flavour (no_opencl.cpp) are not in the build folder.
files=$(while read -r file; do
    if [ -n "$file" ] && grep -qF "/$file\"" "$build/compile_commands.json"; then echo "$file"; fi
done <<<"$files")
[ -n "$files" ] || { echo "nothing changed"; exit 0; }
# GCC's own options mean nothing to clang.
tidy() {
    xargs -r -P "$(nproc)" -n 4 clang-tidy --quiet -p "$build" \
        --extra-arg=-Wno-unknown-warning-option "$@"
}
# A function of one SIMD target is CamelCase, as in Highway itself: it often has a camelBack caller
# of the same name.
{ grep -v 'simd\.cpp$' <<<"$files" || true; } | tidy
{ grep 'simd\.cpp$' <<<"$files" || true; } | tidy --checks=-readability-identifier-naming
