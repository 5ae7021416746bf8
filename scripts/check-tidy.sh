#!/usr/bin/env bash
# clang-tidy on what changed since the main branch (or, on main itself, in the last commit).
# usage: check-tidy.sh BUILD-FOLDER [--all]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=$1
if [ "${2:-}" = --all ]; then
    files=$(git ls-files 'core/*.cpp' 'ui/*.cpp' 'app/*.cpp')
else
    base=$(git merge-base HEAD origin/main 2>/dev/null || true)
    if [ -z "$base" ] || [ "$base" = "$(git rev-parse HEAD)" ]; then
        base=$(git rev-parse --verify -q HEAD~1 || git hash-object -t tree /dev/null)
    fi
    files=$(git diff --name-only --diff-filter=d "$base" -- 'core/*.cpp' 'ui/*.cpp' 'app/*.cpp')
fi
[ -n "$files" ] || { echo "nothing changed"; exit 0; }
# GCC's own options mean nothing to clang.
echo "$files" | xargs -P 2 -n 4 clang-tidy --quiet -p "$build" --extra-arg=-Wno-unknown-warning-option
