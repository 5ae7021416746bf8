// TeX markup of a bibliography -> plain text.
#pragma once

#include <QString>

namespace touchstone::importing {

// Accents (\"{o}, \c c), signs (\ss, \texttimes, \&), dashes, fractions (\frac{1}{3} -> 1/3),
// raised digits (10\textsuperscript{3} -> 10³); space of any width is one space. Braces, marks of
// mathematics and formatting commands vanish. A command that is not known keeps its name, unless
// it has an argument, which is kept instead: nothing that is left out joins figures beside it.
QString latexToText(const QString &tex);

}  // namespace touchstone::importing
