#!/usr/bin/env bash
# Fails when a string of the sources is missing in a translation, or is unfinished there.
# usage: check-translations.sh BUILD-FOLDER
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$1
keep=$(mktemp -d)
trap 'cp "$keep"/*.ts "$root/translations/"; rm -r "$keep"' EXIT
cp "$root"/translations/*.ts "$keep/"
cmake --build "$build" --target touchstone_lupdate >"$keep/log" 2>&1 || { cat "$keep/log"; exit 1; }
failed=0
for file in "$root"/translations/*.ts; do
    name=$(basename "$file")
    if ! diff -q "$keep/$name" "$file" >/dev/null; then
        echo "$name: not up to date with the sources; build the target touchstone_lupdate"
        diff "$keep/$name" "$file" | head -40 || true
        failed=1
    fi
    if grep -n 'type="unfinished"' "$file"; then
        echo "$name: unfinished strings"
        failed=1
    fi
done
exit $failed
