// Import, re-import, undo.
#include "fixture.h"

#include "library/library_json.h"

#include <QJsonDocument>

using namespace touchstone;
using namespace touchstone::store;

namespace {

const QString september = QStringLiteral("2025-09-10T19:43:57");
const QString october = QStringLiteral("2025-10-15T08:00:00");
const QString faster = QStringLiteral("Faster Lanterns: Cached Light for Small Rooms");
const QString smaller = QStringLiteral("Smaller Kites by Folding");

Report twoPapers(const QByteArray &extra = {})
{
    ReportPaper first =
            paperOf(1, faster, QStringLiteral("提出缓存灯光方法，加速2倍。"),
                    QStringLiteral("We cache light and gain a 2x speedup in small rooms."));
    first.claims = {claimOf(QStringLiteral("c-light"), QStringLiteral("speedup"), 2, 2.0,
                            QStringLiteral("2x speedup"))};
    ReportPaper second = paperOf(2, smaller, QStringLiteral("折叠风筝，内存减半。"),
                                 QStringLiteral("Folding kites halves their memory."));
    second.techniques = QStringList{QStringLiteral("pruning")};
    second.claims = {claimOf(QStringLiteral("c-kite"), QStringLiteral("memory"), 50, 2.5)};
    return reportOf(september, {first, second}, extra);
}

// Everything that can be seen of a library, as text to compare.
QByteArray dump(TestLibrary &library)
{
    QByteArray all = QJsonDocument(libraryToJson(valueOf(library->exportReports()))).toJson();
    const Facets facets = valueOf(library->facets({}));
    for (const auto &values : {facets.techniques, facets.metrics, facets.reports,
                               facets.institutions, facets.measured, facets.grades}) {
        QStringList lines;
        for (const FacetValue &value : values) {
            lines.append(value.value + u'=' + QString::number(value.count));
        }
        lines.sort();
        all += lines.join(u' ').toUtf8() + '\n';
    }
    for (const QString &word : {QStringLiteral("灯光"), QStringLiteral("light"),
                                QStringLiteral("memory"), QStringLiteral("折叠")}) {
        all += library.found(word).join(u'|').toUtf8() + '\n';
    }
    const auto reports = valueOf(library->reports());
    for (const ReportRow &report : reports) {
        all += (report.id + u' ' + report.sourceSha256).toUtf8() + QByteArray::number(report.papers)
               + valueOf(library->sourceBytes(report.id)) + '\n';
    }
    return all;
}

}  // namespace

