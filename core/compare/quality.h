// Quality metrics beside each other: differences in their own unit.
#pragma once

#include "compare/comparison.h"

namespace touchstone::compare {

// From the best run (measure::ranked) that holds the metric for both variants at the parameters of
// the entry. The interval is that of the paired differences over seeds where both have them; for
// simulated figures it is the band over all their settings that the entry leaves open.
std::optional<QualityDifference> qualityDifference(const Claim &claim, const Metric &metric,
                                                   const KernelClaim &entry,
                                                   const QVector<const RunInput *> &runs);

}  // namespace touchstone::compare
