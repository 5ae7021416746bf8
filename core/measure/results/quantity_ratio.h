// The ratio of two figures that are not times (bytes, errors, accuracies).
#pragma once

#include "measure/results/results.h"

namespace touchstone::measure {

// The t interval over the seeds where there are at least two, which then replaces value, low and
// high.
QualityResult overSeeds(QualityResult figure);

// a over b with its interval, evidence (the weaker of both), parameters (those of a) and verdict;
// above 1 is better. Seeds are paired: the interval is that of the mean logarithm of the ratios
// seed by seed. Without seeds it is the widest that low and high of both figures allow. nullopt for
// figures that are not positive.
std::optional<RatioResult> quantityRatio(const QualityResult &a, const QualityResult &b);

}  // namespace touchstone::measure
