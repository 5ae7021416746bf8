// Claims of how near a technique comes to its limit: "87.5 % of the theoretical limit".
#pragma once

#include "compare/size_band.h"

namespace touchstone::compare {

bool isLimitShare(const Claim &claim);

// "82.7 % (77.3 % to 88.4 %)": the measured share. The ratio has a limit.
std::string shareWords(const measure::RatioResult &ratio);
// For a band over sizes.
RatioFigure shareFigure(const Claim &claim);

// Of a judged row whose claim is such a share: verdict and sentence from the measured ratio over
// its limit, in percent. Other rows stay as they are.
void judgeLimitShare(ComparisonRow &row);

}  // namespace touchstone::compare
