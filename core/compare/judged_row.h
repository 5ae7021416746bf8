// What is said of a row that has a figure.
#pragma once

#include "compare/comparison.h"

namespace touchstone::compare {

// Answer, verdict and sentence of a row with a figure. runs: of its kernel, to mention a newer one
// that is not shown.
void judgeRow(ComparisonRow &row, const QVector<const RunInput *> &runs);

// Of a judged row whose figure a parameter decides that we chose: the figure over its values. Where
// they decide more than the technique does, the verdict changes.
void addBand(ComparisonRow &row, const KernelClaim &entry, const Metric *metric,
             const QVector<const RunInput *> &runs);

}  // namespace touchstone::compare
