// Second pass over a report: entries become papers with repaired fields and their lines.
#pragma once

#include "base/result.h"
#include "importing/warnings.h"

#include <stop_token>

namespace touchstone::importing {

// Fills title, time, count and papers of a report, without techniques and claims. Fails with
// UnknownFormat when the text has none of the marks of a report, Corrupt when it has them but no
// paper. name: for messages. Frees the text while its papers are read, unless the caller shares it.
Result<Report> readReportText(QByteArray utf8, const QString &name, WarningList &warnings,
                              const std::stop_token &stop = {});

}  // namespace touchstone::importing
