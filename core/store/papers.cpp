#include "compare/headline.h"
#include "library/vocabulary.h"
#include "store/appearance.h"
#include "store/decisions.h"
#include "store/private.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace touchstone::store {

namespace {

QDateTime timeFrom(const QString &iso)
{
    return QDateTime::fromString(iso, Qt::ISODate);
}

PaperRow paperRowFrom(const Query &row)
{
    PaperRow paper;
    paper.rowId = row.integer(0);
    paper.id = row.text(1);
    paper.title = row.text(2);
    paper.shortName = row.text(3);
    paper.techniques = idsFrom(row.text(4));
    paper.report = row.text(5);
    paper.claimCount = int(row.integer(6));
    paper.bestClaimed = row.optionalReal(7);
    paper.measured = row.optionalReal(8);
    if (!row.isNull(9)) {
        paper.grade = Grade(row.integer(9));
    }
    paper.headline = {row.text(10).toStdString(), row.text(11).toStdString()};
    paper.headlineFlags = idsFrom(row.text(12));
    paper.headlineFactor = row.optionalReal(13);
    paper.difference = row.text(14);
    paper.limit = row.optionalReal(15);
    if (!row.isNull(16)) {
        paper.outcome = compare::toWord(compare::Outcome(row.integer(16)));
    }
    paper.year = int(row.integer(17));
    paper.venue = row.text(18);
    paper.tags = listFromBytes(row.blob(19));
    return paper;
}

}  // namespace

qint64 Store::Private::paperRow(const QString &paperId)
{
    Query find(connection, "SELECT id FROM paper WHERE public_id = ?", paperId);
    if (!find.next()) {
        refuse(ErrorCode::NotFound, "no paper {0} in the library", "文献库中没有论文 {0}",
               paperId.toStdString());
    }
    return find.integer(0);
}

Result<qint64> Store::rowIdOf(const QString &paperId) const
{
    return guarded(d->path(), [&] { return d->paperRow(paperId); });
}

Result<QVector<PaperRow>> Store::paperRows(const QVector<qint64> &rowIds) const
{
    return guarded(d->path(), [&] {
        ReadTransaction transaction(d->connection);
        Query find(
                d->connection,
                "SELECT id, public_id, title, short_name, techniques, report, claim_count, "
                "best_claimed, measured, grade, headline_en, headline_zh, headline_flags, "
                "headline_factor, difference, upper_limit, outcome, year, venue, tags FROM paper "
                "WHERE id = ?");
        QVector<PaperRow> rows;
        rows.reserve(rowIds.size());
        for (const qint64 rowId : rowIds) {
            find.bindAll(rowId);
            if (find.next()) {
                rows.append(paperRowFrom(find));
            }
            find.reset();
        }
        return rows;
    });
}

Result<LibraryCounts> Store::counts() const
{
    return guarded(d->path(), [&] {
        ReadTransaction transaction(d->connection);
        LibraryCounts counts;
        Query sums(d->connection,
                   "SELECT count(*), ifnull(sum(claim_count), 0), ifnull(sum(testable), 0), "
                   "ifnull(sum(answered), 0), ifnull(sum(testable > 0), 0), "
                   "ifnull(sum(answered > 0), 0) FROM paper");
        sums.next();
        counts.papers = int(sums.integer(0));
        counts.claims = int(sums.integer(1));
        counts.testable = int(sums.integer(2));
        counts.answered = int(sums.integer(3));
        counts.testablePapers = int(sums.integer(4));
        counts.answeredPapers = int(sums.integer(5));
        Query outcomes(d->connection,
                       "SELECT outcome, count(*) FROM paper "
                       "WHERE outcome IS NOT NULL GROUP BY outcome ORDER BY outcome");
        while (outcomes.next()) {
            counts.outcomes.append({compare::toWord(compare::Outcome(outcomes.integer(0))),
                                    int(outcomes.integer(1))});
        }
        return counts;
    });
}

Result<PaperDetail> Store::paper(const QString &paperId) const
{
    return guarded(d->path(), [&] {
        ReadTransaction transaction(d->connection);
        PaperDetail detail;
        detail.id = paperId;
        const auto appearances = currentAppearances(d->connection, d->paperRow(paperId));
        for (const StoredAppearance &stored : appearances) {
            Query about(d->connection,
                        "SELECT r.public_id, e.title, r.generated_at, s.sha256 FROM edition e "
                        "JOIN report r ON r.id = e.report_id JOIN source s ON s.id = e.source_id "
                        "WHERE e.id = ?",
                        stored.edition);
            about.next();
            Appearance appearance{about.text(0), about.text(1), timeFrom(about.text(2)),
                                  stored.content, about.text(3)};
            applyDecisions(d->connection, paperId, appearance.paper);
            detail.appearances.append(appearance);
        }
        detail.paper = shownPaper(appearances);
        applyDecisions(d->connection, paperId, detail.paper);
        return detail;
    });
}

