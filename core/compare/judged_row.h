// What is said of a row that has a figure.
#pragma once

#include "compare/comparison.h"

namespace touchstone::compare {

// Whether the claim is a mean over operations that the kernel has.
bool isOfMean(const ComparisonRow &row);

// Before a row of a claim of a mean is judged: its figure becomes the geometric mean of the shown
// operation and the others, which then hold both. Leaves other rows as they are.
void takeMean(ComparisonRow &row);

// Answer, verdict and sentence of a row with a figure.
void judgeRow(ComparisonRow &row);

// Of a judged row whose figure a parameter decides that we chose: the figure over its values. Where
// they decide more than the technique does, the verdict changes.
void addBand(ComparisonRow &row, const KernelClaim &entry, const Metric *metric,
             const QVector<const RunInput *> &runs);

}  // namespace touchstone::compare
