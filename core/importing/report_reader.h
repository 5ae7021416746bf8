// Second pass over a report: entries become papers, repaired and with their places.
#pragma once

#include "base/result.h"
#include "importing/warnings.h"

#include <stop_token>

namespace touchstone::importing {

// Fills title, time, count and papers of a report, without techniques and claims. Fails with
// UnknownFormat when the text has none of the marks of a report, Corrupt when it has, but no paper;
// name: for messages. The text is given back to the system while its papers are read, where the
// caller holds no copy of it.
Result<Report> readReportText(QByteArray utf8, const QString &name, WarningList &warnings,
                              const std::stop_token &stop = {});

}  // namespace touchstone::importing
