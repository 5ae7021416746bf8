#!/usr/bin/env bash
# Prints a regular expression for ctest -E: the tests of the kernels for which nothing changed since
# the main branch. A kernel changes with a file of its folder, core/kernels/<family>/<id>/, and every
# kernel with the code that they share (blocks/, kernel.h, memory.h, the contract test, the build).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/changes.sh

kernels=$(git ls-files 'core/kernels/*/*/kernel.json' | cut -d/ -f4 | sort)
shared=$(changed_files "${kernel_sources[@]}" | grep -vE '^core/kernels/[^/]+/[^/]+/' || true)
shared+=$(changed_files core/kernels/blocks)
changed=$(changed_files core/kernels | cut -d/ -f4 | sort -u)
[ -z "$shared" ] || changed=$kernels
unchanged=$(comm -23 <(echo "$kernels") <(echo "$changed") | paste -sd '|')
# An empty expression would match every test.
echo "^kernels/(${unchanged:-none})([/_.].*)?\$"
