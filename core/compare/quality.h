// Quality metrics beside each other: differences in their own unit.
#pragma once

#include "compare/comparison.h"

namespace touchstone::compare {

// From the best run (measure::ranked) that holds the metric for both variants.
std::optional<QualityDifference> qualityDifference(const Claim &claim, const Metric &metric,
                                                   const KernelClaim &entry,
                                                   const QVector<const RunInput *> &runs);

struct QualityJudgement {
    measure::ClaimVerdict verdict = measure::ClaimVerdict::NotComparable;
    Text sentence;
};
// Consistent: the claimed difference lies inside the interval. Without an interval nothing is
// judged, since one figure alone cannot tell agreement from chance.
QualityJudgement judgeQuality(const QualityDifference &quality);

}  // namespace touchstone::compare
