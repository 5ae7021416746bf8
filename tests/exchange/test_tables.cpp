// Tables and JSON that leave the library.
#include "exchange/tables.h"

#include <QJsonArray>
#include <QtTest>

using namespace touchstone;
using namespace touchstone::exchange;

namespace {

Claim speedup()
{
    Claim claim;
    claim.id = QStringLiteral("c-1");
    claim.metric = QStringLiteral("speedup");
    claim.value = 2.5;
    claim.unit = QStringLiteral("x");
    claim.qualifier = Qualifier::UpTo;
    claim.baseline = QStringLiteral("dense | plain");
    claim.sources = {{TextField::Abstract, 3, 12, QStringLiteral("2.5x speedup")},
                     {TextField::Brief, 1, 4, QStringLiteral("2.5倍")}};
    claim.normalised = NormalisedClaim{QStringLiteral("time"), 2.5, {}, {}};
    claim.flags = QStringList{QStringLiteral("bei-up"), QStringLiteral("no-baseline")};
    return claim;
}

QVector<LibraryReport> library()
{
    LibraryPaper named{QStringLiteral("p-1"), {}};
    named.paper.index = 7;
    named.paper.title = QStringLiteral("Folding Kites in Small Rooms");
    named.paper.shortName = QStringLiteral("Fold");
    named.paper.claims = {speedup()};
    LibraryPaper plain{QStringLiteral("p-2"), {}};
    plain.paper.index = 8;
    plain.paper.title = QStringLiteral("Lanterns");
    plain.paper.claims = {speedup(), speedup()};
    plain.paper.claims[0].sources.clear();
    plain.paper.claims[1].metric = QStringLiteral("of-no-vocabulary");
    LibraryReport report;
    report.generatedAt = QDateTime(QDate(2025, 9, 24), QTime(10, 0));
    report.papers = {named, plain};
    return {report};
}

measure::RatioResult ratio(const std::string &shape, double value)
{
    measure::RatioResult ratio;
    ratio.baseline = "dense";
    ratio.technique = "folded";
    ratio.shape = shape;
    ratio.ratio = value;
    ratio.low = value / 2;
    ratio.high = value * 2;
    ratio.rounds = 24;
    ratio.kept = 21;
    ratio.limit = 4.0;
    ratio.verdict = measure::RatioVerdict::Faster;
    return ratio;
}

// Emoji take two UTF-16 units and one code point.
FieldCodePoints emojiFirst()
{
    ReportPaper paper;
    paper.abstract = QStringLiteral("🚀 2.5x speedup");
    return FieldCodePoints(paper);
}

compare::ComparisonRow row()
{
    compare::ComparisonRow row;
    row.paperId = QStringLiteral("p-1");
    row.paperTitle = QStringLiteral("Folding Kites");
    row.claim = speedup();
    row.fields = emojiFirst();
    row.claimed = compare::Claimed{QStringLiteral("c-1"), 2.5, {}, 3.0, true, false};
    row.kernel = QStringLiteral("kernel-a");
    row.generatedAt = QStringLiteral("2025-09-24T10:35:51");
    row.index = 7;
    row.answer = compare::Answer::Measured;
    row.grade = Grade::SameMechanism;
    row.gradeReason = {"the same mechanism", "相同机制"};
    row.limit = 4.0;
    row.verdict = compare::ClaimVerdict::Partly;
    row.sentence = {"Partly.", "部分相符。"};
    compare::Measured measured;
    measured.runId = QStringLiteral("r-1");
    measured.machine = QStringLiteral("m-1");
    measured.device = QStringLiteral("cpu");
    measured.ratio = ratio({}, 1.8);
    row.measured = {measured};
    return row;
}

QStringList english(const QVector<Text> &cells)
{
    QStringList list;
    for (const Text &cell : cells) {
        list.append(QString::fromStdString(cell.en));
    }
    return list;
}

// Every row fills every column, and a cell that says something says it in both languages.
void verifyShape(const compare::ChartTable &table)
{
    for (const Text &column : table.columns) {
        QVERIFY(!column.en.empty() && !column.zh.empty());
    }
    for (const QVector<Text> &cells : table.rows) {
        QCOMPARE(cells.size(), table.columns.size());
        for (const Text &cell : cells) {
            QCOMPARE(cell.en.empty(), cell.zh.empty());
        }
    }
}

}  // namespace

