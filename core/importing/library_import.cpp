#include "importing/formats.h"

#include "library/json_place.h"
#include "library/library_json.h"
#include "library/vocabulary.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace touchstone::importing {

namespace {

// Ids of no vocabulary would have no name, no unit and no quantity anywhere in the program.
Result<> checkIds(const ReportPaper &paper, const QString &where)
{
    for (const QString &technique : paper.techniques) {
        if (!Vocabulary::bundled().technique(technique)) {
            return fail(ErrorCode::Corrupt, "{0}.techniques: unknown technique \"{1}\"",
                        "{0}.techniques：未知的技术“{1}”", where.toStdString(),
                        quotedWord(technique));
        }
    }
    for (qsizetype i = 0; i < paper.claims.size(); ++i) {
        if (!Vocabulary::bundled().metric(paper.claims[i].metric)) {
            return fail(ErrorCode::Corrupt, "{0}.claims[{1}].metric: unknown metric \"{2}\"",
                        "{0}.claims[{1}].metric：未知的指标“{2}”", where.toStdString(), i,
                        quotedWord(paper.claims[i].metric));
        }
    }
    return {};
}

}  // namespace

Result<QVector<Report>> readLibraryJson(const QByteArray &utf8, const QString &name)
{
    Result<QVector<LibraryReport>> library = libraryFromJson(utf8);
    if (!library) {
        const Text &what = library.error().message;
        return fail(library.error().code, "{0}: {1}", "{0}：{2}", name.toStdString(), what.en,
                    what.zh);
    }
    QVector<Report> out;
    for (qsizetype i = 0; i < library->size(); ++i) {
        LibraryReport &read = (*library)[i];
        Report report;
        report.title = read.title;
        report.generatedAt = read.generatedAt;
        report.statedPaperCount = read.paperCount;
        report.format = libraryFormat;
        if (library->size() > 1) {
            // Undo and re-import work a report at a time, so each needs a source of its own.
            report.setSource(QJsonDocument(libraryToJson({read})).toJson());
        }
        for (qsizetype p = 0; p < read.papers.size(); ++p) {
            const QString where =
                    QStringLiteral("%1: reports[%2].papers[%3]").arg(name).arg(i).arg(p);
            if (const Result<> known = checkIds(read.papers[p].paper, where); !known) {
                return passOn(known.error());
            }
            report.papers.append(std::move(read.papers[p].paper));
        }
        out.append(std::move(report));
    }
    if (out.isEmpty()) {
        return fail(ErrorCode::Corrupt, "{0}: a library without any report",
                    "{0}：库中没有任何报告", name.toStdString());
    }
    return out;
}

}  // namespace touchstone::importing
