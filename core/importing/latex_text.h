// TeX markup of a bibliography -> plain text.
#pragma once

#include <QString>

namespace touchstone::importing {

// Accents (\"{o}, \c c), letters (\ss), escapes (\&), dashes, and no braces or commands; space is
// simplified. Unknown commands lose their backslash name and keep their argument.
QString latexToText(const QString &tex);

}  // namespace touchstone::importing
