// Which ratios may be shown and compared at all.
#pragma once

#include "measure/results/results.h"

#include <cmath>

namespace touchstone::compare {

inline bool drawable(const measure::RatioResult &ratio)
{
    return std::isfinite(ratio.ratio) && ratio.ratio > 0
           && ratio.verdict != measure::RatioVerdict::Invalid;
}

}  // namespace touchstone::compare
