// Tables of claims that people keep, and papers that they enter by hand.
#include "exchange/claim_table.h"
#include "exchange/paper_by_hand.h"
#include "importing/importer.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace touchstone;
using namespace touchstone::exchange;

namespace {

class Library {
public:
    Library()
    {
        auto opened = store::Store::open(m_folder.filePath(QStringLiteral("library.sqlite")));
        m_store = opened ? std::move(*opened) : nullptr;
        const auto kites = addPaper(*m_store, kitesPaper());
        m_kites = kites ? *kites : QString();
    }
    static ReportPaper kitesPaper()
    {
        ReportPaper paper;
        paper.title = QStringLiteral("Kites: Folding Small Caches");
        paper.abstract = QStringLiteral("We fold caches. Kites gives a 2.5x speedup over a plain "
                                        "cache and needs 40% less memory.");
        paper.hasAbstract = true;
        paper.institutions = {QStringLiteral("Lake University")};
        paper.links = {QStringLiteral("10.1145/1"), QStringLiteral("2309.06180"),
                       QStringLiteral("Proceedings of KiteConf"), 2023};
        paper.tags = {QStringLiteral("read")};
        paper.note = QStringLiteral("by hand");
        return paper;
    }
    store::Store &operator*() { return *m_store; }
    store::Store *operator->() { return m_store.get(); }
    const QString &kites() const { return m_kites; }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<store::Store> m_store;
    QString m_kites;
};

ClaimTable tableOf(const QByteArray &bytes)
{
    const auto table = readClaimTable(bytes, QStringLiteral("claims.csv"));
    if (!table) {
        qWarning("%s", table.error().message.en.c_str());
        return {};
    }
    return *table;
}

const QByteArray english =
        "Paper,Metric,Value,Baseline,Sentence\n"
        "Kites: folding small caches,speedup,3.2x,vLLM,\"Table 4: 3.2x, on one GPU\"\n"
        "KITES,Memory,\"40 %\",,needs 40% less memory\n"
        "Kites: Folding Small Caches,no such metric,2,,nothing\n"
        "Unknown Lanterns,latency,1.5-2x,,from a table\n"
        "Kites: Folding Small Caches,,,,Kites gives a 7.1x speedup over a plain cache.\n";

}  // namespace

class TestClaimTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aPaperByHandGoesThroughTheImporter()
    {
        Library library;
        QVERIFY(!library.kites().isEmpty());
        const auto paper = library->paper(library.kites());
        QVERIFY(paper);
        const ReportPaper wanted = Library::kitesPaper();
        QCOMPARE(paper->paper.title, wanted.title);
        QCOMPARE(paper->paper.links, wanted.links);
        QCOMPARE(paper->paper.tags, wanted.tags);
        QCOMPARE(paper->paper.note, wanted.note);
        QVERIFY(paper->paper.claims.size() >= 2);
        const auto again = addPaper(*library, wanted);
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::Usage);
        const auto undone = library->undoLastImport();
        QVERIFY(undone);
        QCOMPARE(undone->papersRemoved, 1);
    }

    void aChineseAbstractIsABrief()
    {
        Library library;
        ReportPaper paper;
        paper.title = QStringLiteral("灯笼：面向小缓存的量化");
        paper.abstract = QStringLiteral("我们提出一种量化方法，推理速度提升2.5倍，内存降低40%。");
        paper.hasAbstract = true;
        const auto added = addPaper(*library, paper);
        QVERIFY2(added, added ? "" : added.error().message.en.c_str());
        const auto stored = library->paper(*added);
        QVERIFY(stored && stored->paper.abstract.isEmpty());
        QCOMPARE(stored->paper.brief, paper.abstract);
        QVERIFY(!stored->paper.claims.isEmpty());
    }

    void columnsAreGuessed_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("commas") << english;
        QTest::newRow("semicolons") << QByteArray("Paper;Metric;Value;Baseline;Sentence\n"
                                                  "Kites;speedup;2,5;a;b\n");
        QTest::newRow("tabs, CRLF") << QByteArray("Paper\tMetric\tValue\tBaseline\tSentence\r\n"
                                                  "Kites\tspeedup\t2.5\ta\tb\r\n");
        QTest::newRow("Chinese, GB18030")
                << QByteArray("\xC2\xDB\xCE\xC4,\xD6\xB8\xB1\xEA,\xCA\xFD\xD6\xB5,"
                              "\xBB\xF9\xCF\xDF,\xD4\xAD\xCE\xC4\nKites,"
                              "\xBC\xD3\xCB\xD9,2.5,a,b\n");
    }
    void columnsAreGuessed()
    {
        QFETCH(const QByteArray, bytes);
        const ClaimMapping mapping = guessedMapping(tableOf(bytes));
        QCOMPARE(mapping[std::size_t(ClaimField::Paper)], 0);
        QCOMPARE(mapping[std::size_t(ClaimField::Metric)], 1);
        QCOMPARE(mapping[std::size_t(ClaimField::Value)], 2);
        QCOMPARE(mapping[std::size_t(ClaimField::Baseline)], 3);
        QCOMPARE(mapping[std::size_t(ClaimField::Sentence)], 4);
        QCOMPARE(mapping[std::size_t(ClaimField::Unit)], -1);
    }

    void whatIsNoTableIsRefused()
    {
        for (const QByteArray &bytes : {QByteArray("one line"), QByteArray("a,b\n"),
                                        QByteArray("only\none\ncolumn\n"), QByteArray()}) {
            QVERIFY(!readClaimTable(bytes, QStringLiteral("x.csv")));
        }
    }

    void aFigureBeyondAllNumbersIsNoValue()
    {
        Library library;
        const ClaimTable table =
                tableOf("Paper,Metric,Value\nKITES,speedup,1e999x\nKITES,speedup,2x\n");
        const QVector<TableClaim> rows = claimsOf(table, guessedMapping(table), *library);
        QCOMPARE(rows.size(), 2);
        QVERIFY(rows[0].problem);
        QVERIFY(!rows[1].problem);
        // Such a row does not keep the others out.
        const auto added = addClaims(*library, table, guessedMapping(table), false);
        QVERIFY(added);
        QCOMPARE(added->added, 1);
        QCOMPARE(added->leftOut, 1);
    }

    void rowsBecomeClaims()
    {
        Library library;
        const ClaimTable table = tableOf(english);
        const QVector<TableClaim> rows = claimsOf(table, guessedMapping(table), *library);
        QCOMPARE(rows.size(), 5);
        QCOMPARE(rows[0].paperId, library.kites());
        QVERIFY(!rows[0].problem);
        QCOMPARE(rows[0].claim.value, 3.2);
        QCOMPARE(rows[0].claim.baseline, QStringLiteral("vLLM"));
        QCOMPARE(rows[0].claim.normalised->factor, 3.2);
        QCOMPARE(rows[1].paperId, library.kites());  // by its short name
        QCOMPARE(rows[1].claim.metric, QStringLiteral("memory"));
        QVERIFY(std::abs(rows[1].claim.normalised->factor - 1 / 0.6) < 1e-9);
        QVERIFY(rows[2].problem && rows[2].line == 4);
        QVERIFY(rows[3].paperId.isEmpty() && !rows[3].problem);
        QCOMPARE(rows[3].claim.valueHigh, std::optional(2.0));
        QCOMPARE(rows[4].claim.value, 7.1);  // read in its sentence
    }

    void claimsAreAddedOnce()
    {
        Library library;
        const ClaimTable table = tableOf(english);
        const auto before = library->paper(library.kites())->paper.claims.size();
        const auto added = addClaims(*library, table, guessedMapping(table), false);
        QVERIFY2(added, added ? "" : added.error().message.en.c_str());
        QCOMPARE(added->added, 3);
        QCOMPARE(added->leftOut, 2);
        QCOMPARE(added->newPapers, 0);
        QCOMPARE(library->paper(library.kites())->paper.claims.size(), before + 3);
        const auto again = addClaims(*library, table, guessedMapping(table), true);
        QVERIFY(again);
        QCOMPARE(again->alreadyThere, 3);
        QCOMPARE(again->added, 1);  // of the paper that was missing
        QCOMPARE(again->newPapers, 1);
        QCOMPARE(library->counts()->papers, 2);
    }

    void aStoppedImportAddsNothing()
    {
        Library library;
        const ClaimTable table = tableOf(english);
        const auto before = library->paper(library.kites())->paper.claims;
        std::stop_source stop;
        int rows = 0;
        const auto added = addClaims(*library, table, guessedMapping(table), true, stop.get_token(),
                                     [&](int done, int) {
                                         rows = done;
                                         stop.request_stop();
                                     });
        QVERIFY(!added);
        QVERIFY(added.error().cancelled());
        QCOMPARE(rows, 1);  // had been written by then
        QCOMPARE(library->paper(library.kites())->paper.claims, before);
        QCOMPARE(library->counts()->papers, 1);
        // The library can be written to as before.
        QVERIFY(addClaims(*library, table, guessedMapping(table), true));
        QCOMPARE(library->counts()->papers, 2);
    }
};

QTEST_GUILESS_MAIN(TestClaimTable)
#include "test_claim_table.moc"
