// What a query chooses: order, metric, scale and limits, for every kind that has them.
#include "compare/chart_samples.h"
#include "compare/run_words.h"

#include <QJsonArray>
#include <QTest>

using namespace touchstone;
using namespace touchstone::compare;
using samples::built;
using samples::ChartData;
using samples::chartData;
using samples::queryOf;
using samples::refusalOf;
using samples::seriesOf;

namespace {

// Three papers: Beta claims little and holds much, alpha the other way round, and one without a
// measurement; and two claims of energy.
ChartData threePapers()
{
    ChartData data = chartData();
    const ComparisonRow measured = data.rows.first();
    data.rows.clear();
    const auto add = [&](const char *name, double claimed, double found, const char *metric) {
        ComparisonRow row = measured;
        row.paperId = row.paperShortName = QLatin1String(name);
        row.claim.id = QLatin1String(name) + QLatin1String(metric);
        row.claim.metric = QLatin1String(metric);
        row.claimed->claimId = row.claim.id;
        row.claimed->factor = claimed;
        if (found > 0) {
            row.measured.first().ratio.ratio = found;
        } else {
            row.measured.clear();
            row.answer = Answer::NotRun;
        }
        data.rows.append(row);
    };
    add("Beta", 1.5, 3, "speedup");
    add("alpha", 4, 2, "speedup");
    add("Gamma", 2, 0, "speedup");
    add("Beta", 8, 7, "energy");
    add("Delta", 9, 0, "energy");
    return data;
}

QStringList namesOf(const ChartSpec &spec)
{
    QStringList names;
    for (const Text &category : spec.y.categories) {
        names.append(QString::fromStdString(category.en));
    }
    return names;
}

ChartQuery ofAllPapers(ChartKind kind)
{
    ChartQuery query = queryOf(kind);
    query.technique = QStringLiteral("sparsity");  // so that claims without a figure are drawn
    return query;
}

}  // namespace

