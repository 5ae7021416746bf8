// Readers of the formats other than report text. All take decoded UTF-8.
#pragma once

#include "base/result.h"
#include "importing/warnings.h"

#include <stop_token>

namespace touchstone::importing {

inline constexpr QLatin1String libraryFormat("touchstone-library/1");

// touchstone-library/1: each of its reports, with a source of its own if there are several.
Result<QVector<Report>> readLibraryJson(const QByteArray &utf8, const QString &name,
                                        const std::stop_token &stop);

// Bibliographic data as one report without briefs. Entries that cannot be read are left out with
// a warning.
Result<Report> readBibtex(const QByteArray &utf8, const QString &name, WarningList &warnings);
Result<Report> readCslJson(const QByteArray &utf8, const QString &name, WarningList &warnings);

// An entry of a bibliography, of either format.
struct BibliographyEntry {
    int line = 0;
    QString title, abstract, institutions, url;
    int authorCount = 0;
};
// A house that publishes the work of others, whatever field it is given in: "IEEE", "PMLR".
bool isPublisher(const QString &name);
// Titles, institutions and abstracts go through the same repairs as those of a report.
ReportPaper paperOf(const BibliographyEntry &entry, int index, WarningList &warnings);

}  // namespace touchstone::importing
