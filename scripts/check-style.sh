#!/usr/bin/env bash
# What can be checked without a build: format, names that clang-tidy cannot judge, shell scripts.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
git ls-files '*.cpp' '*.h' | xargs clang-format --dry-run -Werror
# A constant is camelBack. clang-tidy takes kPanel for that, too.
if git grep -nP '\bconst(expr)?\b.*[ *&]k[A-Z]\w*( =|\{|\[|\()' -- '*.cpp' '*.h'; then
    echo "constants are camelBack, without a k in front" >&2
    exit 1
fi
shellcheck -x -P SCRIPTDIR -P . .ci/run scripts/*.sh