class TestImport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // One paper with many texts of one report: each is there once, found, and taken back.
    void oneTitleManyTimes()
    {
        constexpr int count = 300;
        const auto word = [](int i) { return QStringLiteral("lantern%1x").arg(i); };
        const auto report = [&](const QString &end) {
            QVector<ReportPaper> papers;
            for (int i = 1; i <= count; ++i) {
                const QString id = QStringLiteral("c-%1%2").arg(i).arg(end);
                ReportPaper paper = paperOf(i, faster, QStringLiteral("加速2倍。"),
                                            QStringLiteral("We light the %1%2.").arg(end, word(i)));
                paper.claims = {claimOf(id, QStringLiteral("speedup"), 2 + i, 2.0 + i)};
                papers.append(paper);
            }
            return reportOf(september, papers);
        };
        TestLibrary library;
        const ImportedFile first = library.import(report({})).files.first();
        QCOMPARE(first.newPapers, 1);
        QCOMPARE(first.changedPapers, count - 1);
        const auto rows = [&] {
            return valueOf(library->paperRows(valueOf(library->paperIds({}))));
        };
        QCOMPARE(rows().size(), 1);
        for (const int i : {1, 150, count}) {
            QCOMPARE(library.found(word(i)).size(), 1);
            QVERIFY(library->paperOfClaim(QStringLiteral("c-%1").arg(i)));
        }
        QVERIFY(library.import(report({})).files.first().unchanged);
        // Every text changes: the old words and claims are gone.
        QCOMPARE(library.import(report(QStringLiteral("new"))).files.first().changedPapers, count);
        QVERIFY(library.found(word(150)).isEmpty());
        QCOMPARE(library.found(QStringLiteral("new") + word(150)).size(), 1);
        QVERIFY(!library->paperOfClaim(QStringLiteral("c-150")));
        QVERIFY(library->paperOfClaim(QStringLiteral("c-150new")));
        QVERIFY(library->undoLastImport());
        QCOMPARE(library.found(word(150)).size(), 1);
        QVERIFY(library->paperOfClaim(QStringLiteral("c-150")));
        QCOMPARE(valueOf(library->undoLastImport()).papersRemoved, 1);
        QVERIFY(library.found(QStringLiteral("light")).isEmpty());
    }

    // What is refreshed at the end of an import can be stopped too.
    void stoppingAtTheEndWritesNothing()
    {
        TestLibrary library;
        library.import(twoPapers());
        const QByteArray before = dump(library);
        Report changed = twoPapers("again");
        for (ReportPaper &paper : changed.papers) {
            paper.abstract += QStringLiteral(" Much later.");
        }
        std::stop_source stop;
        const auto stopped =
                library->apply({planOf(changed)}, stop.get_token(), [&](int done, int total) {
                    if (done == total) {
                        stop.request_stop();
                    }
                });
        QVERIFY(!stopped);
        QVERIFY(stopped.error().cancelled());
        QCOMPARE(dump(library), before);
    }

    void storesWhatTheReportSays()
    {
        TestLibrary library;
        const Report report = twoPapers();
        const ImportOutcome outcome = library.import(report);
        QVERIFY(!outcome.importId.isEmpty());
        QCOMPARE(outcome.files.size(), 1);
        QCOMPARE(outcome.files[0].papers, 2);
        QCOMPARE(outcome.files[0].newPapers, 2);
        QCOMPARE(outcome.files[0].claims, 2);
        QVERIFY(!outcome.files[0].unchanged);
        QCOMPARE(outcome.files[0].reportId, september);

        library.reopen();
        const auto reports = valueOf(library->exportReports());
        QCOMPARE(reports.size(), 1);
        QCOMPARE(reports[0].generatedAt, report.generatedAt);
        QCOMPARE(reports[0].papers.size(), 2);
        const ReportPaper &kept = reports[0].papers[0].paper;
        const ReportPaper &given = report.papers[0];
        QCOMPARE(kept.rawTitle, given.rawTitle);
        QCOMPARE(kept.title, given.title);
        QCOMPARE(kept.rawInstitutions, given.rawInstitutions);
        QCOMPARE(kept.institutions, given.institutions);
        QCOMPARE(kept.authorCount, 4);
        QCOMPARE(kept.brief, given.brief);
        QCOMPARE(kept.abstract, given.abstract);
        QVERIFY(kept.hasAbstract);
        QCOMPARE(kept.techniques, given.techniques);
        QCOMPARE(kept.titleLine, 5);
        QCOMPARE(kept.abstractLine, 9);
        QCOMPARE(kept.briefLine, 0);
        QVERIFY(kept.claims == given.claims);
        QCOMPARE(valueOf(library->sourceBytes(september)), report.sourceBytes());
        QCOMPARE(valueOf(library->source(QString::fromLatin1(report.sourceSha256))),
                 report.sourceBytes());
        QVERIFY(library->hasSource(report.sourceSha256));
        QVERIFY(!library->hasSource("00"));
    }

    void paperIdComesFromTheTitleKey()
    {
        TestLibrary library;
        library.import(twoPapers());
        const QByteArray sha =
                QCryptographicHash::hash(titleKey(faster).toUtf8(), QCryptographicHash::Sha256)
                        .toHex();
        const QString id = QStringLiteral("p-") + QString::fromLatin1(sha.left(12));
        QCOMPARE(valueOf(library->paper(id)).paper.title, faster);
        QVERIFY(valueOf(library->rowIdOf(id)) > 0);
        const auto missing = library->paper(QStringLiteral("p-000000000000"));
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        QVERIFY(missing.error().message.en.find("p-000000000000") != std::string::npos);
    }

    void sameFileAgainChangesNothing()
    {
        TestLibrary library;
        library.import(twoPapers());
        const QByteArray before = dump(library);
        const ImportOutcome again = library.import(twoPapers());
        QVERIFY(again.files[0].unchanged);
        QCOMPARE(again.files[0].newPapers + again.files[0].changedPapers, 0);
        QVERIFY(again.importId.isEmpty());
        QCOMPARE(dump(library), before);
    }

    void paperInTwoReportsHasTwoAppearances()
    {
        TestLibrary library;
        library.import(twoPapers());
        ReportPaper other = paperOf(7, faster, QStringLiteral("另一份简报。"),
                                    QStringLiteral("Other words about light."));
        library.import(reportOf(october, {other}));
        PaperQuery all;
        QCOMPARE(library.found(all).size(), 2);
        const auto rows = valueOf(library->paperRows(valueOf(library->paperIds(all))));
        const PaperDetail detail = valueOf(library->paper(rows[0].id));
        QCOMPARE(detail.appearances.size(), 2);
        QCOMPARE(detail.paper.brief, QStringLiteral("另一份简报。"));
        QCOMPARE(detail.appearances[1].paper.brief, QStringLiteral("提出缓存灯光方法，加速2倍。"));
        QCOMPARE(rows[0].report, QStringLiteral("2025-10-15"));
        // Both texts are found.
        QCOMPARE(library.found(QStringLiteral("另一份")), QStringList{faster});
        QCOMPARE(library.found(QStringLiteral("缓存灯光")), QStringList{faster});
        const Facets facets = valueOf(library->facets({}));
        QCOMPARE(countOf(facets.reports, QStringLiteral("2025-09-10")), 2);
        QCOMPARE(countOf(facets.reports, QStringLiteral("2025-10-15")), 1);
    }

    void anEntryWithoutAbstractTakesNothingAway_data()
    {
        QTest::addColumn<bool>("fullFirst");
        QTest::newRow("full first") << true;
        QTest::newRow("full last") << false;
    }
    void anEntryWithoutAbstractTakesNothingAway()
    {
        QFETCH(bool, fullFirst);
        const QString title = QStringLiteral("Heron: Gates for Caches");
        ReportPaper full = paperOf(1, title, {}, QStringLiteral("Heron is 2.2x faster."));
        full.codeUrl = QStringLiteral("https://github.com/example/heron");
        full.claims = {claimOf(QStringLiteral("c-1"), QStringLiteral("speedup"), 2.2, 2.2)};
        ReportPaper bare = paperOf(1, title);
        bare.authorCount = 1;
        bare.institutions.clear();
        bare.rawInstitutions.clear();
        TestLibrary library;
        library.import(reportOf(september, {fullFirst ? full : bare}));
        library.import(reportOf(october, {fullFirst ? bare : full}));
        const auto rows = valueOf(library->paperRows(valueOf(library->paperIds(PaperQuery()))));
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows[0].claimCount, 1);
        QCOMPARE(rows[0].bestClaimed, std::optional(2.2));
        const PaperDetail detail = valueOf(library->paper(rows[0].id));
        QCOMPARE(detail.appearances.size(), 2);
        QCOMPARE(detail.paper.abstract, full.abstract);
        QCOMPARE(detail.paper.institutions, full.institutions);
        QCOMPARE(detail.paper.codeUrl, full.codeUrl);
        QCOMPARE(detail.paper.authorCount, 4);
        QCOMPARE(detail.paper.claims.size(), 1);
    }

    void regeneratedReportUpdatesAndKeepsTheOldText()
    {
        TestLibrary library;
        library.import(twoPapers());
        const QByteArray before = dump(library);
        Report again = twoPapers("generated again");
        again.papers[0].brief = QStringLiteral("改写后的简报。");
        const ImportOutcome outcome = library.import(again);
        QCOMPARE(outcome.files[0].newPapers, 0);
        QCOMPARE(outcome.files[0].changedPapers, 1);
        QCOMPARE(library.found(QString()).size(), 2);
        QCOMPARE(library.found(QStringLiteral("改写")), QStringList{faster});
        QVERIFY(library.found(QStringLiteral("缓存灯光")).isEmpty());
        QCOMPARE(valueOf(library->reports()).size(), 1);
        // The older edition read again does not take the place of the newer one.
        QVERIFY(library.import(twoPapers()).files[0].unchanged);
        QCOMPARE(library.found(QStringLiteral("改写")), QStringList{faster});
        QVERIFY(library->undoLastImport());
        QCOMPARE(dump(library), before);
    }

    void undoRestoresEverything()
    {
        TestLibrary library;
        const QByteArray empty = dump(library);
        library.import(twoPapers());
        const QByteArray first = dump(library);
        ReportPaper other = paperOf(1, faster, QStringLiteral("另一份简报。"));
        other.claims = {claimOf(QStringLiteral("c-new"), QStringLiteral("latency"), 3, 3.0)};
        library.import(reportOf(october, {other, paperOf(2, QStringLiteral("A Third One"))}));
        QVERIFY(dump(library) != first);
        const UndoneImport undone = valueOf(library->undoLastImport());
        QCOMPARE(undone.papersRemoved, 1);
        QCOMPARE(undone.papersRestored, 1);
        QCOMPARE(undone.words().en, std::string("1 paper removed, 1 paper as before"));
        QCOMPARE(undone.sourceNames, QStringList{QStringLiteral("report.md")});
        QCOMPARE(dump(library), first);
        QCOMPARE(valueOf(library->undoLastImport()).papersRemoved, 2);
        QCOMPARE(dump(library), empty);
        const auto nothing = library->undoLastImport();
        QVERIFY(!nothing);
        QCOMPARE(nothing.error().code, ErrorCode::NotFound);
        library.import(twoPapers());
        QCOMPARE(dump(library), first);
    }

    void papersWithoutTitleGoByCodeThenPlace()
    {
        TestLibrary library;
        ReportPaper coded = paperOf(1, {}, QStringLiteral("甲"));
        coded.codeUrl = QStringLiteral("https://example.org/code");
        const Report report = reportOf(september, {coded, paperOf(2, {}, QStringLiteral("乙")),
                                                   paperOf(3, {}, QStringLiteral("丙"))});
        QCOMPARE(library.import(report).files[0].newPapers, 3);
        QVERIFY(library.import(report).files[0].unchanged);
        ReportPaper moved = coded;
        moved.index = 9;
        QCOMPARE(library.import(reportOf(october, {moved})).files[0].newPapers, 0);
        const auto place = library->byPlace(report.generatedAt, 2);
        QVERIFY(place.has_value());
        QCOMPARE(place->textHash, textHash(report.papers[1]));
        QVERIFY(!library->byPlace(report.generatedAt, 8));
        QVERIFY(library->byCodeUrl(coded.codeUrl, report.generatedAt).has_value());
        QVERIFY(!library->byCodeUrl({}, report.generatedAt));
    }

    void plannerFindsKnownPapers()
    {
        TestLibrary library;
        const Report report = twoPapers();
        library.import(report);
        const auto known = library->byTitleKey(titleKey(faster), report.generatedAt);
        QVERIFY(known.has_value());
        QCOMPARE(known->textHash, textHash(report.papers[0]));
        const auto elsewhere =
                library->byTitleKey(titleKey(faster), QDateTime::fromString(october, Qt::ISODate));
        QVERIFY(elsewhere.has_value());
        QVERIFY(elsewhere->textHash.isEmpty());
        QVERIFY(!library->byTitleKey(titleKey(QStringLiteral("Unheard")), report.generatedAt));
        QVERIFY(!library->byTitleKey({}, report.generatedAt));
        const auto similar = library->similarAbstracts(
                QStringLiteral("We cache light and gain a 2x speedup in small rooms, twice."));
        QVERIFY(!similar.isEmpty());
        QCOMPARE(similar[0].first.title, faster);
        QVERIFY(library->similarAbstracts(QStringLiteral("Nothing alike stands here at all."))
                        .isEmpty());
    }

    void aPlannedDuplicateBecomesAnAppearance()
    {
        TestLibrary library;
        library.import(twoPapers());
        const auto known = library->byTitleKey(titleKey(faster), {});
        ImportPlan plan =
                planOf(reportOf(october, {paperOf(1, QStringLiteral("Quicker Lanterns"))}));
        plan.papers[0].change = PaperChange::PossibleDuplicate;
        plan.papers[0].existingId = known->id;
        QVERIFY(library->apply({plan}));
        QCOMPARE(library.found(QString()).size(), 2);
        QCOMPARE(valueOf(library->paper(known->id)).appearances.size(), 2);
    }

    void unselectedPapersStayOut()
    {
        TestLibrary library;
        ImportPlan plan = planOf(twoPapers());
        plan.papers[1].selected = false;
        QVERIFY(library->apply({plan}));
        QCOMPARE(library.found(QString()), QStringList{faster});
        // The rest of the same file can follow.
        QCOMPARE(library.import(twoPapers()).files[0].newPapers, 1);
        QCOMPARE(library.found(QString()).size(), 2);
    }

    void samePaperInTwoPlansOfOneImport()
    {
        TestLibrary library;
        const auto outcome = valueOf(library->apply(
                {planOf(twoPapers()), planOf(reportOf(october, {paperOf(1, faster)}))}));
        QCOMPARE(outcome.files[1].newPapers, 0);
        QCOMPARE(library.found(QString()).size(), 2);
        valueOf(library->undoLastImport());
        QVERIFY(library.found(QString()).isEmpty());
    }

    void cancelledImportLeavesNothing()
    {
        TestLibrary library;
        const QByteArray before = dump(library);
        std::stop_source stop;
        int calls = 0;
        const auto result =
                library->apply({planOf(twoPapers())}, stop.get_token(), [&](int done, int total) {
                    ++calls;
                    QCOMPARE(done, 1);
                    QCOMPARE(total, 2);
                    stop.request_stop();
                });
        QVERIFY(!result);
        QVERIFY(result.error().cancelled());
        QCOMPARE(calls, 1);
        QCOMPARE(dump(library), before);
        QVERIFY(!library->hasSource(twoPapers().sourceSha256));
    }

    void claimIdsAreUnique()
    {
        TestLibrary library;
        ReportPaper a = paperOf(1, QStringLiteral("One"));
        a.claims = {claimOf(QStringLiteral("same"), QStringLiteral("speedup"), 2, 2.0),
                    claimOf(QStringLiteral("same"), QStringLiteral("memory"), 3, 3.0),
                    claimOf({}, QStringLiteral("memory"), 4, 4.0)};
        ReportPaper b = paperOf(2, QStringLiteral("Two"));
        b.claims = {claimOf(QStringLiteral("same"), QStringLiteral("speedup"), 5, 5.0)};
        library.import(reportOf(september, {a, b}));
        QSet<QString> ids;
        const auto reports = valueOf(library->exportReports());
        for (const LibraryPaper &paper : reports[0].papers) {
            for (const Claim &claim : paper.paper.claims) {
                QVERIFY(!claim.id.isEmpty());
                ids.insert(claim.id);
            }
        }
        QCOMPARE(ids.size(), 4);
    }
};

QTEST_GUILESS_MAIN(TestImport)
#include "test_import.moc"
