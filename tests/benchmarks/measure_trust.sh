#!/usr/bin/env bash
# How often identical code is called different, on small buffers and on buffers of the size of the
# last cache, and how often a known delay of 5 % is found: idle, and again with one core kept busy.
# Usage: measure_trust.sh BUILD_FOLDER [A/A TRIALS [DELAY TRIALS [CACHE TRIALS [idle|busy]]]]
# With 100, 100 and 30 trials (the default) each of the two states takes about five minutes.
set -euo pipefail

build=${1:?usage: measure_trust.sh BUILD_FOLDER [A/A TRIALS [DELAY TRIALS [CACHE TRIALS [idle|busy]]]]}
program=$build/bin/bench_measure_trust
[ -x "$program" ] || { echo "$program: not built; configure with -DTOUCHSTONE_BENCHMARKS=ON" >&2; exit 1; }

state=${5:-both}
trials=("${2:-100}" "${3:-100}" "${4:-30}")

if [ "$state" != busy ]; then
  echo "== idle (load $(cut -d' ' -f1 /proc/loadavg))"
  "$program" "${trials[@]}"
fi
if [ "$state" != idle ]; then
  echo "== one core busy"
  sh -c 'while :; do :; done' &
  busy=$!
  trap 'kill "$busy" 2>/dev/null || true' EXIT
  "$program" "${trials[@]}"
fi