Result<QVector<LibraryReport>> Store::exportReports() const
{
    return guarded(d->path(), [&] {
        ReadTransaction transaction(d->connection);
        Query reports(
                d->connection,
                "SELECT r.id, r.generated_at, e.title, s.sha256 FROM report r "
                "JOIN edition e ON e.id = (SELECT max(id) FROM edition WHERE report_id = r.id) "
                "JOIN source s ON s.id = e.source_id ORDER BY r.generated_at, r.id");
        QVector<LibraryReport> all;
        while (reports.next()) {
            LibraryReport report;
            report.generatedAt = timeFrom(reports.text(1));
            report.title = reports.text(2);
            report.sourceSha256 = reports.text(3);
            Query papers(d->connection,
                         "SELECT " TOUCHSTONE_APPEARANCE_COLUMNS
                         ", p.public_id FROM appearance a JOIN paper p ON p.id = a.paper_id "
                         "WHERE a.report_id = ? AND a.superseded_by IS NULL "
                         "ORDER BY a.position, a.id",
                         reports.integer(0));
            while (papers.next()) {
                LibraryPaper paper{papers.text(appearanceColumns),
                                   readAppearance(papers, d->path()).content};
                applyDecisions(d->connection, paper.id, paper.paper);
                report.papers.append(paper);
            }
            report.paperCount = int(report.papers.size());
            all.append(report);
        }
        return all;
    });
}

Result<QVector<ReportRow>> Store::reports() const
{
    return guarded(d->path(), [&] {
        ReadTransaction transaction(d->connection);
        Query rows(d->connection,
                   "SELECT r.id, r.public_id, e.title, e.source_name, s.sha256, i.at, "
                   "r.generated_at, e.warnings FROM report r "
                   "JOIN edition e ON e.id = (SELECT max(id) FROM edition WHERE report_id = r.id) "
                   "JOIN source s ON s.id = e.source_id JOIN import i ON i.id = e.import_id "
                   "ORDER BY r.generated_at DESC, r.id DESC");
        QVector<ReportRow> all;
        while (rows.next()) {
            ReportRow report;
            report.id = rows.text(1);
            report.title = rows.text(2);
            report.sourceName = rows.text(3);
            report.sourceSha256 = rows.text(4);
            report.importedAt = rows.text(5);
            report.generatedAt = timeFrom(rows.text(6));
            report.warnings = int(QJsonDocument::fromJson(rows.blob(7)).array().size());
            Query papers(d->connection,
                         "SELECT count(*), total(json_array_length(claims)) FROM appearance "
                         "WHERE report_id = ? AND superseded_by IS NULL",
                         rows.integer(0));
            papers.next();
            report.papers = int(papers.integer(0));
            report.claims = int(papers.integer(1));
            all.append(report);
        }
        return all;
    });
}

Result<QVector<ImportWarning>> Store::warnings(const QString &reportId) const
{
    return guarded(d->path(), [&] {
        Query find(d->connection,
                   "SELECT e.warnings FROM edition e JOIN report r ON r.id = e.report_id "
                   "WHERE r.public_id = ? ORDER BY e.id DESC LIMIT 1",
                   reportId);
        if (!find.next()) {
            refuse(ErrorCode::NotFound, "no report {0} in the library", "文献库中没有报告 {0}",
                   reportId.toStdString());
        }
        QVector<ImportWarning> all;
        const QJsonArray array = QJsonDocument::fromJson(find.blob(0)).array();
        for (const QJsonValue &value : array) {
            const auto textOf = [&](const char *key) {
                return value[QLatin1String(key)].toString();
            };
            all.append({value[QLatin1String("line")].toInt(),
                        textOf("code"),
                        {textOf("en").toStdString(), textOf("zh").toStdString()}});
        }
        return all;
    });
}

Result<QByteArray> Store::sourceBytes(const QString &reportId) const
{
    return guarded(d->path(), [&] {
        // A report text says more than a list of the same papers that was read in later.
        Query find(d->connection,
                   "SELECT s.bytes FROM source s JOIN edition e ON e.source_id = s.id "
                   "JOIN report r ON r.id = e.report_id WHERE r.public_id = ? "
                   "ORDER BY s.format = 'report' DESC, e.id DESC LIMIT 1",
                   reportId);
        if (!find.next()) {
            refuse(ErrorCode::NotFound, "no report {0} in the library", "文献库中没有报告 {0}",
                   reportId.toStdString());
        }
        return qUncompress(find.blob(0));
    });
}

Result<QByteArray> Store::source(const QString &sha256) const
{
    return guarded(d->path(), [&] {
        Query find(d->connection, "SELECT bytes FROM source WHERE sha256 = ?", sha256);
        if (!find.next()) {
            refuse(ErrorCode::NotFound, "no source file {0} in the library",
                   "文献库中没有源文件 {0}", sha256.toStdString());
        }
        return qUncompress(find.blob(0));
    });
}

}  // namespace touchstone::store
