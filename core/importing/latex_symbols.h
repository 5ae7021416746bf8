// The signs that LaTeX commands without an argument print.
#pragma once

#include <QString>

namespace touchstone::importing {

// command: without its backslash ("times", "%"). The sign ("×", "%"), or an empty string for a
// command that is not known. A space for commands that print space of any width.
QString latexSymbol(QStringView command);

}  // namespace touchstone::importing
