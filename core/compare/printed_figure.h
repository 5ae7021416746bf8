// A claim's figure as the paper prints it.
#pragma once

#include "library/claim.h"

#include "base/text.h"

namespace touchstone::compare {

// The quote of the claim in that language of the report (the abstract is English, the brief
// Chinese), or in the other where there is none; "" without a quote.
QString quoteIn(const Claim &claim, Language language);
// The figure cut out of the quote, verbatim: "2.5×", "1.3TB to 103GB", "1.43-2.4 ×". Where the
// quote does not hold the figure in digits ("zero additional cost"), the whole quote; without a
// quote, as figureText() writes it.
QString printedFigure(const Claim &claim, Language language);
// One of the last digit that the paper prints of the claim's value, in the unit of the value: 1 of
// "49 kB", 0.01 of "1.30 GB", 1000 of "50k". Without a quote, of the value as it is stored.
double lastPrintedDigit(const Claim &claim);
// "up to 2.5× speedup": qualifier, printed figure and metric, for one cell of a list.
Text headlineText(const Claim &claim);

}  // namespace touchstone::compare
