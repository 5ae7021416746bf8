// Quality metrics beside each other: differences in their own unit.
#pragma once

#include "compare/comparison.h"

namespace touchstone::compare {

// From the best run (measure::ranked) that holds the metric for both variants at the parameters of
// the entry. The interval is that of the paired differences over seeds where both have them.
std::optional<QualityDifference> qualityDifference(const Claim &claim, const Metric &metric,
                                                   const KernelClaim &entry,
                                                   const QVector<const RunInput *> &runs);
// From that run alone, whether or not it was verified.
std::optional<QualityDifference> qualityDifferenceIn(const Claim &claim, const Metric &metric,
                                                     const KernelClaim &entry, const RunInput &run);
// What answers a level of a quantity that has ratios otherwise ("49 kB per image"): the computed
// figure of the technique, in the unit of the claim. nullopt for all else: a ratio answers.
std::optional<QualityDifference> computedLevel(const Claim &claim, const Metric &metric,
                                               const KernelClaim &entry,
                                               const QVector<const RunInput *> &runs);
// Over all figures of the result that differ from that one in their parameters alone, and over the
// pairs of variants of a knob. Where the claim is a level, the band is that of the technique's
// level.
std::optional<Band> qualityBand(const Claim &claim, const Metric &metric, const KernelClaim &entry,
                                const measure::KernelResult &result);

}  // namespace touchstone::compare
