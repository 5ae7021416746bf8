// The schema touchstone-library/1, written by `export library` and read back by `import`.
#pragma once

#include "base/result.h"
#include "library/code_points.h"
#include "library/report.h"

#include <QJsonObject>

#include <stop_token>

namespace touchstone {

struct LibraryPaper {
    QString id;  // public paper id
    ReportPaper paper;
};
struct LibraryReport {
    QDateTime generatedAt;
    QString title;
    int paperCount = 0;
    QString sourceSha256;
    QVector<LibraryPaper> papers;
};

// In JSON the offsets of claim.sources count code points: `fields` are those of the claim's paper.
QJsonObject toJson(const Claim &claim, const FieldCodePoints &fields);
Result<Claim> claimFromJson(const QJsonObject &object, const QString &where,
                            const FieldCodePoints &fields);
// What a person may say of a paper, under the keys that libraryFromJson() reads: links, code, tags,
// note.
void insertFacts(QJsonObject &out, const ReportPaper &paper);
QJsonObject libraryToJson(const QVector<LibraryReport> &reports);
// Errors name the place, e.g. "reports[0].papers[3].claims[1].metric".
Result<QVector<LibraryReport>> libraryFromJson(const QByteArray &json,
                                               const std::stop_token &stop = {});

}  // namespace touchstone
