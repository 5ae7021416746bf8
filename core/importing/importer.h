// From bytes of any known format to library values. Nothing here writes.
#pragma once

#include "base/result.h"
#include "library/import_plan.h"

#include <functional>
#include <stop_token>

namespace touchstone::importing {

// Format by content: report text, touchstone-library/1, BibTeX, CSL-JSON. An export of a library
// may hold several reports. name: shown in messages only.
Result<QVector<Report>> readReports(const QByteArray &bytes, const QString &name,
                                    std::stop_token stop = {});
// As above, from a file (a folder is an error: see filesIn).
Result<QVector<Report>> readFile(const QString &path, std::stop_token stop = {});

// The files of a folder that may be reports, sorted, hidden ones left out; for a file, itself.
Result<QStringList> filesIn(const QString &path);

ImportPlan planImport(Report report, const KnownPapers &known);

}  // namespace touchstone::importing
