// Measurements by other tools, read as bundles: Google Benchmark (--benchmark_out), llama-bench
// (every -o) and nvbench (--json). Nothing of them was verified here, and their entries
// were timed one after the other, so a ratio of two entries carries a wide floor.
#pragma once

#include "base/result.h"
#include "measure/results/results.h"

#include <QByteArray>
#include <QString>

namespace touchstone::exchange {

// The format is recognised by content. One result per device: its kernel is the name of the tool,
// its variants are the entries of the file (times in ns of one iteration, of one token for
// llama-bench), unique by name. JSON may be that of standardJson(). Entries without a usable time
// are left out and named in plan[leftOutKey]. An unknown format, a damaged file and a file without
// one usable time are errors that say what was found and what would read it.
inline constexpr char leftOutKey[] = "left_out";
Result<measure::Bundle> readForeign(const QByteArray &bytes);
// Whether the file says of itself that it is a bundle of ours, of whatever version.
bool isOwnBundle(const QByteArray &bytes);
// The door for results: our own bundle, checked field by field, or a foreign file as a bundle.
// Errors name the field, e.g. "results[2].ratios[0].low", or the line.
Result<measure::Bundle> asBundle(const QByteArray &bytes);

// Two runs of identical code one after the other differ by several per cent on an ordinary machine
// (tests/benchmarks/measure_trust.sh prints it), so less is not called a difference.
inline constexpr double unpairedFloor = 0.05;

// Sets the ratio of two entries beside a claim. The result gets an id of its own, so that one file
// can answer several claims. An unknown entry is an error that lists those there are; two entries
// of different devices are an error too.
struct ForeignPair {
    QString claimId, baseline, technique;
};
Result<> pairForeign(measure::Bundle &bundle, const ForeignPair &pair);

}  // namespace touchstone::exchange
