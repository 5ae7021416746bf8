// Forms of other tools that are written: what our own readers make of them, and what must hold for
// any text.
#include "exchange/bibliography_export.h"
#include "exchange/measurement_export.h"
#include "exchange/ro_crate.h"
#include "importing/importer.h"
#include "read_result.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

using namespace touchstone;
using namespace touchstone::exchange;

namespace {

const QStringList hostile{
        QStringLiteral("Kites } , title = {Owned"),
        QStringLiteral("100% of $x$ & y_i #1 ~ ^ \\input{/etc/passwd} \"quoted\" `back`"),
        QStringLiteral("{Unbalanced and C--D ''twice'' @string{a"),
        QStringLiteral("a < b and x > y, not <b>bold</b> <script>alert</script>"),
        QStringLiteral("纸鸢：面向小缓存的量化（第二版）"),
        QStringLiteral("Back\\slash\\ at the end\\")};

QVector<LibraryReport> library()
{
    LibraryReport report;
    for (qsizetype i = 0; i < hostile.size(); ++i) {
        LibraryPaper entry{QStringLiteral("p-%1").arg(i), {}};
        entry.paper.index = int(i) + 1;
        entry.paper.title = hostile[i];
        entry.paper.abstract = QStringLiteral("We fold kites. ") + hostile[i];
        entry.paper.hasAbstract = true;
        entry.paper.institutions = {QStringLiteral("First University"),
                                    QStringLiteral("Second Institute")};
        entry.paper.codeUrl = QStringLiteral("https://github.com/org/kites-%1").arg(i);
        entry.paper.links = {QStringLiteral("10.1145/%1").arg(i),
                             QStringLiteral("2309.0618%1").arg(i),
                             i % 2 == 0 ? QStringLiteral("Journal of Kites & Strings")
                                        : QStringLiteral("Proceedings of KiteConf"),
                             2020 + int(i)};
        report.papers.append(entry);
    }
    return {report, report};  // the same papers in two reports
}

QVector<ReportPaper> readBack(const QByteArray &bytes)
{
    const auto reports = importing::readReports(bytes, QStringLiteral("back"));
    if (!reports) {
        qWarning("%s", reports.error().message.en.c_str());
        return {};
    }
    return reports->first().papers;
}

void verifySame(const QVector<ReportPaper> &papers)
{
    QCOMPARE(papers.size(), hostile.size());
    for (qsizetype i = 0; i < papers.size(); ++i) {
        const ReportPaper &paper = papers[i];
        QCOMPARE(paper.rawTitle, hostile[i]);
        QCOMPARE(paper.links, library().first().papers[i].paper.links);
        QCOMPARE(paper.abstract, QStringLiteral("We fold kites. ") + hostile[i]);
        QCOMPARE(paper.institutions, (QStringList{QStringLiteral("First University"),
                                                  QStringLiteral("Second Institute")}));
        QCOMPARE(paper.codeUrl, QStringLiteral("https://github.com/org/kites-%1").arg(i));
    }
}

compare::RunInput run()
{
    compare::RunInput run;
    run.runId = QStringLiteral("r-1");
    run.result.kernel = "folding";
    run.result.preset = "small";
    run.result.device = "cpu";
    measure::VariantResult variant;
    variant.id = "dense";
    variant.operation = "fold";
    variant.shape = "64";
    variant.medianNs = 100;
    variant.medianLowNs = 90;
    variant.medianHighNs = 120;
    run.result.variants = {variant};
    measure::RatioResult ratio;
    ratio.baseline = "dense";
    ratio.technique = "folded";
    ratio.ratio = 2;
    ratio.low = 1.5;
    ratio.high = 2.5;
    run.result.ratios = {ratio};
    run.result.quality = {measure::QualityResult{"accuracy", "dense: \"a\" # b", 87.5, {}, {}, "%"},
                          measure::QualityResult{"perplexity", "folded", 9.25, {}, {}, "ppl"}};
    return run;
}

}  // namespace

