// Claims in words: the figure as a reader would print it, flags and grades explained.
#pragma once

#include "base/text.h"
#include "library/claim.h"

namespace touchstone::compare {

// "up to 2.5–3.8×", "1.3 TB → 103 GB", "17.3 %": the printed figure with its qualifier.
Text figureText(const Claim &claim);
// The normalised factor, "1.21×" or "2.5–3.8×": as printed where a factor is claimed, else with
// three digits, since it was computed; "–" when there is none.
Text factorText(const Claim &claim);
Text qualifierText(Qualifier qualifier);  // empty for None
Text statusText(ClaimStatus status);
// One sentence on what a flag means; the id itself for an unknown one.
Text flagText(const QString &flag);

// At most four significant digits, no exponent between 0.001 and 1e6, no trailing zeros.
QString shortNumber(double value);
// The same with a plus in front of what is above 0 and at most three digits: a difference has its
// interval beside it.
QString signedNumber(double value);
// At most three significant digits, of what follows from other figures. value: 0.001 to 1000.
QString threeDigits(double value);
// The same for any value, as charts print figures: "1.37", "1250", "1.25e+06". What is not 1 has
// one digit more where it would read as 1.
QString chartFigure(double value);
// " (1.07 – 1.20)", for figures that are ready to print.
std::string inBrackets(const std::string &low, const std::string &high);

Text same(const QString &text);  // a name, alike in both languages

}  // namespace touchstone::compare
