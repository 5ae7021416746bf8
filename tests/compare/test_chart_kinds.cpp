// History and the overview of verdicts, and the curves over problem sizes.
#include "compare/chart_samples.h"
#include "compare/past_figures.h"
#include "compare/size_scale.h"
#include "compare/time_ticks.h"

#include <QTest>

#include <cmath>

using namespace touchstone;
using namespace touchstone::compare;
using samples::built;
using samples::ChartData;
using samples::chartData;
using samples::queryOf;
using samples::refusalOf;
using samples::run;
using samples::seriesOf;

namespace {

RunInput runAt(const char *id, int dayOfMonth, double ratio)
{
    return run(QLatin1String(id),
               QStringLiteral("2026-02-%1T10:00:00Z").arg(dayOfMonth, 2, 10, QLatin1Char('0')),
               ratio);
}

// As newest first, as the store gives them.
ChartData fourRuns()
{
    QVector<RunInput> runs{runAt("d", 4, 1.6), runAt("c", 3, 2.005), runAt("b", 2, 2),
                           runAt("a", 1, 1.9)};
    for (RunInput &one : runs) {
        one.machineName = QStringLiteral("EPYC, 2 cores");
    }
    return chartData(runs);
}

ChartQuery historyOf(const char *claim)
{
    ChartQuery query = queryOf(ChartKind::History);
    query.claim = QLatin1String(claim);
    return query;
}

measure::RatioResult ratioOf(double ratio, double factor)
{
    measure::RatioResult out;
    out.ratio = ratio;
    out.low = ratio / factor;
    out.high = ratio * factor;
    out.verdict = measure::RatioVerdict::Faster;
    return out;
}

}  // namespace

