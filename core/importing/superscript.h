// Raised text in plain text.
#pragma once

#include <QString>

namespace touchstone::importing {

// An exponent behind a digit: "3" after "10" is "³", else "^3" if it has no such sign ("^n").
// Anything else stays as it is ("1st", the mark of a footnote).
QString asSuperscript(const QString &raised, const QString &before);

}  // namespace touchstone::importing
