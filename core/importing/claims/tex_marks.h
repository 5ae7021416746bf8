// TeX in running text: digests copy abstracts from arXiv as they are.
#pragma once

#include <QString>

namespace touchstone::importing::claims {

// The text with TeX mathematics and commands replaced by the signs they print, of the same length,
// so that places in it are places in the text: "$2.1\times$" -> " 2.1×      ". A dollar sign that
// is an amount of money stays, by Pandoc's rule for $...$.
QString withoutTexMarks(const QString &text);

// Widens [start, stop) so that it cuts no command and takes both dollar signs of a formula.
void widenOverTex(const QString &text, qsizetype &start, qsizetype &stop);

}  // namespace touchstone::importing::claims
