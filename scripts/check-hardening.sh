#!/usr/bin/env bash
# check-hardening.sh [--checked] PROGRAM...
# Each program lies at random addresses, has its tables of functions read-only and no executable stack;
# with --checked its code also checks buffers (FORTIFY_SOURCE, stack protector).
set -euo pipefail
checked=false
if [[ ${1:-} == --checked ]]; then
    checked=true
    shift
fi
failed=false
missing() {
    echo "$1: $2" >&2
    failed=true
}
for program in "$@"; do
    readelf -hW "$program" | grep -q 'Type:.*DYN' || missing "$program" "not position-independent"
    readelf -dW "$program" | grep -qE 'BIND_NOW|FLAGS_1.*NOW' || missing "$program" "no BIND_NOW"
    readelf -lW "$program" | grep -q GNU_RELRO || missing "$program" "no RELRO"
    if readelf -lW "$program" | grep GNU_STACK | grep -q 'RWE'; then
        missing "$program" "an executable stack"
    fi
    if $checked; then
        symbols=$(readelf -W --dyn-syms "$program")
        grep -q '__stack_chk_fail' <<<"$symbols" || missing "$program" "no stack protector"
        grep -qE '__(mem|str|v?f?printf|snprintf|read)[a-z]*_chk' <<<"$symbols" \
            || missing "$program" "no FORTIFY_SOURCE"
    fi
done
! $failed