class TestChartQuery : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void queriesRoundTrip()
    {
        ChartQuery query{ChartKind::Roofline,
                         QStringLiteral("sparsity"),
                         QStringLiteral("tiles"),
                         {QStringLiteral("a"), QStringLiteral("b")},
                         true,
                         {QStringLiteral("desk"), QStringLiteral("cpu"), QStringLiteral("small")}};
        query.claim = QStringLiteral("c");
        query.order = ChartOrder::ByRatio;
        query.metric = QStringLiteral("memory");
        query.scale = ChartScale::Linear;
        query.xMin = 0.5;
        query.yMax = 7;
        const QJsonObject json = toJson(query);
        const auto back = chartQueryFromJson(json);
        QVERIFY(back.has_value());
        QCOMPARE(toJson(*back), json);
        QCOMPARE(back->order, query.order);
        QCOMPARE(back->scale, query.scale);
        QCOMPARE(back->xMin, query.xMin);
        QVERIFY(!back->xMax && !back->yMin);
        // A spec of before has no such fields.
        const auto older =
                chartQueryFromJson({{QStringLiteral("kind"), QStringLiteral("technique-strip")}});
        QVERIFY(older && older->order == ChartOrder::Natural && older->metric.isEmpty());
    }

    void everyWordIsReadBack()
    {
        for (const ChartKind kind : chartKinds()) {
            QCOMPARE(chartKindFromWord(toWord(kind)), std::optional(kind));
            for (const ChartOrder order : choicesOf(kind).orders) {
                QCOMPARE(chartOrderFromWord(toWord(order)), std::optional(order));
            }
            QCOMPARE(choicesOf(kind).orders.first(), ChartOrder::Natural);
        }
        QCOMPARE(chartKinds().size(), 8);
    }

    void wrongFieldsAreNamed_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QJsonValue>("value");
        QTest::newRow("kind") << QStringLiteral("kind") << QJsonValue(QStringLiteral("pie"));
        QTest::newRow("order") << QStringLiteral("order") << QJsonValue(QStringLiteral("random"));
        QTest::newRow("scale") << QStringLiteral("scale") << QJsonValue(QStringLiteral("cubic"));
        QTest::newRow("metric") << QStringLiteral("metric") << QJsonValue(3);
        QTest::newRow("x_min") << QStringLiteral("x_min") << QJsonValue(QStringLiteral("low"));
        QTest::newRow("y_max") << QStringLiteral("y_max") << QJsonValue(true);
        QTest::newRow("papers") << QStringLiteral("papers") << QJsonValue(QJsonArray{1});
    }
    void wrongFieldsAreNamed()
    {
        QFETCH(QString, field);
        QFETCH(QJsonValue, value);
        QJsonObject json = toJson(ChartQuery());
        json[field] = value;
        const auto refused = chartQueryFromJson(json);
        QVERIFY(!refused);
        const QString message = QString::fromStdString(refused.error().message.en);
        QVERIFY2(message.startsWith(QStringLiteral("query.") + field), qPrintable(message));
    }

    void ordersSortTheLines_data()
    {
        QTest::addColumn<int>("order");
        QTest::addColumn<QStringList>("names");
        const QString alpha = QStringLiteral("alpha"), beta = QStringLiteral("Beta"),
                      gamma = QStringLiteral("Gamma");
        QTest::newRow("natural") << int(ChartOrder::Natural) << QStringList{beta, alpha, gamma};
        QTest::newRow("claimed") << int(ChartOrder::ByClaimed) << QStringList{alpha, gamma, beta};
        QTest::newRow("measured") << int(ChartOrder::ByMeasured) << QStringList{beta, alpha, gamma};
        QTest::newRow("ratio") << int(ChartOrder::ByRatio) << QStringList{beta, alpha, gamma};
        QTest::newRow("paper") << int(ChartOrder::ByPaper) << QStringList{alpha, beta, gamma};
    }
    void ordersSortTheLines()
    {
        QFETCH(int, order);
        QFETCH(QStringList, names);
        ChartQuery query = ofAllPapers(ChartKind::ClaimsVsMeasured);
        query.order = ChartOrder(order);
        const ChartSpec spec = built(query, threePapers());
        QCOMPARE(namesOf(spec), names);
        for (const ChartSeries &series : spec.series) {
            for (const ChartPoint &point : series.points) {
                QCOMPARE(point.label, names[int(point.y)]);
                const Text &cell = spec.table.rows[point.row].first();
                QCOMPARE(QString::fromStdString(cell.en), point.label);
            }
        }
    }

    void pointsWithoutLinesAndTheirTableAreSortedToo()
    {
        ChartQuery query = queryOf(ChartKind::ClaimedOverMeasured);
        query.order = ChartOrder::ByClaimed;
        const ChartSpec spec = built(query, threePapers());
        QCOMPARE(spec.table.rows.size(), 2);
        QCOMPARE(spec.table.rows[0][0].en, std::string("alpha"));
        const ChartSeries *drawn = seriesOf(spec, MarkStyle::Measurement);
        QCOMPARE(drawn->points[0].label.left(5), QStringLiteral("alpha"));
        QCOMPARE(drawn->points[0].row, 0);
    }

    void ordersThatMeanNothingAreRefused()
    {
        for (const ChartKind kind : chartKinds()) {
            for (const ChartOrder order :
                 {ChartOrder::Natural, ChartOrder::ByClaimed, ChartOrder::ByMeasured,
                  ChartOrder::ByRatio, ChartOrder::ByPaper}) {
                ChartQuery query = queryOf(kind);
                query.order = order;
                const QString refusal = refusalOf(query);
                QCOMPARE(refusal.isEmpty(), choicesOf(kind).orders.contains(order));
                QVERIFY(refusal.isEmpty() || refusal.startsWith(QStringLiteral("order: ")));
            }
        }
    }

    void metricsDoNotShareAnAxis()
    {
        for (const ChartKind kind : {ChartKind::ClaimsVsMeasured, ChartKind::ClaimedOverMeasured,
                                     ChartKind::TechniqueStrip}) {
            ChartQuery query = ofAllPapers(kind);
            const ChartSpec speed = built(query, threePapers());
            QVERIFY2(speed.subtitle.en.find("Metric: speedup.") != std::string::npos
                             || speed.subtitle.en.find("Metric: Speedup.") != std::string::npos,
                     speed.subtitle.en.c_str());
            QVERIFY(speed.subtitle.en.find("Energy (2)") != std::string::npos);
            QVERIFY(speed.subtitle.zh.find("能耗（2）") != std::string::npos);
            QVERIFY(speed.x.max < 6);  // the energy of 8x is not there
            query.metric = QStringLiteral("energy");
            const ChartSpec energy = built(query, threePapers());
            QVERIFY(energy.subtitle.en.find("Speedup (3)") != std::string::npos);
            QVERIFY(energy.x.max > 7);
            query.metric = QStringLiteral("beauty");
            QVERIFY(refusalOf(query, threePapers()).contains(QStringLiteral("beauty")));
        }
        ChartQuery roofline = queryOf(ChartKind::Roofline);
        roofline.metric = QStringLiteral("energy");
        QVERIFY(refusalOf(roofline).startsWith(QStringLiteral("metric: ")));
    }

    // Two claims of energy have a figure, three of speed have none: what has an answer is shown.
    void theMetricWithFiguresIsShownFirst()
    {
        ChartData data = threePapers();
        for (ComparisonRow &row : data.rows) {
            if (row.claim.metric == QLatin1String("speedup")) {
                row.measured.clear();
            }
        }
        const ChartSpec spec = built(ofAllPapers(ChartKind::ClaimsVsMeasured), data);
        QVERIFY(spec.subtitle.en.find("Metric: Energy.") != std::string::npos);
    }

    void ratiosOfOneQuantityShareAnAxis()
    {
        ChartData data = chartData();
        for (measure::RatioResult &ratio : data.runs[0].result.ratios) {
            if (ratio.baseline == "dense") {
                ratio.quantity = "bits-per-weight";
            }
        }
        data.runs[0].result.ratios.pop_back();  // fewer of time
        const ChartSpec bits = built(queryOf(ChartKind::RatioOverSize), data);
        for (const auto &row : bits.table.rows) {
            QCOMPARE(row[3].en, std::string("dense"));
        }
        QVERIFY2(bits.subtitle.en.find("Speedup (1)") != std::string::npos,
                 bits.subtitle.en.c_str());
        ChartQuery query = queryOf(ChartKind::RatioOverSize);
        query.metric = QStringLiteral("speedup");
        for (ComparisonRow &row : data.rows) {
            row.quantity = QStringLiteral("time");
        }
        const ChartSpec time = built(query, data);
        QCOMPARE(time.table.rows.size(), 1);
        const std::string bitsLeftOut =
                quantityWords(QStringLiteral("bits-per-weight")).en + " (2)";
        QVERIFY2(time.subtitle.en.find(bitsLeftOut) != std::string::npos, time.subtitle.en.c_str());
    }

    void categoriesHaveTheirMetricBelow()
    {
        const ChartSpec spec = built(ofAllPapers(ChartKind::ClaimsVsMeasured), threePapers());
        QCOMPARE(spec.y.details.size(), spec.y.categories.size());
        QCOMPARE(spec.y.details[0].en, std::string("Speedup (×)"));
        QCOMPARE(spec.y.details[0].zh, std::string("加速（×）"));
        ChartSpec broken = spec;
        broken.y.details.removeLast();
        const auto refused = chartSpecFromJson(toJson(broken));
        QVERIFY(!refused);
        QVERIFY(refused.error().message.en.find("y.details") != std::string::npos);
    }

    void scalesAndLimits()
    {
        ChartQuery query = queryOf(ChartKind::ClaimsVsMeasured);
        QVERIFY(built(query).x.log2);
        QVERIFY(built(query).x.title.en.find("log scale") != std::string::npos);
        query.scale = ChartScale::Linear;
        query.xMin = -1;
        query.xMax = 2.1;
        const ChartSpec linear = built(query);
        QVERIFY(!linear.x.log2);
        QVERIFY(linear.x.title.en.find("log scale") == std::string::npos);
        QCOMPARE(linear.x.min, -1.0);
        QCOMPARE(linear.x.max, 2.1);
        QVERIFY(linear.dropped.last().en.find("outside the chosen limits") != std::string::npos);
        QVERIFY(chartSpecFromJson(toJson(linear)));
        query.scale = ChartScale::Automatic;
        QVERIFY(refusalOf(query).startsWith(QStringLiteral("x_min: a logarithmic axis")));
        query.xMin = 3;
        QVERIFY2(refusalOf(query).startsWith(QStringLiteral("x_min: nothing lies between")),
                 qPrintable(refusalOf(query)));
        query.xMin = std::nullopt;
        query.xMax = 0.1;
        QVERIFY(refusalOf(query).startsWith(QStringLiteral("x_max: nothing lies between")));
    }

    void limitsOfBothAxes()
    {
        ChartQuery query = queryOf(ChartKind::ClaimedOverMeasured);
        query.xMin = 1;
        query.yMin = 2;
        query.yMax = 16;
        const ChartSpec spec = built(query);
        QCOMPARE(spec.y.min, 2.0);
        const ChartSeries *identity = seriesOf(spec, MarkStyle::Guide);
        QCOMPARE(identity->points[0].x, 2.0);
        QCOMPARE(identity->points[1].x, spec.x.max);
        for (const ChartKind kind : chartKinds()) {
            ChartQuery other = queryOf(kind);
            other.yMax = 1e12;
            QCOMPARE(refusalOf(other).isEmpty(), choicesOf(kind).yLimits);
        }
        // A roof reaches as far as the axis.
        ChartData data = chartData();
        data.runs[0].probes = {{"fma_1t_gflops", 50}, {"copy_1t_gbps", 10}};
        ChartQuery roofline = queryOf(ChartKind::Roofline);
        roofline.xMax = 4096;
        const ChartSpec wide = built(roofline, data);
        QCOMPARE(seriesOf(wide, MarkStyle::Limit)->points.last().x, 4096.0);
    }

    void countsHaveNoLogarithm()
    {
        ChartQuery query = queryOf(ChartKind::VerdictOverview);
        query.scale = ChartScale::Logarithmic;
        QVERIFY(refusalOf(query).startsWith(QStringLiteral("scale: ")));
        query.scale = ChartScale::Automatic;
        query.claim = QStringLiteral("exact");
        QVERIFY(refusalOf(query).startsWith(QStringLiteral("claim: ")));
    }
};

QTEST_GUILESS_MAIN(TestChartQuery)
#include "test_chart_query.moc"
