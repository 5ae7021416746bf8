#include "importing/formats.h"

#include "library/json_place.h"
#include "library/library_json.h"
#include "library/vocabulary.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace touchstone::importing {

namespace {

// An id outside the vocabulary would have no name, unit or quantity in the program.
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

// True when there was one.
bool takeDecision(Claim &claim)
{
    claim.rules.removeAll(byHandRule);
    if (claim.status == ClaimStatus::Extracted) {
        return false;
    }
    const QString flag = toWord(claim.status) + QStringLiteral("-elsewhere");
    if (!claim.flags.contains(flag)) {
        claim.flags << flag;
    }
    claim.status = ClaimStatus::Extracted;
    return true;
}

int takeDecisions(ReportPaper &paper)
{
    int count = 0;
    for (Claim &claim : paper.claims) {
        count += takeDecision(claim) ? 1 : 0;
    }
    return count;
}

}  // namespace

Result<QVector<Report>> readLibraryJson(const QByteArray &utf8, const QString &name,
                                        WarningList &warnings, const std::stop_token &stop)
{
    Result<QVector<LibraryReport>> library = libraryFromJson(utf8, stop);
    if (!library) {
        return passOn(library.error().cancelled() ? library.error()
                                                  : inFile(name.toStdString(), library.error()));
    }
    QVector<Report> out;
    int decisions = 0;
    for (qsizetype i = 0; i < library->size(); ++i) {
        LibraryReport &read = (*library)[i];
        Report report;
        report.title = read.title;
        report.generatedAt = read.generatedAt;
        report.statedPaperCount = read.paperCount;
        report.format = libraryFormat;
        if (library->size() > 1) {
            // Undo and re-import work per report, so each report needs its own source.
            report.setSource(QJsonDocument(libraryToJson({read})).toJson());
        }
        for (qsizetype p = 0; p < read.papers.size(); ++p) {
            const QString where = QStringLiteral("reports[%1].papers[%2]").arg(i).arg(p);
            if (const Result<> known = checkIds(read.papers[p].paper, where); !known) {
                return passOn(inFile(name.toStdString(), known.error()));
            }
            decisions += takeDecisions(read.papers[p].paper);
            report.papers.append(std::move(read.papers[p].paper));
        }
        out.append(std::move(report));
    }
    if (out.isEmpty()) {
        return fail(ErrorCode::Corrupt, "{0}: a library without any report",
                    "{0}：库中没有任何报告", name.toStdString());
    }
    if (decisions > 0) {
        warnings.add(1, code::foreignDecision,
                     text("{0} claims were confirmed, edited or rejected in the library that wrote "
                          "this file; here they wait for a decision",
                          "{0} 条论断在写出此文件的文献库中已被确认、编辑或驳回；在本库中仍待判断",
                          decisions));
    }
    return out;
}

}  // namespace touchstone::importing
