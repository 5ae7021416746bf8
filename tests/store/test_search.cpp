// Search strings, facets and the order of lists.
#include "fixture.h"

#include "library/vocabulary.h"
#include "store/search_text.h"

using namespace touchstone;
using namespace touchstone::store;

namespace {

const QString cache = QStringLiteral("KV缓存 Lanterns");
const QString gpt = QStringLiteral("GPT-4 under C++ and Rust");
const QString kites = QStringLiteral("Folding Kites");
const QString empty = QStringLiteral("Empty Rooms");

ReportPaper withClaim(ReportPaper paper, const QString &id, const QString &metric, double factor)
{
    paper.claims = {claimOf(id, metric, factor, factor)};
    return paper;
}

void fill(TestLibrary &library)
{
    ReportPaper a =
            withClaim(paperOf(1, cache, QStringLiteral("提出缓存优化方法，推理加速显著。"),
                              QStringLiteral("A cache for key-value pairs. Quantized états.")),
                      QStringLiteral("c1"), QStringLiteral("speedup"), 3.0);
    a.techniques = QStringList{QStringLiteral("kv-cache"), QStringLiteral("quantization")};
    ReportPaper b = withClaim(paperOf(2, gpt, QStringLiteral("用ＧＰＴ模型在C++中推理。"),
                                      QStringLiteral("Runs GPT-4 with speculative words.")),
                              QStringLiteral("c2"), QStringLiteral("memory"), 1.5);
    b.institutions = QStringList{QStringLiteral("River Institute")};
    ReportPaper c = paperOf(1, kites, QStringLiteral("折叠风筝，存储优先。"),
                            QStringLiteral("Kites fold. Pruning trees helps."));
    c.techniques = QStringList{QStringLiteral("pruning")};
    c.claims = {claimOf(QStringLiteral("c3"), QStringLiteral("speedup"), 9, 9.0)};
    c.claims[0].flags = QStringList{QStringLiteral("bei-up")};
    ReportPaper d = paperOf(2, empty);
    d.techniques.clear();
    d.institutions.clear();
    library.import(reportOf(QStringLiteral("2025-09-10T10:00:00"), {a, b}));
    library.import(reportOf(QStringLiteral("2025-10-15T10:00:00"), {c, d}));
}

QStringList sorted(QStringList list)
{
    list.sort();
    return list;
}

}  // namespace

