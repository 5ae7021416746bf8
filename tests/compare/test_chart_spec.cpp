// The charts as data, and their JSON.
#include "compare/chart_parts.h"
#include "compare/chart_samples.h"
#include "compare/size_scale.h"

#include <QTest>

#include <cmath>

using namespace touchstone;
using namespace touchstone::compare;
using samples::built;
using samples::chartData;
using samples::late;
using samples::queryOf;
using samples::run;
using samples::seriesOf;
using samples::speedupClaim;
using Input = samples::ChartData;

namespace {

Input input()
{
    return chartData();
}

void checkAxis(const ChartAxis &axis)
{
    QVERIFY(axis.min < axis.max);
    QVERIFY(!axis.log2 || axis.min > 0);
}

}  // namespace

class TestChartSpec : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyKind_data()
    {
        QTest::addColumn<int>("kind");
        for (const ChartKind kind : chartKinds()) {
            QTest::newRow(qPrintable(toWord(kind))) << int(kind);
        }
    }
    void everyKind()
    {
        QFETCH(int, kind);
        const ChartQuery query = queryOf(ChartKind(kind));
        const ChartSpec full = built(query);
        QCOMPARE(full.kind, query.kind);
        QVERIFY(!full.table.rows.isEmpty());
        QVERIFY(!full.legendNote.en.empty() && !full.legendNote.zh.empty());
        for (const auto &row : full.table.rows) {
            QCOMPARE(row.size(), full.table.columns.size());
        }
        checkAxis(full.x);
        checkAxis(full.y);
        QVERIFY2(full.legendNote.en.find("Measured on desk.") != std::string::npos,
                 full.legendNote.en.c_str());
        QVERIFY(full.y.details.isEmpty() || full.y.details.size() == full.y.categories.size());
        for (const ChartSeries &series : full.series) {
            for (const ChartPoint &point : series.points) {
                QVERIFY(point.x >= full.x.min && point.x <= full.x.max);
                const bool drawn = series.style != MarkStyle::Guide
                                   && (series.style != MarkStyle::Limit || point.row >= 0);
                QVERIFY(!drawn || (point.row >= 0 && point.row < full.table.rows.size()));
            }
        }
        QCOMPARE(full.dataHash.size(), 64);
        QCOMPARE(built(query).dataHash, full.dataHash);

        const ChartSpec empty = built(query, {});
        QVERIFY(!empty.subtitle.en.empty() && !empty.subtitle.zh.empty());
        QVERIFY(empty.table.rows.isEmpty());
        QVERIFY(empty.dataHash != full.dataHash);
        checkAxis(empty.x);

        for (const ChartSpec &spec : {full, empty}) {
            const auto back = chartSpecFromJson(toJson(spec));
            QVERIFY(back.has_value());
            QCOMPARE(toJson(*back), toJson(spec));
        }
    }

    void dumbbell()
    {
        const ChartSpec spec = built(queryOf(ChartKind::ClaimsVsMeasured));
        QCOMPARE(spec.y.categories.size(), 2);  // the claim nobody measured is left out
        QCOMPARE(spec.dropped.size(), 1);
        QCOMPARE(spec.figures.size(), 2);
        const ChartSeries *claims = seriesOf(spec, MarkStyle::Claim);
        QCOMPARE(claims->points.size(), 2);
        int hollow = 0;
        for (const ChartPoint &point : claims->points) {
            hollow += point.hollow;
            QCOMPARE(point.hollow, point.claimId == QStringLiteral("bound"));
            QVERIFY(!point.note.zh.empty());
        }
        QCOMPARE(hollow, 1);
        const ChartSeries *measured = seriesOf(spec, MarkStyle::Measurement);
        QVERIFY(measured->points[0].xLow && measured->points[0].xHigh);
        QCOMPARE(measured->points[0].runId, QStringLiteral("r"));
        QCOMPARE(seriesOf(spec, MarkStyle::Limit)->points.size(), 2);
        QCOMPARE(seriesOf(spec, MarkStyle::Naive)->points.size(), 2);
        QVERIFY(spec.legendNote.en.find("95 %") != std::string::npos);
        QVERIFY(spec.legendNote.en.find("n = 120") != std::string::npos);
    }

    // A proxy, a computed and a simulated figure never look like a measurement of the claim.
    void marksShowEvidenceAndGrade()
    {
        const std::vector<std::tuple<Grade, measure::Evidence, MarkStyle>> cases{
                {Grade::SameQuantity, measure::Evidence::Measured, MarkStyle::Measurement},
                {Grade::SameMechanism, measure::Evidence::Measured, MarkStyle::Measurement},
                {Grade::Proxy, measure::Evidence::Measured, MarkStyle::Proxy},
                {Grade::SameMechanism, measure::Evidence::Computed, MarkStyle::Computed},
                {Grade::Proxy, measure::Evidence::Simulated, MarkStyle::Simulated}};
        for (const auto kind : {ChartKind::ClaimsVsMeasured, ChartKind::ClaimedOverMeasured,
                                ChartKind::TechniqueStrip}) {
            for (const auto &[grade, evidence, style] : cases) {
                Input data = input();
                for (ComparisonRow &row : data.rows) {
                    row.grade = grade;
                    for (Measured &measured : row.measured) {
                        measured.ratio.evidence = evidence;
                    }
                }
                const ChartSpec spec = built(queryOf(kind), data);
                const ChartSeries *drawn = seriesOf(spec, style);
                QVERIFY(drawn && drawn->points.size() == 2);
                QVERIFY(drawn->points[0].note.en.find(gradeName(grade).en) != std::string::npos);
                for (const auto other : {MarkStyle::Measurement, MarkStyle::Proxy,
                                         MarkStyle::Computed, MarkStyle::Simulated}) {
                    const ChartSeries *series = seriesOf(spec, other);
                    QVERIFY(other == style || !series || series->points.isEmpty());
                }
            }
        }
    }

    // The grade is in the columns, the tables and the names of curves; a band in mark and note.
    void gradesAndBandsAreShown()
    {
        Input data = input();
        for (ComparisonRow &row : data.rows) {
            if (!row.measured.isEmpty()) {
                row.answer = Answer::Simulated;
                row.grade = Grade::Proxy;
                row.measured.first().ratio.evidence = measure::Evidence::Simulated;
                Band band;
                band.knobs = {{"hit rate", "命中率"}};
                band.knobUnits = {QStringLiteral("%")};
                band.unit = QStringLiteral("x");
                band.judged = true;
                band.points = {{{0}, 0.5, false}, {{50}, 2.4, true}, {{100}, 1e6, true}};
                row.band = band;
            }
        }
        for (const auto kind :
             {ChartKind::ClaimsVsMeasured, ChartKind::ClaimedOverMeasured,
              ChartKind::TechniqueStrip, ChartKind::RatioOverSize, ChartKind::BaselineShare}) {
            const ChartSpec spec = built(queryOf(kind), data);
            QString table;
            for (const Text &cell : spec.table.rows.first()) {
                table += QString::fromStdString(cell.en) + u'\n';
            }
            QVERIFY2(table.contains(QStringLiteral("PX")), qPrintable(table));
            QVERIFY2(table.contains(QStringLiteral("simulated")), qPrintable(table));
            const ChartSeries *drawn = seriesOf(spec, MarkStyle::Simulated);
            QVERIFY(drawn && !drawn->points.isEmpty());
            const ChartSeries *measured = seriesOf(spec, MarkStyle::Measurement);
            QVERIFY(kind == ChartKind::RatioOverSize || measured->points.isEmpty());
            QVERIFY(drawn->points[0].note.en.find("(PX)") != std::string::npos);
            if (kind == ChartKind::RatioOverSize) {
                QVERIFY(drawn->name.en.find("simulated (PX)") != std::string::npos);
            } else if (kind != ChartKind::BaselineShare) {
                QCOMPARE(*drawn->points[0].bandLow, 0.5);
                QVERIFY(spec.legendNote.en.find("hit rate ≥ 50 %") != std::string::npos);
                QVERIFY(drawn->points[0].note.zh.find("命中率 ≥ 50%") != std::string::npos);
                QVERIFY(spec.x.max < 1000);  // a band does not press the others into a line
                QCOMPARE(toJson(*chartSpecFromJson(toJson(spec))), toJson(spec));
            }
        }
        const ChartSpec dumbbell = built(queryOf(ChartKind::ClaimsVsMeasured), data);
        QCOMPARE(dumbbell.figures[0][2].en, std::string("PX"));
        // A share or a difference is no place on an axis of factors.
        for (ComparisonRow &row : data.rows) {
            if (row.band) {
                row.band->unit = QStringLiteral("%");
            }
        }
        const ChartSpec shares = built(queryOf(ChartKind::ClaimsVsMeasured), data);
        const ChartPoint &point = seriesOf(shares, MarkStyle::Simulated)->points[0];
        QVERIFY(!point.bandLow && !point.bandHigh);
        QVERIFY(point.note.en.find("hit rate") != std::string::npos);
    }

    void chosenPapersShowUnmeasuredClaims()
    {
        ChartQuery query = queryOf(ChartKind::ClaimsVsMeasured);
        query.technique = QStringLiteral("sparsity");
        QCOMPARE(built(query).y.categories.size(), 3);
        QCOMPARE(built(query).title.en, std::string("Claimed and measured: Sparsity"));
        query = queryOf(ChartKind::ClaimsVsMeasured);
        query.papers = {QStringLiteral("other")};
        const ChartSpec alone = built(query);
        QCOMPARE(alone.y.categories.size(), 1);
        QVERIFY(!alone.subtitle.en.empty());
    }

    void differencesOnly()
    {
        ChartQuery query = queryOf(ChartKind::ClaimsVsMeasured);
        Input data = input();
        for (ComparisonRow &row : data.rows) {
            row.verdict = row.claim.id == QStringLiteral("exact") ? ClaimVerdict::Consistent
                                                                  : row.verdict;
        }
        query.differencesOnly = true;
        QCOMPARE(built(query, data).y.categories.size(), 1);
    }

    void invalidRatiosStandBesideNoClaim()
    {
        for (const auto &spoil : std::vector<void (*)(measure::RatioResult &)>{
                     [](auto &ratio) { ratio.verdict = measure::RatioVerdict::Invalid; },
                     [](auto &ratio) { ratio.ratio = -1; }}) {
            RunInput measured = run(QStringLiteral("r"), late, 2);
            for (measure::RatioResult &ratio : measured.result.ratios) {
                spoil(ratio);
            }
            const Input data = chartData(QVector<RunInput>{measured});
            for (const ComparisonRow &row : data.rows) {
                QVERIFY(row.measured.isEmpty());
            }
            for (const auto kind : {ChartKind::ClaimsVsMeasured, ChartKind::ClaimedOverMeasured}) {
                const ChartSpec spec = built(queryOf(kind), data);
                QVERIFY(seriesOf(spec, MarkStyle::Measurement)->points.isEmpty());
            }
        }
    }

    void scatterHasTheIdentityLine()
    {
        const ChartSpec spec = built(queryOf(ChartKind::ClaimedOverMeasured));
        const ChartSeries *line = seriesOf(spec, MarkStyle::Guide);
        QCOMPARE(line->points.size(), 2);
        for (const ChartPoint &point : line->points) {
            QCOMPARE(point.x, point.y);
        }
        QCOMPARE(spec.x.max, spec.y.max);
    }

    void stripKeepsPointsApart()
    {
        QVector<Claim> claims;
        for (int i = 0; i < 6; ++i) {
            claims.append(speedupClaim(QString::number(i), 2));
        }
        Input data;
        data.rows =
                compareClaims({samples::paper(QStringLiteral("p"), QStringLiteral("x"), claims)},
                              {}, samples::vocabulary());
        const ChartSpec spec = built(queryOf(ChartKind::TechniqueStrip), data);
        QVector<double> heights;
        for (const ChartPoint &point : spec.series[0].points) {
            QVERIFY(std::abs(point.y) <= 0.5);
            QVERIFY(!heights.contains(point.y));
            heights.append(point.y);
        }
        QCOMPARE(spec.y.categories.first().zh, std::string("稀疏化"));
    }

    void sizesUseTheDimensionThatChanges()
    {
        const ChartSpec spec = built(queryOf(ChartKind::RatioOverSize));
        QCOMPARE(spec.series.first().points.size(), 2);
        QCOMPARE(spec.series.first().points[0].x, 64.0);
        QCOMPARE(spec.series.first().points[1].x, 128.0);
        QVERIFY(spec.series.first().points[0].yLow.has_value());
        int claimed = 0;
        for (const GuideLine &guide : spec.guides) {
            claimed += guide.style == MarkStyle::Claim;
        }
        QCOMPARE(claimed, 2);
    }

    void limitsBelongToTheirCurves()
    {
        const ChartSpec spec = built(queryOf(ChartKind::RatioOverSize));
        QCOMPARE(spec.series.size(), 4);  // against dense, against gather, and their limits
        for (qsizetype i = 0; i < spec.series.size(); ++i) {
            QCOMPARE(spec.series[i].limitOf, i < 2 ? -1 : i - 2);
        }
        QByteArray json = toJson(spec);
        QCOMPARE(chartSpecFromJson(json).value().series[3].limitOf, 1);
        for (const char *wrong : {"4", "-1", "0.5", "\"one\""}) {
            QByteArray changed = json;
            QVERIFY(changed.contains("\"limit_of\": 1"));
            changed.replace("\"limit_of\": 1", QByteArray("\"limit_of\": ") + wrong);
            const auto read = chartSpecFromJson(changed);
            QVERIFY(!read);
            QVERIFY2(read.error().message.en.find("series[3].limit_of") != std::string::npos,
                     read.error().message.en.c_str());
        }
    }

    void aFarLimitDoesNotPressTheCurvesIntoALine()
    {
        Input data = input();
        const double high = built(queryOf(ChartKind::RatioOverSize), data).y.max;
        for (measure::RatioResult &ratio : data.runs[0].result.ratios) {
            ratio.limit = 1000;
        }
        const ChartSpec spec = built(queryOf(ChartKind::RatioOverSize), data);
        QVERIFY(spec.y.max <= 2 * high);
        QCOMPARE(spec.series[3].points.first().y, 1000.0);
        QCOMPARE(spec.dropped.size(), 1);
    }

    void claimsAboutSomethingElseAreNotDrawnOverRatiosOfTimes()
    {
        Input data = input();
        data.rows[1].quantity = QStringLiteral("activation-bytes");
        const ChartSpec spec = built(queryOf(ChartKind::RatioOverSize), data);
        QCOMPARE(std::count_if(spec.guides.begin(), spec.guides.end(),
                               [](const auto &guide) { return guide.style == MarkStyle::Claim; }),
                 1);
    }

    void theSizeAxisIsTheDimensionThatChanges_data()
    {
        QTest::addColumn<QList<SizedShape>>("shapes");
        QTest::addColumn<QList<double>>("places");
        QTest::addColumn<QString>("title");
        const SizeLine add{"add", ""}, merge{"merge", "tall"};
        const auto row = [](const char *name, const QList<SizedShape> &shapes,
                            const QList<double> &places, const char *title) {
            QTest::newRow(name) << shapes << places << QString::fromLatin1(title);
        };
        row("one dimension",
            {{add, {{"rows", 1}, {"width", 64}}, 9}, {add, {{"rows", 4}, {"width", 64}}, 9}},
            {1, 4}, "rows");
        row("equal dimensions", {{add, {{"m", 8}, {"n", 8}}, 9}, {add, {{"m", 16}, {"n", 16}}, 9}},
            {8, 16}, "m = n");
        row("two dimensions", {{add, {{"m", 8}, {"n", 64}}, 9}, {add, {{"m", 16}, {"n", 32}}, 9}},
            {9, 9}, "bytes moved by one baseline call");
        row("lines of other dimensions",
            {{add, {{"rows", 1}, {"width", 64}}, 9},
             {add, {{"rows", 4}, {"width", 64}}, 9},
             {merge, {{"rows", 1}, {"width", 32}}, 9},
             {merge, {{"rows", 1}, {"width", 64}}, 9}},
            {1, 4, 32, 64}, "size (each line names its dimension)");
    }

    void theSizeAxisIsTheDimensionThatChanges()
    {
        QFETCH(const QList<SizedShape>, shapes);
        QFETCH(const QList<double>, places);
        QFETCH(const QString, title);
        const SizeScale scale = scaleOf({shapes.begin(), shapes.end()});
        QCOMPARE(QString::fromStdString(scale.title.en), title);
        for (qsizetype i = 0; i < shapes.size(); ++i) {
            QCOMPARE(scale.place.at({shapes[i].line, shapes[i].sizes}), places[i]);
        }
    }

    void runsWithoutSizesAreLeftOutWithAWord()
    {
        Input data = input();
        for (RunInput &run : data.runs) {
            for (measure::RatioResult &ratio : run.result.ratios) {
                ratio.sizes.clear();
            }
        }
        const ChartSpec spec = built(queryOf(ChartKind::RatioOverSize), data);
        QVERIFY(spec.series.isEmpty());
        QCOMPARE(spec.dropped.size(), 1);
        QVERIFY(spec.dropped[0].en.find("measure again") != std::string::npos);
    }

    void rooflineDrawsStoredProbesOrSaysThatThereAreNone()
    {
        Input data = input();
        for (measure::VariantResult &variant : data.runs[0].result.variants) {
            variant.peakShare = 0.001;  // no roof follows from shares
        }
        const ChartSpec without = built(queryOf(ChartKind::Roofline), data);
        QVERIFY(seriesOf(without, MarkStyle::Limit) == nullptr);
        QCOMPARE(seriesOf(without, MarkStyle::Measurement)->points.size(), 2);
        const ChartPoint &named = seriesOf(without, MarkStyle::Measurement)->points[0];
        QVERIFY(named.name
                == variantName(samples::vocabulary(), QStringLiteral("tiles"),
                               named.label.toStdString()));
        QCOMPARE(without.dropped.size(), 1);
        QVERIFY(without.dropped[0].en.find("holds no probes") != std::string::npos);
        QVERIFY(without.dropped[0].zh.find("没有其实测上限") != std::string::npos);
        data.runs[0].probes = {{"fma_1t_gflops", 50}, {"read_1t_gbps", 9}, {"copy_1t_gbps", 10}};
        const ChartSpec probed = built(queryOf(ChartKind::Roofline), data);
        QVERIFY(probed.dropped.isEmpty());
        const ChartSeries *roof = seriesOf(probed, MarkStyle::Limit);
        QVERIFY(roof->name.en.find("50 GFLOP/s, 10 GB/s") != std::string::npos);
        for (const ChartPoint &point : roof->points) {
            QVERIFY(std::abs(point.y - std::min(50.0, 10 * point.x)) < 1e-9);
        }
        // Of as many threads as were probed, and of no others.
        data.runs[0].result.threads = 2;
        data.runs[0].probes["fma_all_gflops"] = 90;
        data.runs[0].probes["read_all_gbps"] = 12;
        data.runs[0].probes["threads"] = 4;
        QVERIFY(seriesOf(built(queryOf(ChartKind::Roofline), data), MarkStyle::Limit) == nullptr);
        data.runs[0].probes["threads"] = 2;
        QVERIFY(seriesOf(built(queryOf(ChartKind::Roofline), data), MarkStyle::Limit) != nullptr);
    }

    void rooflineOfBytesIsTheirOwnAndLargeRatesAreInTeraflops()
    {
        Input data = input();
        for (measure::VariantResult &variant : data.runs[0].result.variants) {
            variant.arithmetic = "int8";
        }
        data.runs[0].probes = {{"fma_1t_gflops", 5000}, {"read_1t_gbps", 10}};
        const ChartSpec without = built(queryOf(ChartKind::Roofline), data);
        QVERIFY(seriesOf(without, MarkStyle::Limit) == nullptr);
        QVERIFY(without.dropped[0].en.find("No int8 roof") != std::string::npos);
        data.runs[0].probes["int8_1t_gops"] = 20000;
        const ChartSpec probed = built(queryOf(ChartKind::Roofline), data);
        const ChartSeries *roof = seriesOf(probed, MarkStyle::Limit);
        QVERIFY(roof->name.en.find("int8: 20 TOP/s, 10 GB/s") != std::string::npos);
        QCOMPARE(probed.y.title.en, std::string("TFLOP/s"));
        QVERIFY(probed.y.max > 20 && probed.y.max < 100);
    }

    void baselineShareIsALogShare()
    {
        const ChartSpec spec = built(queryOf(ChartKind::BaselineShare));
        QCOMPARE(spec.y.categories.size(), 1);
        const long expected = std::lround(100 * (1 - std::log(2.0) / std::log(3.2)));
        QCOMPARE(spec.figures[0][2].en, std::to_string(expected) + " %");
        ChartQuery query = queryOf(ChartKind::BaselineShare);
        query.papers = {QStringLiteral("other")};
        QVERIFY(built(query).y.categories.isEmpty());
    }

    void unknownNamesAreErrors()
    {
        ChartQuery query;
        query.technique = QStringLiteral("magic");
        const auto wrong = buildChart(query, {}, {}, samples::vocabulary());
        QVERIFY(!wrong);
        QVERIFY(wrong.error().message.en.find("magic") != std::string::npos);
        QVERIFY(!chartKindFromWord(QStringLiteral("pie")));
    }

    void brokenSpecsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QString>("place");
        QTest::newRow("schema") << QByteArray("touchstone-chart/1") << QByteArray("other/9")
                                << QStringLiteral("other/9");
        QTest::newRow("kind") << QByteArray("\"claims-vs-measured\",\n    \"legend")
                              << QByteArray("\"pie\",\n    \"legend") << QStringLiteral("kind");
        QTest::newRow("style") << QByteArray("\"style\": \"claim\"")
                               << QByteArray("\"style\": \"banana\"")
                               << QStringLiteral("series[0].style");
        QTest::newRow("row") << QByteArray("\"row\": 1") << QByteArray("\"row\": 2")
                             << QStringLiteral("series[0].points[1].row");
        QTest::newRow("values") << QByteArray("\"values\": \"numbers\"")
                                << QByteArray("\"values\": \"colours\"")
                                << QStringLiteral("x.values");
        QTest::newRow("syntax") << QByteArray("{") << QByteArray("[") << QStringLiteral("byte");
    }
    void brokenSpecsAreRefused()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QString, place);
        QByteArray json = toJson(built(queryOf(ChartKind::ClaimsVsMeasured)));
        QVERIFY(json.contains(from));
        const auto refused = chartSpecFromJson(json.replace(from, to));
        QVERIFY(!refused);
        QVERIFY2(QString::fromStdString(refused.error().message.en).contains(place),
                 refused.error().message.en.c_str());
    }

    void garbageIsRefused()
    {
        for (const QByteArray &bad : {QByteArray(), QByteArray("null"), QByteArray("[]"),
                                      QByteArray("{}"), QByteArray("\xff\xfe")}) {
            QVERIFY(!chartSpecFromJson(bad));
        }
    }
};

QTEST_GUILESS_MAIN(TestChartSpec)
#include "test_chart_spec.moc"
