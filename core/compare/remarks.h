// What a reader must know beside a figure, as sentences after the verdict.
#pragma once

#include "compare/comparison.h"

namespace touchstone::compare {

// Adds to the sentence of a judged row what a reader must know besides: a limit that is exceeded
// or out of reach, what other operations and baselines give, a weak baseline, the price in quality,
// a newer run that is not shown. runs: of its
// kernel.
void addRemarks(ComparisonRow &row, const QVector<const RunInput *> &runs);

}  // namespace touchstone::compare
