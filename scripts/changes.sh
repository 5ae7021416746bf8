#!/usr/bin/env bash
# Sourced by the checks that look only at what changed since the main branch (or, on main itself, in
# the last commit): changed_files PATTERN... prints their names, one per line.
changes_base() {
    local base
    base=$(git merge-base HEAD origin/main 2>/dev/null || true)
    if [ -z "$base" ] || [ "$base" = "$(git rev-parse HEAD)" ]; then
        base=$(git rev-parse --verify -q HEAD~1 || git hash-object -t tree /dev/null)
    fi
    echo "$base"
}

# What every kernel and the tests of their shared code are made of.
# shellcheck disable=SC2034  # used by those that source this file
kernel_sources=(core/kernels core/base core/CMakeLists.txt tests/kernels tests/CMakeLists.txt
    cmake CMakeLists.txt CMakePresets.json)

changed_files() {
    git diff --name-only "$(changes_base)" -- "$@"
}
