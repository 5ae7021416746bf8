// Readers of the formats other than report text. All take decoded UTF-8.
#pragma once

#include "base/result.h"
#include "importing/warnings.h"

#include <QJsonObject>

#include <stop_token>

namespace touchstone::importing {

inline constexpr QLatin1String libraryFormat("touchstone-library/1");

// touchstone-library/1: each of its reports, with a source of its own if there are several. What
// people decided in the library that wrote it is no decision of this one: such claims come as
// extracted, with a flag that asks for one.
Result<QVector<Report>> readLibraryJson(const QByteArray &utf8, const QString &name,
                                        WarningList &warnings, const std::stop_token &stop);

// Bibliographic data as one report without briefs. Entries that cannot be read are left out with
// a warning.
Result<Report> readBibtex(const QByteArray &utf8, const QString &name, WarningList &warnings);
// What the answer of Crossref's API, {"message": ...}, is around; any other object as it is.
QJsonObject insideAnswer(const QJsonObject &object);
Result<Report> readCslJson(const QByteArray &utf8, const QString &name, WarningList &warnings);

// RIS, and the tagged form of EndNote (Refer, .enw).
Result<Report> readTaggedBibliography(const QByteArray &utf8, const QString &name,
                                      WarningList &warnings);
// XML of EndNote, and Atom as arXiv's interface gives it.
Result<Report> readXmlBibliography(const QByteArray &utf8, const QString &name,
                                   WarningList &warnings);
// Tables of papers in Markdown, as the arxiv-daily repositories keep them: a date, a title, authors
// and links a row, sometimes with a summary.
Result<Report> readPaperTable(const QByteArray &utf8, const QString &name, WarningList &warnings);
// By content; start: the beginning of a file.
bool isTaggedBibliography(const QByteArray &start);
bool isXmlBibliography(const QByteArray &start);
bool isPaperTable(const QByteArray &start);

// An entry of a bibliography, of any format.
struct BibliographyEntry {
    int line = 0;
    QString title, abstract, institutions, url;
    QString brief;  // in Chinese
    int authorCount = 0;
    // As printed, with other words around them; empty: looked for in the addresses.
    QString doi, arxiv, date, venue;
};
// A house that publishes the work of others, whatever field it is given in: "IEEE", "PMLR".
bool isPublisher(const QString &name);
// More than half of its signs are Chinese.
bool isChinese(const QString &text);
// A Chinese abstract is a brief, the field of reports in that language.
// Titles, institutions and abstracts go through the same repairs as those of a report.
ReportPaper paperOf(const BibliographyEntry &entry, int index, WarningList &warnings);
// Adds it to the report; an entry with neither title nor abstract is left out with a warning.
void addEntry(Report &report, const BibliographyEntry &entry, WarningList &warnings);
// Sets the count; Corrupt without any paper. what: "RIS".
Result<Report> finished(Report report, const QString &what);

}  // namespace touchstone::importing
