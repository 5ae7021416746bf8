// Results of other tools, read as bundles; the user guide lists the formats, foreign_formats.h has
// their readers. Nothing of them was verified here, and their entries were timed one after the
// other, so a ratio of two entries carries a wide floor.
#pragma once

#include "base/result.h"
#include "measure/results/results.h"

#include <QByteArray>
#include <QString>

namespace touchstone::exchange {

// The format is recognised by content. One result per device: its kernel is the name of the tool,
// its variants are the entries of the file (times in ns of one iteration, of one token or request
// where the tool gives a rate) and its figures of quality, unique by name. JSON may be that of
// standardJson(). Entries without a usable figure are left out and named in plan[leftOutKey]. An
// unknown format, a damaged file and a file without one usable figure are errors that say what was
// found and what would read it.
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

// Files of one machine as one bundle: results of one tool and device become one. Entries are called
// "name: entry" where two files have an entry of one name. Files of different machines are an
// error.
struct NamedBundle {
    std::string name;
    measure::Bundle bundle;
};
Result<measure::Bundle> joinForeign(std::vector<NamedBundle> files);

// Sets two entries beside a claim: the ratio of their times, or their figures of quality, which
// compare sets against each other. The result gets an id of its own, so that one file can answer
// several claims. Errors: an unknown entry (with those there are); two entries of different
// devices, of different quantities, or of requests whose tokens differ by more than a tenth.
struct ForeignPair {
    QString claimId, baseline, technique;
};
Result<> pairForeign(measure::Bundle &bundle, const ForeignPair &pair);
// What the pair can answer, with the same errors: "time", or a metric of quality.
Result<std::string> foreignQuantity(measure::Bundle &bundle, const ForeignPair &pair);

}  // namespace touchstone::exchange