class TestChartKinds : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void historyIsOneClaimOverTime()
    {
        const ChartSpec spec = built(historyOf("bound"), fourRuns());
        QCOMPARE(spec.x.values, AxisValues::Times);
        QVERIFY(spec.title.en.find("TILES, Speedup up to 4×") != std::string::npos);
        const ChartSeries *series = seriesOf(spec, MarkStyle::Measurement);
        QCOMPARE(series->points.size(), 4);
        QVERIFY(series->line);
        QCOMPARE(series->name.en,
                 std::string("EPYC, 2 cores, kernel version 1 (CPU, threads: 1, medium)"));
        QCOMPARE(series->name.zh, std::string("EPYC，2 核，内核版本 1（CPU，线程数：1，中）"));
        for (qsizetype i = 1; i < 4; ++i) {
            QCOMPARE(series->points[i].x - series->points[i - 1].x, 86400.0);
        }
        QCOMPARE(series->points.first().runId, QStringLiteral("a"));
        QCOMPARE(series->points.first().detail.en, std::string("2026-02-01 10:00"));
        QVERIFY(series->points.first().yLow && series->points.first().yHigh);
        QCOMPARE(spec.guides.size(), 3);  // break-even, the claim, the limit
        QCOMPARE(spec.guides[1].value, 4.0);
        QCOMPARE(spec.guides[1].style, MarkStyle::Claim);
        QCOMPARE(spec.guides[2].style, MarkStyle::Limit);
        QVERIFY(spec.y.max > 4 && spec.y.min < 1);
        QCOMPARE(spec.table.rows.size(), 4);
        QVERIFY(spec.legendNote.en.find("Measured on EPYC, 2 cores.") != std::string::npos);
    }

    // 1.9 to 2 is better, 2 to 2.005 is no difference, 2.005 to 1.6 is worse.
    void regressionsAreMarked()
    {
        const ChartSpec spec = built(historyOf("bound"), fourRuns());
        const ChartSeries *worse = seriesOf(spec, MarkStyle::Regression);
        QCOMPARE(worse->points.size(), 1);
        QCOMPARE(worse->points[0].runId, QStringLiteral("d"));
        QCOMPARE(worse->points[0].row, 3);
        const auto cell = [&spec](int row) { return spec.table.rows[row][7].en; };
        QCOMPARE(cell(0), std::string("–"));
        QVERIFY2(cell(1).find("better") != std::string::npos, cell(1).c_str());
        QVERIFY(cell(2).find("no difference") != std::string::npos);
        QVERIFY(cell(3).find("worse") != std::string::npos);
        QVERIFY(spec.legendNote.en.find("added in quadrature") != std::string::npos);
        QVERIFY(worse->points[0].note.zh.find("变差") != std::string::npos);
    }

    void otherMachinesAndVersionsAreSeriesOfTheirOwn()
    {
        ChartData data = fourRuns();
        data.runs[0].result.kernelVersion = 2;
        data.runs[3].machine = QStringLiteral("laptop");
        data.runs[3].machineName.clear();
        data = chartData(data.runs);
        const ChartSpec spec = built(historyOf("bound"), data);
        QVERIFY(!seriesOf(spec, MarkStyle::Regression));  // 1.6 is of another version
        QCOMPARE(std::count_if(spec.series.begin(), spec.series.end(),
                               [](const auto &one) { return isFigure(one.style); }),
                 3);
        QVERIFY(spec.legendNote.en.find("EPYC, 2 cores; laptop") != std::string::npos);
    }

    void noisyRunsAreHollowAndNotCompared()
    {
        ChartData data = fourRuns();
        data.runs[0].result.status = measure::RunStatus::Noisy;
        data = chartData(data.runs);
        const ChartSpec spec = built(historyOf("bound"), data);
        QVERIFY(!seriesOf(spec, MarkStyle::Regression));
        QVERIFY(seriesOf(spec, MarkStyle::Measurement)->points.last().hollow);
    }

    void historyChoosesTheClaimWithTheMostRuns()
    {
        const ChartSpec spec = built(queryOf(ChartKind::History), fourRuns());
        QVERIFY(!spec.table.rows.isEmpty());
        const ChartSpec none = built(historyOf("alone"), fourRuns());
        QVERIFY(none.table.rows.isEmpty());
        QVERIFY(none.subtitle.en.find("run its kernel") != std::string::npos);
        QVERIFY(refusalOf(historyOf("nobody"), fourRuns()).contains(QStringLiteral("nobody")));
        ChartData broken = fourRuns();
        broken.runs[1].at = QStringLiteral("yesterday");
        broken = chartData(broken.runs);
        QCOMPARE(built(historyOf("bound"), broken).table.rows.size(), 3);
        QCOMPARE(built(historyOf("bound"), broken).dropped.size(), 1);
    }

    void historyOfAQualityIsLinear()
    {
        Claim claim;
        claim.id = QStringLiteral("accuracy");
        claim.metric = QStringLiteral("accuracy");
        claim.kind = ClaimKind::PercentagePoints;
        claim.value = 2;
        claim.unit = QStringLiteral("pp");
        ChartData data = fourRuns();
        for (RunInput &one : data.runs) {
            const double gain = one.runId == QLatin1String("d") ? -3 : 2;
            one.result.quality = {
                    {"accuracy", "dense", 80, 79.9, 80.1, "%"},
                    {"accuracy", "hilbert", 80 + gain, 79.9 + gain, 80.1 + gain, "%"}};
        }
        data.rows = compareClaims({samples::paper(QStringLiteral("tiles"),
                                                  QStringLiteral("Tiled Attention"), {claim})},
                                  data.runs, samples::vocabulary());
        ChartQuery query = historyOf("accuracy");
        const ChartSpec spec = built(query, data);
        QCOMPARE(spec.table.rows.size(), 4);
        QVERIFY(!spec.y.log2);
        QVERIFY(spec.y.min < -3);
        QCOMPARE(seriesOf(spec, MarkStyle::Regression)->points.size(), 1);
        query.scale = ChartScale::Logarithmic;
        QVERIFY(refusalOf(query, data).startsWith(QStringLiteral("scale: a logarithmic axis")));
    }

    void changesAreToldOverTheIntervals()
    {
        const auto change = [](double earlier, double later, double factor) {
            return changeBetween(ratioOf(earlier, factor), ratioOf(later, factor))->change;
        };
        QCOMPARE(change(2, 1.9, 1.02), Change::Worse);      // 5 % against 2.8 %
        QCOMPARE(change(2, 1.95, 1.02), Change::NotTold);   // 2.5 % against 2.8 %
        QCOMPARE(change(2, 1.97, 1.001), Change::NotTold);  // told, but within the margin of 2 %
        QCOMPARE(change(1.9, 2, 1.02), Change::Better);
        const RunChange both = *changeBetween(ratioOf(2, 1.03), ratioOf(3, 1.04));
        QVERIFY(std::abs(std::log(both.high / both.value)
                         - std::hypot(std::log(1.03), std::log(1.04)))
                < 1e-12);
        measure::RatioResult noisy = ratioOf(2, 1.02);
        noisy.verdict = measure::RatioVerdict::Noisy;
        QVERIFY(!changeBetween(noisy, ratioOf(2, 1.02)));
        QVERIFY(!changeBetween(ratioOf(2, 1), ratioOf(2, 1.02)));
    }

    void verdictsAreCountedByTheRuleOfTheLists()
    {
        ChartData data = chartData();
        data.rows[0].techniques.append(QStringLiteral("quantization"));
        const ChartSpec spec = built(queryOf(ChartKind::VerdictOverview), data);
        int total = 0;
        for (const ChartSeries &series : spec.series) {
            QVERIFY(series.stacked && series.outcome);
            QCOMPARE(series.style, MarkStyle::Count);
            QCOMPARE(series.name, outcomeWords(*series.outcome));
            for (const ChartPoint &point : series.points) {
                const QString technique =
                        point.y == 0 ? QStringLiteral("sparsity") : QStringLiteral("quantization");
                const auto count = std::count_if(data.rows.begin(), data.rows.end(),
                                                 [&](const ComparisonRow &row) {
                                                     return row.techniques.contains(technique)
                                                            && outcomeOf(row) == *series.outcome;
                                                 });
                QCOMPARE(point.x, double(count));
                total += int(count);
            }
        }
        QCOMPARE(total, 4);  // three claims, one of them in both techniques
        QCOMPARE(spec.y.categories[0].en, std::string("Sparsity"));
        QCOMPARE(spec.series.last().outcome, std::optional(Outcome::NoKernel));
        QCOMPARE(spec.table.columns.size(), spec.series.size() + 2);
        QCOMPARE(spec.figures[0][0].en, std::string("2"));
        QCOMPARE(spec.x.min, 0.0);
        QVERIFY(spec.legendNote.en.find("n = 3 claims of 2 papers") != std::string::npos);
        ChartQuery one = queryOf(ChartKind::VerdictOverview);
        one.technique = QStringLiteral("quantization");
        QCOMPARE(built(one, data).y.categories.size(), 1);
        one.metric = QStringLiteral("energy");
        QVERIFY(built(one, data).table.rows.isEmpty());
    }

    // Two sizes are dots; three of one family are a line, those of another family are not joined.
    void familiesOfShapesAreLinesOfTheirOwn()
    {
        ChartData data = chartData();
        QVERIFY(!built(queryOf(ChartKind::RatioOverSize), data).series.first().line);
        measure::KernelResult &result = data.runs[0].result;
        result.ratios.erase(result.ratios.begin() + 1, result.ratios.end());
        const measure::RatioResult mean = result.ratios.front();
        const auto add = [&](int queries, int channels, const char *operation) {
            measure::RatioResult ratio = mean;
            ratio.operation = operation;
            ratio.shape = std::to_string(queries) + "x" + std::to_string(channels);
            ratio.sizes = {{"queries", queries}, {"channels", channels}};
            result.ratios.push_back(ratio);
        };
        for (const int queries : {64, 128, 256}) {
            add(queries, 64, "attend");
            add(queries, 128, "attend");
            add(queries, 64, "prefill");
        }
        const ChartSpec spec = built(queryOf(ChartKind::RatioOverSize), data);
        QCOMPARE(spec.x.title.en, std::string("queries"));
        QCOMPARE(spec.x.title.zh, std::string("查询数"));
        QCOMPARE(spec.x.values, AxisValues::Sizes);
        int curves = 0;
        for (const ChartSeries &series : spec.series) {
            if (series.limitOf < 0) {
                ++curves;
                QVERIFY(series.line);
                QCOMPARE(series.points.size(), 3);
            }
        }
        QCOMPARE(curves, 3);
        QVERIFY(spec.series[0].name.en.find("attend, channels 128") != std::string::npos);
        QVERIFY(spec.series[0].name.zh.find("，通道数 128") != std::string::npos);
        QVERIFY(spec.series[1].name.en.find("attend, channels 64") != std::string::npos);
        QVERIFY(spec.series[2].name.en.find("prefill") != std::string::npos);
    }

    // Shapes without a common dimension lie over their bytes and are joined only where each is the
    // larger in all.
    void shapesThatDoNotGrowTogetherAreDots()
    {
        ChartData data = chartData();
        measure::KernelResult &result = data.runs[0].result;
        result.ratios.erase(result.ratios.begin() + 1, result.ratios.end());
        const measure::RatioResult mean = result.ratios.front();
        result.variants.clear();
        int step = 0;
        for (const auto &[m, n] : {std::pair(8, 64), std::pair(16, 32), std::pair(32, 128)}) {
            measure::RatioResult ratio = mean;
            ratio.shape = std::to_string(m) + "x" + std::to_string(n);
            ratio.sizes = {{"m", m}, {"n", n}};
            result.ratios.push_back(ratio);
            measure::VariantResult variant;
            variant.id = ratio.baseline;
            variant.shape = ratio.shape;
            variant.bytes = 1000 << step++;
            result.variants.push_back(variant);
        }
        const ChartSpec dots = built(queryOf(ChartKind::RatioOverSize), data);
        QCOMPARE(dots.series.first().points.size(), 3);
        QVERIFY(!dots.series.first().line);
        result.ratios[2].sizes = {{"m", 16}, {"n", 96}};
        QVERIFY(built(queryOf(ChartKind::RatioOverSize), data).series.first().line);
    }

    // Dots of the same size and ratio would be one; each keeps its height and its limit.
    void dotsOfOneSizeAreMovedApart()
    {
        ChartData data = chartData();
        measure::KernelResult &result = data.runs[0].result;
        result.ratios.erase(result.ratios.begin() + 1, result.ratios.end());
        const measure::RatioResult mean = result.ratios.front();
        for (const char *operation : {"a", "b", "c"}) {
            measure::RatioResult ratio = mean;
            ratio.operation = operation;
            ratio.shape = "64";
            ratio.sizes = {{"queries", 64}};
            ratio.limit = 2 * ratio.ratio;
            result.ratios.push_back(ratio);
        }
        const ChartSpec spec = built(queryOf(ChartKind::RatioOverSize), data);
        QVector<double> dots, limits;
        for (const ChartSeries &series : spec.series) {
            QVERIFY(!series.line);
            (series.limitOf < 0 ? dots : limits).append(series.points.first().x);
            QVERIFY(series.points.first().x >= spec.x.min && series.points.first().x <= spec.x.max);
            QCOMPARE(series.points.first().y, (series.limitOf < 0 ? 1 : 2) * mean.ratio);
        }
        QCOMPARE(dots.size(), 3);
        QCOMPARE(limits, dots);
        QCOMPARE(dots[0], 64.0);
        QVERIFY(dots[1] > 64 * 1.01 && dots[2] < 64 / 1.01);
        QVERIFY(spec.legendNote.en.find("moved apart") != std::string::npos);
    }

    void aSizeAxisHoldsTwoPowersOfTwo()
    {
        for (const int size : {5, 64, 100, 4160}) {
            ChartData data = chartData();
            for (measure::RatioResult &ratio : data.runs[0].result.ratios) {
                if (!ratio.sizes.empty()) {
                    ratio.sizes = {{"queries", size}, {"channels", 64}};
                }
            }
            const ChartSpec spec = built(queryOf(ChartKind::RatioOverSize), data);
            QVERIFY(std::floor(std::log2(spec.x.max)) - std::ceil(std::log2(spec.x.min)) >= 1);
            QVERIFY(spec.x.min < size && size < spec.x.max);
        }
    }

    void timesHaveRoundTicks_data()
    {
        QTest::addColumn<double>("days");
        QTest::addColumn<QString>("first");
        QTest::newRow("hours") << 0.5 << QStringLiteral("02-01 12:00");
        QTest::newRow("days") << 5.0 << QStringLiteral("2026-02-02");
        QTest::newRow("months") << 150.0 << QStringLiteral("2026-03");
        QTest::newRow("years") << 4000.0 << QStringLiteral("2028");
    }
    void timesHaveRoundTicks()
    {
        QFETCH(double, days);
        QFETCH(QString, first);
        const double from = 1769940000;  // 2026-02-01 10:00
        const auto ticks = timeTicks(from, from + days * 86400, 6);
        QVERIFY(ticks.size() >= 2 && ticks.size() <= 6);
        QCOMPARE(ticks.first().label, first);
        for (const TimeTick &tick : ticks) {
            QVERIFY(tick.at >= from && tick.at <= from + days * 86400);
        }
        QVERIFY(timeTicks(from, from, 6).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestChartKinds)
#include "test_chart_kinds.moc"
