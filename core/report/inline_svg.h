// An exported chart as a part of a page.
#pragma once

#include "base/result.h"

#include <QString>

namespace touchstone::report {

// The drawing alone: without the declaration, the data that it was made of, scripts, references to
// other files and handlers of events. Ids get the prefix, since several drawings share a page.
// fontFamily, where given, replaces the lists of families, of which QtSvg knows only the first.
// Errors: Corrupt.
Result<QByteArray> inlineSvg(const QByteArray &svg, const QString &idPrefix,
                             const QString &fontFamily = {});

}  // namespace touchstone::report