class TestTables : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aClaimARow()
    {
        const compare::ChartTable table = claimsTable(library());
        verifyShape(table);
        QCOMPARE(table.rows.size(), 3);
        const QStringList first = english(table.rows[0]);
        QCOMPARE(first[0], QStringLiteral("c-1"));
        QCOMPARE(first[1], QStringLiteral("2025-09-24"));
        QCOMPARE(first[2], QStringLiteral("7"));
        QCOMPARE(first[3], QStringLiteral("Fold"));
        QCOMPARE(first[4],
                 QString::fromStdString(
                         Vocabulary::bundled().metric(QStringLiteral("speedup"))->name.en));
        QVERIFY(first[5].contains(QStringLiteral("up to")));
        QVERIFY(first[6].contains(QStringLiteral("2.5")));
        QCOMPARE(first[7], QStringLiteral("dense | plain"));
        QCOMPARE(first[8].count(u';'), 1);
        QCOMPARE(first[10], QStringLiteral("2.5x speedup"));
        QVERIFY(table.rows[0][8].zh.find("；") != std::string::npos);
        // Without a short name the title, without a source no sentence, and an unknown id itself.
        QCOMPARE(english(table.rows[1])[3], QStringLiteral("Lanterns"));
        QCOMPARE(english(table.rows[1])[10], QString());
        QCOMPARE(english(table.rows[2])[4], QStringLiteral("of-no-vocabulary"));
        QVERIFY(claimsTable({}).rows.isEmpty());
    }

    void aRatioARow()
    {
        compare::RunInput run{QStringLiteral("r-1"),
                              QStringLiteral("m-1"),
                              QStringLiteral("2026-01-01T00:00:00Z"),
                              {}};
        run.result.kernel = "kernel-a";
        run.result.preset = "small";
        run.result.device = "cpu";
        run.result.threads = 2;
        run.result.ratios = {ratio({}, 1.8), ratio("64x64", 2.0), ratio({}, 3.0)};
        run.result.ratios[2].at = {{"tau", 0.9}, {"sigma", 2}};
        compare::RunInput crashed = run;
        crashed.result.ratios.clear();
        crashed.result.status = measure::RunStatus::Crashed;
        crashed.result.message = "the worker crashed";
        const compare::ChartTable table = measurementsTable({run, crashed});
        verifyShape(table);
        QCOMPARE(table.rows.size(), 4);
        const QStringList whole = english(table.rows[0]);
        QCOMPARE(whole[4], QStringLiteral("geomean"));
        QCOMPARE(whole[7], QStringLiteral("1.8 [0.9, 3.6]"));
        QCOMPARE(whole[8], QStringLiteral("measured here"));
        QCOMPARE(whole[9], QStringLiteral("4"));
        QCOMPARE(whole[10], QStringLiteral("21/24"));
        QCOMPARE(english(table.rows[1])[4], QStringLiteral("64x64"));
        QCOMPARE(english(table.rows[2])[4], QStringLiteral("tau 0.9, sigma 2"));
        // A run without any ratio still has its row, with the reason.
        QVERIFY(english(table.rows[3]).contains(QStringLiteral("the worker crashed")));
    }

    void aComparisonARow()
    {
        compare::ComparisonRow unmeasured = row();
        unmeasured.measured.clear();
        unmeasured.answer = compare::Answer::NoKernel;
        unmeasured.grade.reset();
        unmeasured.limit.reset();
        compare::ComparisonRow banded = row();
        banded.band = compare::Band{};
        banded.band->knobs = {{"hit rate", "命中率"}};
        banded.band->unit = QStringLiteral("x");
        banded.band->points = {{{0}, 0.5, false}, {{1}, 4, true}};
        const compare::ChartTable table = comparisonTable({row(), unmeasured, banded});
        verifyShape(table);
        QCOMPARE(english(table.rows[2])[5], QStringLiteral("0.500x to 4.00x (hit rate 0 to 1)"));
        compare::ComparisonRow fused = row();
        fused.kernel = QStringLiteral("sglang-trio-fusion");
        fused.naive = fused.others = fused.measured;
        fused.others[0].ratio.operation = "add-rmsnorm";
        QCOMPARE(english(comparisonTable({fused}).rows[0])[6],
                 QStringLiteral("against the naive baseline 1.8 [0.9, 3.6]; add + RMSNorm 1.8 "
                                "[0.9, 3.6]"));
        const QJsonValue beside =
                comparisonJson({fused}, Language::English)[QStringLiteral("rows")][0];
        QCOMPARE(beside[QStringLiteral("other_operations")][0][QStringLiteral("operation")],
                 QStringLiteral("add-rmsnorm"));
        QCOMPARE(beside[QStringLiteral("against_naive")][0][QStringLiteral("ratio")].toDouble(),
                 1.8);
        const QJsonObject json = comparisonJson({banded}, Language::English);
        const QJsonValue band = json[QStringLiteral("rows")][0][QStringLiteral("band")];
        QCOMPARE(band[QStringLiteral("low")].toDouble(), 0.5);
        QCOMPARE(band[QStringLiteral("high")].toDouble(), 4.0);
        QCOMPARE(band[QStringLiteral("knobs")][0].toString(), QStringLiteral("hit rate"));
        QVERIFY(band[QStringLiteral("points")][0][QStringLiteral("holds")].isNull());
        const QStringList cells = english(table.rows[0]);
        QCOMPARE(cells[4], QStringLiteral("1.8 [0.9, 3.6]"));
        QCOMPARE(cells[5], QStringLiteral("–"));
        QCOMPARE(cells[7], QStringLiteral("measured here"));
        QCOMPARE(cells[9], QStringLiteral("SM"));
        QCOMPARE(cells[10], QStringLiteral("Partly."));
        QCOMPARE(english(table.rows[1])[7], QStringLiteral("kernel to come"));
        for (const int column : {4, 5, 6, 8, 9}) {
            QCOMPARE(english(table.rows[1])[column], QStringLiteral("–"));
        }
    }

    void comparisonsAsJson()
    {
        compare::ComparisonRow unmeasured = row();
        unmeasured.measured.clear();
        unmeasured.claimed.reset();
        unmeasured.grade.reset();
        unmeasured.limit.reset();
        unmeasured.answer = compare::Answer::NotRun;
        unmeasured.sentence = {"Not measured yet.", "尚未测量。"};
        const QJsonObject json = comparisonJson({row(), unmeasured}, Language::Chinese);
        QCOMPARE(json[QStringLiteral("schema")].toString(),
                 QStringLiteral("touchstone-comparison/1"));
        const QJsonArray rows = json[QStringLiteral("rows")].toArray();
        QCOMPARE(rows.size(), 2);
        const QJsonObject full = rows[0].toObject();
        QCOMPARE(full[QStringLiteral("verdict")].toString(), QStringLiteral("partly"));
        QCOMPARE(full[QStringLiteral("grade")].toString(), QStringLiteral("SM"));
        QCOMPARE(full[QStringLiteral("limit")].toDouble(), 4.0);
        QCOMPARE(full[QStringLiteral("paper_id")].toString(), QStringLiteral("p-1"));
        QCOMPARE(full[QStringLiteral("report")].toString(), QStringLiteral("2025-09-24T10:35:51"));
        QCOMPARE(full[QStringLiteral("index")].toInt(), 7);
        QCOMPARE(full[QStringLiteral("claim_id")].toString(), QStringLiteral("c-1"));
        QCOMPARE(full[QStringLiteral("quote")].toString(), QStringLiteral("2.5x speedup"));
        QCOMPARE(full[QStringLiteral("answer")].toString(), QStringLiteral("measured"));
        QCOMPARE(full[QStringLiteral("claimed")].toDouble(), 2.5);
        QVERIFY(full[QStringLiteral("claimed_low")].isNull());
        QCOMPARE(full[QStringLiteral("claimed_high")].toDouble(), 3.0);
        QVERIFY(full[QStringLiteral("bound")].toBool());
        QCOMPARE(full[QStringLiteral("ratio")].toDouble(), 1.8);
        QCOMPARE(full[QStringLiteral("sentence")].toString(), QStringLiteral("部分相符。"));
        QCOMPARE(full[QStringLiteral("reason")].toString(), QStringLiteral("相同机制"));
        const QJsonObject measured = full[QStringLiteral("measured")].toArray().at(0).toObject();
        QCOMPARE(measured[QStringLiteral("run")].toString(), QStringLiteral("r-1"));
        QCOMPARE(measured[QStringLiteral("ratio")].toDouble(), 1.8);
        QCOMPARE(measured[QStringLiteral("verdict")].toString(), QStringLiteral("faster"));
        QCOMPARE(measured[QStringLiteral("status")].toString(), QStringLiteral("ok"));
        // The claim reads back as it was.
        const QJsonObject written = full[QStringLiteral("claim")].toObject();
        QCOMPARE(written[QStringLiteral("sources")][0][QStringLiteral("start")].toInt(), 2);
        const auto claim = claimFromJson(written, {}, emojiFirst());
        QVERIFY(claim);
        QVERIFY(*claim == speedup());
        const QJsonObject empty = rows[1].toObject();
        for (const char *key : {"claimed", "claimed_high", "grade", "limit", "ratio", "low",
                                "difference", "verdict", "band", "preset"}) {
            QVERIFY2(empty[QLatin1String(key)].isNull(), key);
        }
        QVERIFY(empty[QStringLiteral("measured")].toArray().isEmpty());
        QCOMPARE(empty[QStringLiteral("answer")].toString(), QStringLiteral("not-run"));
        QCOMPARE(empty[QStringLiteral("reason")].toString(), QStringLiteral("尚未测量。"));
    }
};

QTEST_GUILESS_MAIN(TestTables)
#include "test_tables.moc"