class TestSearch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_library = std::make_unique<TestLibrary>();
        fill(*m_library);
    }
    void cleanupTestCase() { m_library.reset(); }

    void finds_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QStringList>("titles");
        const auto row = [](const char *name, const QString &typed, const QStringList &titles) {
            QTest::newRow(name) << typed << sorted(titles);
        };
        row("two characters", QStringLiteral("缓存"), {cache});
        row("one character", QStringLiteral("存"), {cache, kites});
        row("last character of a run", QStringLiteral("著"), {cache});
        row("inner pair", QStringLiteral("理加"), {cache});
        row("long run", QStringLiteral("缓存优化方法"), {cache});
        row("characters that never touch", QStringLiteral("缓优"), {});
        row("border Latin to CJK", QStringLiteral("KV缓存"), {cache});
        row("border with a space", QStringLiteral("\"KV 缓存\""), {cache});
        row("border CJK to Latin", QStringLiteral("用GPT"), {gpt});
        row("single before Latin", QStringLiteral("在C++中"), {gpt});
        row("full width", QStringLiteral("ｇｐｔ模型"), {gpt});
        row("CJK mark at the end", QStringLiteral("缓存。"), {cache});
        row("word", QStringLiteral("lanterns"), {cache});
        row("case", QStringLiteral("KITES"), {kites});
        row("prefix while typing", QStringLiteral("lant"), {cache});
        row("no prefix once a space follows", QStringLiteral("lant "), {});
        row("no prefix inside", QStringLiteral("lant cache"), {});
        row("accents", QStringLiteral("etats"), {cache});
        row("hyphen is no exclusion inside a word", QStringLiteral("GPT-4"), {gpt});
        row("signs", QStringLiteral("C++"), {gpt});
        row("all words", QStringLiteral("推理 模型"), {gpt});
        row("both", QStringLiteral("推理"), {cache, gpt});
        row("phrase", QStringLiteral("\"trees helps\""), {kites});
        row("phrase in another order", QStringLiteral("\"helps trees\""), {});
        row("Chinese quotes", QStringLiteral("“推理加速”"), {cache});
        row("excluded", QStringLiteral("推理 -模型"), {cache});
        row("only excluded", QStringLiteral("-推理"), {kites, empty});
        row("excluded phrase", QStringLiteral("推理 -\"speculative words\""), {cache});
        row("institution", QStringLiteral("river"), {gpt});
        row("technique", QStringLiteral("technique:pruning"), {kites});
        row("technique by name", QStringLiteral("technique:\"KV cache\""), {cache});
        row("technique by Chinese name", QStringLiteral("technique:量化"), {cache, gpt});
        row("two techniques", QStringLiteral("technique:kv-cache technique:quantization"), {cache});
        row("excluded technique", QStringLiteral("-technique:quantization"), {kites, empty});
        row("unknown technique", QStringLiteral("technique:nothing"), {});
        row("metric", QStringLiteral("metric:speedup"), {cache, kites});
        row("report", QStringLiteral("report:2025-09-10"), {cache, gpt});
        row("report month", QStringLiteral("report:2025-10"), {kites, empty});
        row("field and word", QStringLiteral("metric:speedup 缓存"), {cache});
        row("above", QStringLiteral("claim>2"), {cache});
        row("flagged claims do not count", QStringLiteral("claim>8"), {});
        row("below", QStringLiteral("claim<2"), {gpt});
        row("bound itself", QStringLiteral("claim>=3"), {cache});
        row("bound left out", QStringLiteral("claim>3"), {});
        row("between", QStringLiteral("claim>1 claim<2"), {gpt});
        row("excluded bound", QStringLiteral("-claim>2"), {gpt});
        row("full-width bound", QStringLiteral("claim＞2"), {cache});
        row("nothing typed", QString(), {cache, gpt, kites, empty});
        row("nothing searchable", QStringLiteral("?!"), {cache, gpt, kites, empty});
    }
    void finds()
    {
        QFETCH(QString, typed);
        QFETCH(QStringList, titles);
        QCOMPARE(sorted(m_library->found(typed)), titles);
        PaperQuery query;
        query.search = typed;
        QCOMPARE(valueOf((*m_library)->facets(query)).total, int(titles.size()));
    }

    void hostileStringsAreData_data()
    {
        QTest::addColumn<QString>("typed");
        const QStringList strings{QStringLiteral("\""),
                                  QStringLiteral("\"\""),
                                  QStringLiteral("\"\"\""),
                                  QStringLiteral("'; DROP TABLE paper; --"),
                                  QStringLiteral("zzz OR 1=1"),
                                  QStringLiteral("NEAR(zzz, 3)"),
                                  QStringLiteral("title:zzz"),
                                  QStringLiteral("{title brief}: zzz"),
                                  QStringLiteral("zzz*"),
                                  QStringLiteral("^zzz"),
                                  QStringLiteral("zzz AND"),
                                  QStringLiteral("NOT zzz"),
                                  QStringLiteral("(zzz"),
                                  QStringLiteral("-"),
                                  QStringLiteral("--zzz"),
                                  QStringLiteral("- zzz"),
                                  QStringLiteral("technique:"),
                                  QStringLiteral(":zzz"),
                                  QStringLiteral("technique:'); DELETE FROM paper; --"),
                                  QStringLiteral("claim>zzz"),
                                  QStringLiteral("claim>"),
                                  QStringLiteral("claim>nan"),
                                  QStringLiteral("claim>inf"),
                                  QStringLiteral("claim>1e999"),
                                  QStringLiteral("claim=2"),
                                  QStringLiteral("%zzz_"),
                                  QString(QChar(0)) + QStringLiteral("zzz"),
                                  QString(QChar(0xD800)),
                                  QString(QChar(0xDC00)) + QChar(0xD800),
                                  QStringLiteral("\u0301\u0301"),
                                  QStringLiteral("\uFFFF"),
                                  QStringLiteral("zzz\\"),
                                  QStringLiteral("report:%"),
                                  QStringLiteral("\u200Bzzz\u202E"),
                                  QString(200'000, u'x'),
                                  QString(5'000, u'缓'),
                                  QStringLiteral("word ").repeated(5'000),
                                  QStringLiteral("-word ").repeated(5'000),
                                  QStringLiteral("\"a b\" ").repeated(5'000),
                                  QStringLiteral("technique:a ").repeated(500)};
        int row = 0;
        for (const QString &typed : strings) {
            QTest::addRow("%d", row++) << typed;
        }
    }
    void hostileStringsAreData()
    {
        QFETCH(QString, typed);
        PaperQuery query;
        query.search = typed;
        const auto ids = (*m_library)->paperIds(query);
        QVERIFY2(ids, ids ? "" : ids.error().message.en.c_str());
        QVERIFY((*m_library)->facets(query));
        // The same text as a chosen value, an id and a key.
        PaperQuery chosen;
        chosen.techniques = chosen.institutions = chosen.reports = QStringList{typed};
        QCOMPARE(valueOf((*m_library)->paperIds(chosen)).size(), 0);
        QVERIFY(!(*m_library)->paper(typed));
        QVERIFY(!(*m_library)->claimHistory(typed));
        QCOMPARE(valueOf((*m_library)->paperIds({})).size(), 4);
    }

    void facetsIgnoreTheirOwnFilter()
    {
        PaperQuery query;
        query.techniques = QStringList{QStringLiteral("quantization")};
        const Facets facets = valueOf((*m_library)->facets(query));
        QCOMPARE(facets.total, 2);
        QCOMPARE(countOf(facets.techniques, QStringLiteral("quantization")), 2);
        QCOMPARE(countOf(facets.techniques, QStringLiteral("pruning")), 1);
        QCOMPARE(countOf(facets.metrics, QStringLiteral("speedup")), 1);
        QCOMPARE(countOf(facets.metrics, QStringLiteral("memory")), 1);
        QCOMPARE(countOf(facets.reports, QStringLiteral("2025-09-10")), 2);
        QCOMPARE(countOf(facets.reports, QStringLiteral("2025-10-15")), -1);
        QCOMPARE(countOf(facets.institutions, QStringLiteral("River Institute")), 1);
        QCOMPARE(countOf(facets.measured, QStringLiteral("no")), 2);

        // Two values of one facet: any of them; two facets: both.
        query.techniques.append(QStringLiteral("pruning"));
        QCOMPARE(valueOf((*m_library)->facets(query)).total, 3);
        query.metrics = QStringList{QStringLiteral("speedup")};
        const Facets both = valueOf((*m_library)->facets(query));
        QCOMPARE(both.total, 2);
        QCOMPARE(countOf(both.techniques, QStringLiteral("kv-cache")), 1);
        QCOMPARE(countOf(both.metrics, QStringLiteral("memory")), 1);
        QCOMPARE(sorted(m_library->found(query)), sorted({cache, kites}));
        // A chosen value of which nothing is left stays in sight.
        query.search = QStringLiteral("缓存");
        QCOMPARE(
                countOf(valueOf((*m_library)->facets(query)).techniques, QStringLiteral("pruning")),
                0);
    }

    void listsSort()
    {
        PaperQuery query;
        QCOMPARE(m_library->found(query), (QStringList{kites, empty, cache, gpt}));
        query.sort = PaperSort::Title;
        QCOMPARE(m_library->found(query), (QStringList{empty, kites, gpt, cache}));
        query.descending = true;
        QCOMPARE(m_library->found(query), (QStringList{cache, gpt, kites, empty}));
        // Speed before memory; a flagged claim is a headline, too.
        query.sort = PaperSort::ClaimedFactor;
        QCOMPARE(m_library->found(query), (QStringList{kites, cache, gpt, empty}));
        query.descending = false;
        QCOMPARE(m_library->found(query), (QStringList{cache, kites, gpt, empty}));
        query.sort = PaperSort::Outcome;
        QCOMPARE(m_library->found(query).last(), empty);  // claims nothing
        query.sort = PaperSort::Report;
        QCOMPARE(m_library->found(query), (QStringList{gpt, cache, empty, kites}));
        query.descending = true;
        query.techniques = QStringList{QStringLiteral("pruning"), QStringLiteral("kv-cache")};
        QCOMPARE(m_library->found(query), (QStringList{kites, cache}));
        for (const PaperSort sort : {PaperSort::MeasuredFactor, PaperSort::Grade}) {
            query.sort = sort;
            QCOMPARE(sorted(m_library->found(query)), sorted({kites, cache}));
        }
    }

    // Plain text is folded one character at a time; one accent sends it the long way.
    void bothWaysOfFoldingAgree()
    {
        QString plain;
        for (char16_t c = 1; c < 0x80; ++c) {
            plain += QChar(c);
        }
        for (char16_t c = 0xFF01; c <= 0xFF5E; ++c) {
            plain += QChar(c);
        }
        plain += QStringLiteral(" KV缓存，量化、Top-K 2.5x。GPT-4(预填充)");
        const QString tokens = searchTokens(plain);
        QVERIFY(tokens.contains(QStringLiteral("abcdefghijklmnopqrstuvwxyz")));
        QCOMPARE(searchTokens(plain + QStringLiteral(" \u00e9")),
                 tokens + QStringLiteral(" \u00e9"));
    }

    void wordsOfTheTitleRankFirst()
    {
        PaperQuery query;
        query.search = QStringLiteral("\"gpt\"");
        TestLibrary library;
        library.import(reportOf(
                QStringLiteral("2025-01-01T00:00:00"),
                {paperOf(1, QStringLiteral("Of gpt")),
                 paperOf(2, QStringLiteral("Other"), {}, QStringLiteral("gpt stands only here"))}));
        QCOMPARE(library.found(query),
                 (QStringList{QStringLiteral("Of gpt"), QStringLiteral("Other")}));
    }

    void rowsCarryWhatTheListShows()
    {
        PaperQuery query;
        query.search = QStringLiteral("风筝");
        const auto rows = valueOf((*m_library)->paperRows(valueOf((*m_library)->paperIds(query))));
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows[0].title, kites);
        QCOMPARE(rows[0].techniques, QStringList{QStringLiteral("pruning")});
        QCOMPARE(rows[0].report, QStringLiteral("2025-10-15"));
        QCOMPARE(rows[0].claimCount, 1);
        QVERIFY(!rows[0].bestClaimed);  // its only factor is flagged
        QCOMPARE(rows[0].headlineFactor, std::optional(9.0));
        QCOMPARE(rows[0].headlineFlags, QStringList{QStringLiteral("bei-up")});
        QCOMPARE(rows[0].outcome, QStringLiteral("no-kernel"));
        QVERIFY(!rows[0].measured);
        // A row that is gone is left out.
        QCOMPARE(valueOf((*m_library)->paperRows({rows[0].rowId, 999'999})).size(), 1);
    }

    void manyPapersAcrossChunks()
    {
        TestLibrary library;
        QVector<ReportPaper> papers;
        for (int i = 1; i <= 700; ++i) {
            papers.append(paperOf(i, QStringLiteral("Paper number %1").arg(i)));
            papers.last().techniques = QStringList{i % 3 == 0 ? QStringLiteral("pruning")
                                                              : QStringLiteral("kv-cache")};
        }
        library.import(reportOf(QStringLiteral("2025-02-02T00:00:00"), papers));
        const Facets facets = valueOf(library->facets({}));
        QCOMPARE(facets.total, 700);
        QCOMPARE(countOf(facets.techniques, QStringLiteral("pruning")), 233);
        PaperQuery query;
        query.techniques = QStringList{QStringLiteral("pruning")};
        QCOMPARE(valueOf(library->paperIds(query)).size(), 233);
        query.search = QStringLiteral("number");
        QCOMPARE(valueOf(library->paperIds(query)).size(), 233);
        valueOf(library->undoLastImport());
        QCOMPARE(valueOf(library->facets({})).total, 0);
        QVERIFY(valueOf(library->paperIds(query)).isEmpty());
    }

private:
    std::unique_ptr<TestLibrary> m_library;
};

QTEST_GUILESS_MAIN(TestSearch)
#include "test_search.moc"
