// The comparison for a caller that asks for one paper after the other.
#pragma once

#include "compare/comparison.h"
#include "library/claim_match.h"

namespace touchstone::compare {

// As compareClaims(); the matcher, which takes its time to build, is kept by the caller. It is one
// of this vocabulary.
QVector<ComparisonRow> compareClaims(const QVector<PaperInput> &papers,
                                     const QVector<RunInput> &runs, const Vocabulary &vocabulary,
                                     const ClaimMatcher &matcher);

}  // namespace touchstone::compare
