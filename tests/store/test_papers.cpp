// What a person says of a paper: links, note and tags, over what imports say; claims from elsewhere
// in the paper.
#include "fixture.h"

#include <QJsonDocument>

#include <SQLiteCpp/SQLiteCpp.h>

using namespace touchstone;
using namespace touchstone::store;

namespace {

ReportPaper cited()
{
    ReportPaper paper = paperOf(1, QStringLiteral("Paper Kites"), {},
                                QStringLiteral("A kite gives a 2.5x speedup."));
    paper.codeUrl = QStringLiteral("https://github.com/org/kites");
    paper.links = {QStringLiteral("10.1145/1"), QStringLiteral("2309.06180"),
                   QStringLiteral("KiteConf"), 2023};
    return paper;
}

Report report()
{
    return reportOf(QStringLiteral("2025-09-10T19:43:57"),
                    {cited(), paperOf(2, QStringLiteral("Lanterns"))});
}

QString idOf(TestLibrary &library, const QString &title)
{
    PaperQuery query;
    query.search = title;
    return valueOf(library->paperRows(valueOf(library->paperIds(query)))).value(0).id;
}

}  // namespace

class TestPapers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void importsKeepTheLinks()
    {
        TestLibrary library;
        library.import(report());
        library.reopen();
        const PaperDetail paper = valueOf(library->paper(idOf(library, QStringLiteral("Kites"))));
        QCOMPARE(paper.paper.links, cited().links);
        const auto rows = valueOf(library->paperRows(valueOf(library->paperIds({}))));
        QCOMPARE(rows[0].year, 2023);
        QCOMPARE(rows[0].venue, QStringLiteral("KiteConf"));
        QCOMPARE(rows[1].year, 0);
    }

    // A file that was imported before the library knew of links brings them when it is read again.
    void linksAreNewToAnOlderText()
    {
        TestLibrary library;
        Report before = report();
        before.papers[0].links = {};
        library.import(before);
        const ImportOutcome outcome = library.import(report());
        QCOMPARE(outcome.files[0].changedPapers, 1);
        QCOMPARE(valueOf(library->paper(idOf(library, QStringLiteral("Kites")))).paper.links.doi,
                 QStringLiteral("10.1145/1"));
        QVERIFY(library.import(report()).files[0].unchanged);
    }

    void editsGoBeforeImportsAndOutliveThem()
    {
        TestLibrary library;
        library.import(report());
        const QString id = idOf(library, QStringLiteral("Kites"));
        PaperFacts facts{
                cited().links,
                {},
                QStringLiteral("Read again\nfor the talk"),
                {QStringLiteral(" to read "), QStringLiteral("缓存"), QStringLiteral("缓存")}};
        facts.links.year = 2024;
        facts.links.doi.clear();
        QVERIFY(library->editPaper(id, facts));
        const auto verify = [&] {
            const ReportPaper shown = valueOf(library->paper(id)).paper;
            QCOMPARE(shown.links.year, 2024);
            QVERIFY(shown.links.doi.isEmpty());
            QCOMPARE(shown.links.arxiv, cited().links.arxiv);
            QVERIFY(shown.codeUrl.isEmpty());
            QCOMPARE(shown.note, facts.note);
            QCOMPARE(QSet<QString>(shown.tags.begin(), shown.tags.end()),
                     (QSet<QString>{QStringLiteral("to read"), QStringLiteral("缓存")}));
        };
        verify();
        library.reopen();
        verify();
        QVERIFY(library->undoLastImport());
        library.import(report());
        verify();
        // What the imports say again is no decision any more.
        QVERIFY(library->editPaper(id, {cited().links, cited().codeUrl, {}, {}}));
        QCOMPARE(valueOf(library->paper(id)).paper.links, cited().links);
        library.close();
        SQLite::Database file(library.path().toStdString());
        QCOMPARE(file.execAndGet("SELECT count(*) FROM paper_edit").getInt(), 0);
        QCOMPARE(file.execAndGet("SELECT count(*) FROM paper_tag").getInt(), 0);
    }

    void tagsFilter()
    {
        TestLibrary library;
        library.import(report());
        const QString tag = QStringLiteral("to read");
        QVERIFY(library->editPaper(idOf(library, QStringLiteral("Kites")), {{}, {}, {}, {tag}}));
        QCOMPARE(countOf(valueOf(library->facets({})).tags, tag), 1);
        PaperQuery query;
        query.tags = {tag};
        QCOMPARE(library.found(query), QStringList{QStringLiteral("Paper Kites")});
        QCOMPARE(library.found(QStringLiteral("tag:\"to read\"")),
                 QStringList{QStringLiteral("Paper Kites")});
        QCOMPARE(library.found(QStringLiteral("-标签:\"to read\"")),
                 QStringList{QStringLiteral("Lanterns")});
        QCOMPARE(valueOf(library->paperRows(valueOf(library->paperIds(query))))[0].tags,
                 QStringList{tag});
    }

    void anUnknownPaperIsRefused()
    {
        TestLibrary library;
        const auto edited = library->editPaper(QStringLiteral("p-nothing"), {});
        QVERIFY(!edited);
        QCOMPARE(edited.error().code, ErrorCode::NotFound);
    }

    void anExportedLibraryBringsTagsAndNotes()
    {
        TestLibrary library;
        Report own = report();
        own.papers[0].tags = {QStringLiteral("old")};
        own.papers[0].note = QStringLiteral("of elsewhere");
        library.import(own);
        const ReportPaper shown =
                valueOf(library->paper(idOf(library, QStringLiteral("Kites")))).paper;
        QCOMPARE(shown.tags, QStringList{QStringLiteral("old")});
        QCOMPARE(shown.note, QStringLiteral("of elsewhere"));
        QCOMPARE(countOf(valueOf(library->facets({})).tags, QStringLiteral("old")), 1);
    }

    void aClaimMayBeFromAnotherPartOfThePaper()
    {
        TestLibrary library;
        library.import(report());
        const QString id = idOf(library, QStringLiteral("Kites"));
        Claim claim = claimOf({}, QStringLiteral("speedup"), 4, 4.0,
                              QStringLiteral("Table 3: 4x on a hill"));
        claim.sources[0].start = 0;
        QVERIFY(!library->addClaim(id, claim));  // it is said to be in the abstract
        claim.sources[0].length = 0;
        const QString added = valueOf(library->addClaim(id, claim));
        const QVector<LibraryReport> exported = valueOf(library->exportReports());
        const auto back = libraryFromJson(QJsonDocument(libraryToJson(exported)).toJson());
        QVERIFY2(back, back ? "" : back.error().message.en.c_str());
        const QVector<Claim> claims = back->first().papers[0].paper.claims;
        QVERIFY(std::any_of(claims.begin(), claims.end(),
                            [&](const Claim &one) { return one.id == added; }));
    }

    // The records of facets hold more facets than before: an older library is filled again, and
    // says how far it is.
    void theFirstOpeningTellsHowFarItIs()
    {
        TestLibrary library;
        library.import(papers(300));
        library.close();
        {
            SQLite::Database old(library.path().toStdString(), SQLite::OPEN_READWRITE);
            old.exec("DELETE FROM facet_column");
            old.exec("UPDATE setting SET value = '1' WHERE key = 'internal/derived-columns'");
        }
        std::stop_source stop;
        const auto stopped = Store::open(library.path(), OpenMode::ReadWrite, stop.get_token(),
                                         [&](int done, int) {
                                             if (done == 100) {
                                                 stop.request_stop();
                                             }
                                         });
        QVERIFY(!stopped && stopped.error().cancelled());
        QVector<int> told;
        auto opened =
                Store::open(library.path(), OpenMode::ReadWrite, {}, [&](int done, int total) {
                    QCOMPARE(total, told.isEmpty() ? 0 : 300);  // first, that it begins
                    told.append(done);
                });
        QVERIFY(opened);
        QCOMPARE(told.size(), 301);
        QCOMPARE(told.first(), 0);
        QCOMPARE(told.last(), 300);
        QCOMPARE(valueOf((*opened)->facets({})).total, 300);
    }
};

QTEST_GUILESS_MAIN(TestPapers)
#include "test_papers.moc"
