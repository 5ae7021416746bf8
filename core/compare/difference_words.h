// A difference of quality as it is printed.
#pragma once

#include "compare/verdict.h"

namespace touchstone::compare {

// "+0.4 pp": the improvement with its unit, without the interval.
QString differenceWords(const QualityDifference &quality);

}  // namespace touchstone::compare