class TestExports : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cslJsonReadsBack() { verifySame(readBack(cslJson(library()))); }

    void bibtexReadsBack()
    {
        const QByteArray text = bibtex(library());
        verifySame(readBack(text));
        QCOMPARE(text.count("@article{") + text.count("@inproceedings{"), hostile.size());
        QCOMPARE(text.count("@inproceedings{"), hostile.size() / 2);
        // Braces balance, so that no program reads beyond an entry.
        QCOMPARE(text.count('{'), text.count('}'));
    }

    void bencher()
    {
        compare::RunInput older = run();
        older.result.variants[0].medianNs = 999;
        compare::RunInput failed = run();
        failed.result.kernel = "broken";
        failed.result.status = measure::RunStatus::Failed;
        const QJsonObject json =
                QJsonDocument::fromJson(bencherJson({run(), older, failed})).object();
        QCOMPARE(json.size(), 2);
        const QJsonValue latency = json[QStringLiteral("folding small cpu t1 fold dense 64")]
                                       [QStringLiteral("latency")];
        QCOMPARE(latency[QStringLiteral("value")].toDouble(), 100.0);
        QCOMPARE(latency[QStringLiteral("lower_value")].toDouble(), 90.0);
        QCOMPARE(latency[QStringLiteral("upper_value")].toDouble(), 120.0);
        const QJsonValue ratio =
                json[QStringLiteral("folding small cpu t1 folded against dense time mean")]
                    [QStringLiteral("speedup")];
        QCOMPARE(ratio[QStringLiteral("value")].toDouble(), 2.0);
    }

    void modelIndexReadsBack()
    {
        const measure::Bundle bundle = readWhole(modelIndexYaml({run(), run()}));
        const auto *accuracy = qualityOf(bundle, "dense: \"a\" # b folding small accuracy");
        QVERIFY(accuracy);
        QCOMPARE(accuracy->value, 87.5);
        QCOMPARE(accuracy->unit, std::string("%"));
        const auto *perplexity = qualityOf(bundle, "folded folding small perplexity");
        QVERIFY(perplexity);
        QCOMPARE(perplexity->value, 9.25);
        QCOMPARE(bundle.results[0].quality.size(), std::size_t(2));
    }

    void theCrateNamesWhatItHolds()
    {
        compare::ComparisonRow row;
        row.paperId = QStringLiteral("p-1");
        row.paperTitle = hostile[0];
        const QVector<CrateFile> crate =
                roCrate({{QStringLiteral("a.csv"), QStringLiteral("text/csv"),
                          QStringLiteral("table"), QByteArray("x\n")}},
                        {row, row}, QDateTime(QDate(2026, 1, 2), QTime(3, 4), Qt::UTC));
        QCOMPARE(crate.size(), 2);
        QCOMPARE(crate[0].name, QStringLiteral("ro-crate-metadata.json"));
        const QJsonObject metadata = QJsonDocument::fromJson(crate[0].content).object();
        QSet<QString> ids;
        QSet<QString> wanted;
        const QJsonArray graph = metadata[QStringLiteral("@graph")].toArray();
        for (const auto &entity : graph) {
            const QJsonObject object = entity.toObject();
            QVERIFY(!ids.contains(object[QStringLiteral("@id")].toString()));
            ids.insert(object[QStringLiteral("@id")].toString());
            for (const char *key : {"hasPart", "mentions", "result"}) {
                const QJsonArray references = object[QLatin1String(key)].toArray();
                for (const auto &one : references) {
                    wanted.insert(one[QStringLiteral("@id")].toString());
                }
            }
            if (object[QStringLiteral("@id")] == QLatin1String("a.csv")) {
                QCOMPARE(object[QStringLiteral("sha256")].toString().toLatin1(),
                         QCryptographicHash::hash("x\n", QCryptographicHash::Sha256).toHex());
            }
        }
        QVERIFY(wanted.contains(QStringLiteral("a.csv")));
        QVERIFY(wanted.contains(QStringLiteral("#p-1")));
        QVERIFY(ids.contains(wanted));
    }
};

QTEST_GUILESS_MAIN(TestExports)
#include "test_exports.moc"
