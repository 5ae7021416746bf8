#!/usr/bin/env bash
# How often identical code is called different, and how often a known delay of 5 % is found: idle,
# and again with one core kept busy. Usage: measure_trust.sh BUILD_FOLDER [A/A TRIALS [DELAY TRIALS]]
# About four minutes each at the default of 200 and 100 trials.
set -euo pipefail

build=${1:?usage: measure_trust.sh BUILD_FOLDER [TRIALS [DELAY TRIALS]]}
program=$build/bin/bench_measure_trust
[ -x "$program" ] || { echo "$program: not built; configure with -DTOUCHSTONE_BENCHMARKS=ON" >&2; exit 1; }

echo "== idle (load $(cut -d' ' -f1 /proc/loadavg))"
"$program" "${2:-200}" "${3:-100}"

echo "== one core busy"
sh -c 'while :; do :; done' &
busy=$!
trap 'kill "$busy" 2>/dev/null || true' EXIT
"$program" "${2:-200}" "${3:-100}"
