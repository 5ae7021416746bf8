// Quotes after emoji and characters of CJK extension B, which take two UTF-16 units each.
#include "fixture.h"

#include "library/library_json.h"

#include <QFile>
#include <QJsonArray>

using namespace touchstone;
using namespace touchstone::store;

namespace {

bool quotesAreInPlace(const ReportPaper &paper)
{
    for (const Claim &claim : paper.claims) {
        for (const ClaimSource &source : claim.sources) {
            const QString &text =
                    source.field == TextField::Abstract ? paper.abstract : paper.brief;
            if (text.mid(source.start, source.length) != source.quote) {
                return false;
            }
        }
    }
    return !paper.claims.isEmpty();
}

QString onlyPaper(TestLibrary &library)
{
    const auto rows = valueOf(library->paperRows(valueOf(library->paperIds({}))));
    return rows.size() == 1 ? rows.first().id : QString();
}

}  // namespace

class TestQuotes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void storedQuotesComeBack()
    {
        ReportPaper paper = paperOf(1, QStringLiteral("Kites"), QStringLiteral("𠀀𪚥：快2倍。"),
                                    QStringLiteral("🚀🚀 It is 2x faster."));
        Claim claim = claimOf(QStringLiteral("c-1"), QStringLiteral("speedup"), 2.0, 2.0);
        claim.sources = {{TextField::Abstract, 11, 9, QStringLiteral("2x faster")},
                         {TextField::Brief, 5, 3, QStringLiteral("快2倍")}};
        paper.claims = {claim};
        QVERIFY(quotesAreInPlace(paper));
        TestLibrary library;
        library.import(reportOf(QStringLiteral("2026-03-04T05:06:07"), {paper}));
        const QString id = onlyPaper(library);
        const QString claimId = valueOf(library->paper(id)).paper.claims[0].id;
        for (const bool decidedToo : {false, true}) {
            if (decidedToo) {
                QVERIFY(library->setClaimStatus(claimId, ClaimStatus::Confirmed));
            }
            library.reopen();
            QVERIFY(quotesAreInPlace(valueOf(library->paper(id)).paper));
            const auto exported = valueOf(library->exportReports());
            QVERIFY(quotesAreInPlace(exported[0].papers[0].paper));
            const QJsonValue sources = libraryToJson(
                    exported)[QStringLiteral("reports")][0][QStringLiteral("papers")][0]
                             [QStringLiteral("claims")][0][QStringLiteral("sources")];
            QCOMPARE(sources[0][QStringLiteral("start")].toInt(), 9);
            QCOMPARE(sources[1][QStringLiteral("start")].toInt(), 3);
        }
        const auto history = valueOf(library->claimHistory(claimId));
        QCOMPARE(history.last().after.sources, claim.sources);
    }

    // Written by version 0.1.0 with schema 3: one paper, one claim of two confirmed.
    void librariesOfSchema3KeepTheirQuotes()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("library.sqlite"));
        QFile packed(QStringLiteral(TOUCHSTONE_SOURCE_DIR
                                    "/tests/fixtures/store/schema-3-surrogates.sqlite.z"));
        QFile library(path);
        QVERIFY(packed.open(QIODevice::ReadOnly) && library.open(QIODevice::WriteOnly));
        library.write(qUncompress(packed.readAll()));
        library.close();
        auto opened = Store::open(path);
        QVERIFY2(opened.has_value(), opened ? "" : opened.error().message.en.c_str());
        const Store &store = **opened;
        const auto rows = valueOf(store.paperRows(valueOf(store.paperIds({}))));
        QCOMPARE(rows.size(), 1);
        const ReportPaper paper = valueOf(store.paper(rows[0].id)).paper;
        QVERIFY(quotesAreInPlace(paper));
        QCOMPARE(paper.claims.size(), 2);
        QCOMPARE(paper.claims[0].status, ClaimStatus::Confirmed);
        QCOMPARE(paper.claims[0].sources[0].quote, QStringLiteral("2.5x inference speedup"));
        QCOMPARE(paper.claims[0].sources[0].start, 56);
        QCOMPARE(paper.titleLine, 14);
        const auto history = valueOf(store.claimHistory(paper.claims[0].id));
        QCOMPARE(history.size(), 2);
        QCOMPARE(history[1].after.sources, paper.claims[0].sources);
    }
};

QTEST_GUILESS_MAIN(TestQuotes)
#include "test_quotes.moc"
