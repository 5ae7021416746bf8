// Rows of table appearance as library values. Private to this folder.
#pragma once

#include "library/report.h"
#include "store/sql.h"

namespace touchstone::store {

// One current or superseded text of a paper.
struct StoredAppearance {
    qint64 id = 0, paper = 0, report = 0, edition = 0;
    qint64 titleHash = 0;  // see titleHash()
    ReportPaper content;   // as imported, without decisions
};

// Selects the columns that readAppearance() needs, aliased `a`.
#define TOUCHSTONE_APPEARANCE_COLUMNS                                                              \
    "a.id, a.paper_id, a.report_id, a.edition_id, a.title_hash, a.position, a.raw_title, "         \
    "a.title, a.short_name, a.raw_institutions, a.institutions, a.author_count, a.brief, "         \
    "a.abstract, a.has_abstract, a.code_url, a.techniques, a.claims, a.places, "                   \
    "a.doi, a.arxiv, a.year, a.venue"
StoredAppearance readAppearance(const Query &row, const std::string &path);
inline constexpr int appearanceColumns = 23;

// What a row holds of a paper in another form than the paper itself.
struct AppearanceBytes {
    QByteArray textHash, institutions, claims;  // of the text; two JSON arrays
};
AppearanceBytes bytesOf(const ReportPaper &paper);
QByteArray claimsToBytes(const ReportPaper &paper);

// Returns the row id; content.claims must have their final ids. bytes: of the content.
qint64 insertAppearance(Connection &connection, const StoredAppearance &appearance,
                        const AppearanceBytes &bytes);

// Current appearances of a paper, newest report first.
QVector<StoredAppearance> currentAppearances(Connection &connection, qint64 paper);
// The paper as it is shown: the newest appearance with an abstract, and from the others what that
// one lacks. An entry without abstract takes nothing away, in whatever order they were imported.
// appearances: newest first, at least one.
ReportPaper shownPaper(const QVector<StoredAppearance> &appearances);

// 64 bits of SHA-256 of a title key; 0 for an empty one.
qint64 titleKeyHash(const QString &key);
qint64 titleHash(const QString &title);

// A claim of a decision: its figures. Where it is quoted is known from the appearance alone, so
// sources are not written, and those of libraries that hold them are not read.
QByteArray figuresToBytes(const Claim &claim);
Claim figuresFromBytes(const QByteArray &json, const QVector<ClaimSource> &sources,
                       const std::string &path);
// Of a JSON array of strings, and of ids separated by spaces.
QByteArray listToBytes(const QStringList &list);
QStringList listFromBytes(const QByteArray &json);
inline QStringList idsFrom(const QString &spaced)
{
    return spaced.split(u' ', Qt::SkipEmptyParts);
}

}  // namespace touchstone::store
