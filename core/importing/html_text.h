// HTML and JATS markup of titles and abstracts -> plain text.
#pragma once

#include <QString>

namespace touchstone::importing {

// Entities decoded, also those that were encoded twice ("&amp;gt;"); words that carry an ampersand
// otherwise stay ("R&D"). Nothing else changes.
QString decodeEntities(const QString &text);

// Tags removed: none of <i>, <sub>, <span> ... leaves a space, those of blocks leave one; raised
// digits become exponents; TeX beside MathML is left out. Entities decoded, space simplified.
QString htmlToText(const QString &html);

}  // namespace touchstone::importing
