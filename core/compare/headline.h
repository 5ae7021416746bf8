// What a list says of a paper in one line: the claim that it is known for, as printed, and whether
// it holds here. The store, the window and the command line ask here, so that they agree with the
// comparison.
#pragma once

#include "compare/comparison.h"

namespace touchstone::compare {

// In the order of a list that is sorted by it: what is answered first, what never will be last.
// A figure that was computed or simulated is named so, whatever its verdict: no clock saw it.
enum class Outcome {
    Consistent,
    Partly,
    NotObserved,
    Unresolved,
    Noisy,
    NotComparable,  // a figure beside a claim that gives none of its kind
    Computed,
    Simulated,
    NotRun,
    NotMeasurable,
    NoKernel
};

Outcome outcomeOf(const ComparisonRow &row);
QString toWord(Outcome outcome);  // "consistent", "not-observed", "not-run" ...
std::optional<Outcome> outcomeFromWord(const QString &word);
Text outcomeWords(Outcome outcome);  // two or three words for a chip
std::optional<Outcome> outcomeFromWords(const Text &words);

// The row of a paper's headline claim: a claim of speed before all others; among equals one that is
// answered, then one that a kernel would answer, then one without flags, then the largest factor.
// Where nothing is claimed of speed, answered rows go first in the same way. nullptr: no rows.
// rows: of one paper.
const ComparisonRow *headlineOf(const QVector<ComparisonRow> &rows);
// Speedup, throughput or latency.
bool isOfSpeed(const Claim &claim);

}  // namespace touchstone::compare
