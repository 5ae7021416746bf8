// From bytes of any known format to library values. Nothing here writes.
#pragma once

#include "base/result.h"
#include "library/import_plan.h"

#include <functional>
#include <stop_token>

namespace touchstone::importing {

// Format by content: report text, touchstone-library/1, BibTeX, CSL-JSON, RIS, EndNote (tagged and
// XML), arXiv's Atom, tables of papers in Markdown. An export of a library
// may hold several reports; each of those then has its own part as source. name: shown in
// messages only. An error names the file and, where there is one, the line or place.
Result<QVector<Report>> readReports(QByteArray bytes, const QString &name,
                                    const std::stop_token &stop = {});
// As above, from a file (a folder is an error: see filesIn). Paths are those of textOf()
// (file_name.h), so that names which are no UTF-8 are read too.
Result<QVector<Report>> readFile(const QString &path, const std::stop_token &stop = {});

// What the names of files that may be read end with: ".md", in small letters.
const QStringList &readSuffixes();
// The files of a folder and of those inside it, by suffix (content decides later), sorted; hidden
// ones and links to folders are left out. For a file, itself. A folder without any is an error.
struct FoundFiles {
    QStringList files;
    QStringList others;     // left out: their suffix is none that is read
    QStringList closed;     // folders inside that cannot be read
    bool inFolder = false;  // not named one by one: one of another kind is no failure
};
Result<FoundFiles> filesIn(const QString &path);

// The reports bundled with the program, as resource paths for readFile, sorted.
QStringList bundledReportPaths();

// Compares each paper with the library and with the papers before it. Nothing is changed.
ImportPlan planImport(Report report, const KnownPapers &known);

}  // namespace touchstone::importing
