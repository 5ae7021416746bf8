// Layout: ticks, clipping, text, and no overlapping labels.
#include "charts/chart_scene.h"
#include "charts/chart_text.h"
#include "charts/overlay.h"
#include "charts/polylines.h"
#include "charts/sample_charts.h"
#include "charts/scene_texts.h"
#include "charts/strict_messages.h"
#include "charts/ticks.h"

#include <QFontInfo>

#include <cmath>

using namespace touchstone;
using compare::ChartAxis;
using compare::ChartKind;

namespace {

ChartAxis logAxis(double min, double max)
{
    return {{}, true, min, max, {}};
}

QStringList labelsOf(const QVector<ui::Tick> &ticks)
{
    QStringList labels;
    for (const ui::Tick &tick : ticks) {
        if (!tick.label.isEmpty()) {
            labels.append(tick.label);
        }
    }
    return labels;
}

}  // namespace

class TestLayout : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { qInstallMessageHandler(samples::failOnMessage); }
    void cleanupTestCase() { qInstallMessageHandler(nullptr); }

    void ticksStandAtPowersOfTwo()
    {
        QCOMPARE(labelsOf(ui::axisTicks(logAxis(0.4, 9), 300, 40)),
                 (QStringList{QStringLiteral("0.5"), QStringLiteral("1"), QStringLiteral("2"),
                              QStringLiteral("4"), QStringLiteral("8")}));
        const QStringList wide = labelsOf(ui::axisTicks(logAxis(1, 1e9), 300, 40));
        QVERIFY(wide.size() >= 4 && wide.size() <= 8);
        QVERIFY(wide.contains(QStringLiteral("1")));
    }

    void aNarrowAxisStillHasTicks()
    {
        const QVector<ui::Tick> ticks = ui::axisTicks(logAxis(0.96, 1.13), 300, 40);
        QVERIFY(labelsOf(ticks).size() >= 3);
        QVERIFY(labelsOf(ticks).contains(QStringLiteral("1")));
        for (const ui::Tick &tick : ticks) {
            QVERIFY(tick.value >= 0.96 && tick.value <= 1.13);
        }
    }

    // Unevenly spaced, they show that an axis is logarithmic.
    void minorTicksShowALogarithmicScale_data()
    {
        QTest::addColumn<double>("max");
        QTest::addColumn<bool>("sizes");
        for (const double max : {1.3, 3.0, 9.0, 60.0, 1e9, 1e90}) {
            QTest::addRow("1 to %g", max) << max << false;
        }
        QTest::addRow("sizes") << 1e9 << true;
    }
    void minorTicksShowALogarithmicScale()
    {
        QFETCH(double, max);
        QFETCH(bool, sizes);
        ChartAxis axis = logAxis(0.97, max);
        axis.values = sizes ? compare::AxisValues::Sizes : compare::AxisValues::Numbers;
        int minor = 0;
        double last = -1e9;
        for (const ui::Tick &tick : ui::axisTicks(axis, 300, 40)) {
            minor += tick.label.isEmpty() ? 1 : 0;
            const double place = ui::axisPosition(axis, tick.value) * 300;
            QVERIFY(place >= -1e-6 && place <= 300 + 1e-6);
            QVERIFY2(place - last > 4.5, qPrintable(QString::number(tick.value)));
            QVERIFY(!sizes || std::exp2(std::round(std::log2(tick.value))) == tick.value);
            last = place;
        }
        QVERIFY(minor >= 3);
        axis.log2 = false;
        for (const ui::Tick &tick : ui::axisTicks(axis, 300, 40)) {
            QVERIFY(!tick.label.isEmpty());
        }
    }

    void ticksKeepTheirDistance()
    {
        for (const double max : {1.01, 1.5, 3.0, 10.0, 1e3, 1e12}) {
            const ChartAxis axis = logAxis(0.9, max);
            double last = -1e9;
            for (const ui::Tick &tick : ui::axisTicks(axis, 300, 40)) {
                if (!tick.label.isEmpty()) {
                    const double place = ui::axisPosition(axis, tick.value) * 300;
                    QVERIFY2(place - last > 38, qPrintable(tick.label));
                    last = place;
                }
            }
        }
    }

    void tickLabels()
    {
        QCOMPARE(ui::tickLabel(0.25), QStringLiteral("0.25"));
        QCOMPARE(ui::tickLabel(8192), QStringLiteral("8192"));
        QCOMPARE(ui::tickLabel(65536), QStringLiteral("64Ki"));
        QCOMPARE(ui::tickLabel(std::exp2(31)), QStringLiteral("2Gi"));
    }

    void linesAndAreasAreCut()
    {
        const QRectF area(0, 0, 10, 10);
        const auto pieces = ui::clippedLine(
                QPolygonF(QVector<QPointF>{{-5, 5}, {5, 5}, {5, 25}, {8, 25}, {8, 5}}), area);
        QCOMPARE(pieces.size(), 2);
        for (const QPolygonF &piece : pieces) {
            for (const QPointF &point : piece) {
                QVERIFY(area.adjusted(-1e-9, -1e-9, 1e-9, 1e-9).contains(point));
            }
        }
        const QPolygonF square(QVector<QPointF>{{-5, -5}, {5, -5}, {5, 5}, {-5, 5}});
        QCOMPARE(ui::clippedArea(square, area).boundingRect(), QRectF(0, 0, 5, 5));
        QVERIFY(ui::clippedArea(square.translated(100, 100), area).isEmpty());
        QVERIFY(ui::clippedLine({}, area).isEmpty());
        QVERIFY(ui::clippedArea({}, area).isEmpty());
    }

    void longLinesAreThinned()
    {
        QPolygonF line;
        for (int i = 0; i < 100000; ++i) {
            line.append(QPointF(i * 0.001, i == 5000 ? 90 : i % 7));
        }
        const QPolygonF thin = ui::thinnedLine(line);
        QVERIFY(thin.size() <= 2 * 51 + 2);
        QCOMPARE(thin.boundingRect(), line.boundingRect());
        QCOMPARE(thin.first(), line.first());
        QCOMPARE(thin.last(), line.last());
        const QPolygonF apart(QVector<QPointF>{{0, 1}, {5, 2}, {9, 0}});
        QCOMPARE(ui::thinnedLine(apart), apart);
    }

    void theFontIsNamed()
    {
        if (QFontInfo(QFont(QStringLiteral("Noto Sans CJK SC"))).family()
            != QStringLiteral("Noto Sans CJK SC")) {
            QSKIP("Noto Sans CJK SC is not installed");
        }
        QCOMPARE(QFontInfo(ui::ChartFont(12).font()).family(), QStringLiteral("Noto Sans CJK SC"));
    }

    void lettersWithoutAFontAreNamed()
    {
        if (!QFontMetricsF(ui::ChartFont(12).font()).inFont(QChar(0x8bba))) {
            QSKIP("no font for Chinese is installed");
        }
        compare::ChartSpec spec = samples::chart(ChartKind::ClaimsVsMeasured, 3);
        ui::ChartStyle style;
        style.language = Language::Chinese;
        QVERIFY(!ui::fontWarning(spec, style));
        // Of Linear A, which fonts for Chinese do not have; in the plane of surrogate pairs.
        const std::u32string letters = U"\U00010600\U00010601";
        spec.y.categories[1].zh = QString::fromStdU32String(letters).toStdString();
        QCOMPARE(ui::lettersWithoutFont(spec, style).toStdU32String(), letters);
        const auto warning = ui::fontWarning(spec, style);
        QVERIFY(warning && warning->en.find("2 letters") != std::string::npos);
        QVERIFY(warning->zh.find("fonts-noto-cjk") != std::string::npos);
        style.language = Language::English;
        QVERIFY(!ui::fontWarning(spec, style));
    }

    void textIsFitted()
    {
        const ui::ChartFont font(12);
        const QString chinese = QStringLiteral("稀疏注意力的加速比").repeated(10);
        const QStringList lines = font.wrapped(chinese, 200, 2);
        QCOMPARE(lines.size(), 2);
        for (const QString &line : lines) {
            QVERIFY(font.width(line) <= 200);
        }
        QVERIFY(lines.last().endsWith(QChar(0x2026)));
        QCOMPARE(font.wrapped(QStringLiteral("short"), 200, 2),
                 QStringList{QStringLiteral("short")});
        QVERIFY(font.wrapped(QString(), 200, 2).isEmpty());
        ui::ChartStyle both;
        both.bothLanguages = true;
        QCOMPARE(ui::shownText({"CAST – speedup", "CAST – 加速比"}, both),
                 QStringLiteral("CAST – speedup / 加速比"));
        QCOMPARE(ui::shownText({"1.2×", "1.2×"}, both), QStringLiteral("1.2×"));
    }

    void nothingOverlaps_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("points");
        for (int kind = 0; kind <= int(ChartKind::VerdictOverview); ++kind) {
            for (const int points : {1, 8, 40, 300}) {
                QTest::addRow("%s %d", qPrintable(compare::toWord(ChartKind(kind))), points)
                        << kind << points;
            }
        }
    }
    void nothingOverlaps()
    {
        QFETCH(int, kind);
        QFETCH(int, points);
        const compare::ChartSpec spec = samples::chart(ChartKind(kind), points);
        for (const auto size :
             {ui::ChartSize::SingleColumn, ui::ChartSize::DoubleColumn, ui::ChartSize::Slide}) {
            for (int look = 0; look < 6; ++look) {
                ui::ChartStyle style;
                style.size = size;
                style.bothLanguages = look % 3 == 2;
                style.language = look % 3 == 0 ? Language::English : Language::Chinese;
                style.theme = look < 3 ? ui::ChartTheme::Dark : ui::ChartTheme::Light;
                const auto scene = ui::buildChart(spec, style, ui::printFrame(size));
                QVector<QRectF> boxes;
                for (const samples::SceneText &text : samples::textsOf(*scene)) {
                    QVERIFY2(scene->sceneRect().contains(text.box), qPrintable(text.text));
                    for (const QRectF &other : boxes) {
                        QVERIFY2(!text.box.intersects(other), qPrintable(text.text));
                    }
                    boxes.append(text.box);
                }
                QVERIFY(boxes.size() > 4);
            }
        }
    }

    void everyPartNamesItsFont()
    {
        for (int kind = 0; kind <= int(ChartKind::VerdictOverview); ++kind) {
            const auto scene =
                    ui::buildChart(samples::chart(ChartKind(kind), 8), {}, ui::ChartFrame());
            for (const samples::SceneText &text : samples::textsOf(*scene)) {
                QCOMPARE(text.font.families(), ui::chartFontFamilies());
            }
        }
    }

    // A mark is where its interval is: QChart alone places it half an edge beside the point.
    void marksAreCentred()
    {
        for (int kind = 0; kind <= int(ChartKind::VerdictOverview); ++kind) {
            const auto scene =
                    ui::buildChart(samples::chart(ChartKind(kind), 8), {}, ui::ChartFrame());
            int centred = 0;
            for (const QPointF &centre : samples::markerCentres(*scene)) {
                double nearest = 1e9;
                for (const ui::PlacedMark &mark : scene->marks()) {
                    nearest = std::min(nearest, QLineF(centre, mark.area.center()).length());
                }
                QVERIFY2(nearest < 0.1, qPrintable(QString::number(nearest)));
                ++centred;
            }
            QVERIFY(centred >= 3 || ChartKind(kind) == ChartKind::VerdictOverview);
        }
    }

    // What says something about a mark lies above it.
    void aRegressionIsSeen()
    {
        const compare::ChartSpec spec = samples::chart(ChartKind::History, 8);
        const auto scene = ui::buildChart(spec, {}, ui::ChartFrame());
        int marks = 0;
        for (const QGraphicsItem *item : scene->items()) {
            const auto *overlay = dynamic_cast<const ui::OverlayItem *>(item);
            if (overlay && overlay->zValue() > 4) {  // that of series
                for (const auto &layer : overlay->layers()) {
                    marks += int(layer.shapes.size());
                }
            }
        }
        QCOMPARE(marks, int(spec.series[1].points.size()));
    }

    void equalLabelsKeepTheirRows()
    {
        compare::ChartSpec spec = samples::chart(ChartKind::ClaimsVsMeasured, 8);
        for (Text &category : spec.y.categories) {
            category = {"FURINA – speedup", "FURINA – 加速比"};
        }
        const auto scene = ui::buildChart(spec, {}, ui::ChartFrame());
        int names = 0;
        for (const samples::SceneText &text : samples::textsOf(*scene)) {
            names += text.text.startsWith(QStringLiteral("FURINA")) ? 1 : 0;
        }
        QCOMPARE(names, 8);
    }

    void pointsAreNamedInTheLanguageOfTheChart()
    {
        compare::ChartSpec spec = samples::chart(ChartKind::ClaimedOverMeasured, 1);
        compare::ChartPoint &point = spec.series[0].points[0];
        const auto isShown = [&spec](const QString &name, Language language) {
            ui::ChartStyle style;
            style.language = language;
            const auto scene = ui::buildChart(spec, style, ui::ChartFrame());
            const auto texts = samples::textsOf(*scene);
            return std::any_of(texts.begin(), texts.end(),
                               [&name](const auto &text) { return text.text == name; });
        };
        QVERIFY(isShown(point.label, Language::Chinese));
        point.name = {"tiled attention", "分块注意力"};
        QVERIFY(isShown(QStringLiteral("tiled attention"), Language::English));
        QVERIFY(isShown(QStringLiteral("分块注意力"), Language::Chinese));
        QVERIFY(!isShown(point.label, Language::Chinese));
    }

    // Unlike a grid line, the flat part of a roof may not strike a name through.
    void noNameLiesOnARoof()
    {
        const compare::ChartSpec spec = samples::chart(ChartKind::Roofline, 40);
        const auto scene = ui::buildChart(spec, {}, ui::printFrame(ui::ChartSize::DoubleColumn));
        const QRectF &plot = scene->page().plot;
        const double top =
                (ui::fullRange(spec).y.high - std::log2(80)) / ui::fullRange(spec).y.length();
        const double roof = plot.top() + top * plot.height();
        for (const samples::SceneText &text : samples::textsOf(*scene)) {
            QVERIFY2(!plot.contains(text.box) || text.box.top() > roof || text.box.bottom() < roof,
                     qPrintable(text.text));
        }
    }

    // The second line of a category is never cut, however long its name.
    void detailsAreWhole()
    {
        compare::ChartSpec spec = samples::chart(ChartKind::ClaimsVsMeasured, 3);
        spec.y.categories[1] = {std::string(300, 'W'), std::string(300, 'W')};
        spec.y.details[1] = {"time to the first token, 95th percentile (ms)",
                             "首个词元延迟第 95 百分位（毫秒）"};
        for (const auto size : {ui::ChartSize::SingleColumn, ui::ChartSize::Slide}) {
            const auto scene = ui::buildChart(spec, {}, ui::printFrame(size));
            const auto texts = samples::textsOf(*scene);
            const auto whole = std::find_if(texts.begin(), texts.end(), [&](const auto &text) {
                return text.text == QString::fromStdString(spec.y.details[1].en);
            });
            QVERIFY(whole != texts.end());
            QVERIFY(scene->sceneRect().contains(whole->box));
            QVERIFY(scene->page().plot.width() > 50);
        }
    }

    // A bar begins where the one before ends; without a hidden series the others move together.
    void barsAreStacked()
    {
        const compare::ChartSpec spec = samples::chart(ChartKind::VerdictOverview, 4);
        const auto scene = ui::buildChart(spec, {}, ui::ChartFrame());
        const auto ofLine = [&](int line) {
            QVector<ui::PlacedMark> bars;
            for (const ui::PlacedMark &mark : scene->marks()) {
                if (spec.series[mark.series].points[mark.point].y == line) {
                    bars.append(mark);
                }
            }
            return bars;
        };
        const QVector<ui::PlacedMark> bars = ofLine(1);
        QVERIFY(bars.size() >= 2);
        QVERIFY(std::abs(bars[0].area.left() - scene->page().plot.left()) < 0.01);
        for (qsizetype i = 1; i < bars.size(); ++i) {
            QVERIFY(std::abs(bars[i].area.left() - bars[i - 1].area.right()) < 0.01);
        }
        const auto drawn = samples::barRects(*scene);
        for (const ui::PlacedMark &bar : bars) {
            QVERIFY(std::any_of(drawn.begin(), drawn.end(), [&bar](const QRectF &rect) {
                const QRectF &area = bar.area;
                return std::abs(rect.left() - area.left()) < 1.5
                       && std::abs(rect.right() - area.right()) < 1.5
                       && std::abs(rect.center().y() - area.center().y()) < 1.5;
            }));
        }
        scene->setSeriesVisible(bars[0].series, false);
        QVERIFY(std::abs(ofLine(1)[0].area.left() - scene->page().plot.left()) < 0.01);
    }

    void pointsOutsideTheAxesAreLeftOut()
    {
        compare::ChartSpec spec = samples::chart(ChartKind::ClaimedOverMeasured, 8);
        spec.series[0].points[0].x = -1;
        spec.series[0].points[1].y = 1e9;
        spec.series[0].points[2].xHigh = 1e9;
        const auto scene = ui::buildChart(spec, {}, ui::printFrame(ui::ChartSize::DoubleColumn));
        QCOMPARE(scene->marks().size(), 6);
        for (const ui::PlacedMark &mark : scene->marks()) {
            QVERIFY(scene->page().plot.contains(mark.area.center()));
        }
    }

    void aRangeStaysWithinItsChart()
    {
        const auto spec = samples::chart(ChartKind::ClaimedOverMeasured, 8);
        const ui::ChartRange full = ui::fullRange(spec);
        ui::ChartRange range = ui::zoomed(full, full, 0.5, full.x.low, full.y.high);
        QCOMPARE(range.x.low, full.x.low);
        QCOMPARE(range.y.high, full.y.high);
        QVERIFY(std::abs(range.x.length() - full.x.length() / 2) < 1e-9);
        range = ui::moved(range, full, 1e3, -1e3);
        QCOMPARE(range.x.high, full.x.high);
        QCOMPARE(range.y.low, full.y.low);
        QVERIFY(std::abs(range.x.length() - full.x.length() / 2) < 1e-9);
        QCOMPARE(ui::zoomed(range, full, 1e9, range.x.low, range.y.low), full);
        for (int i = 0; i < 200; ++i) {
            range = ui::zoomed(range, full, 0.5, range.x.low, range.y.low);
        }
        QVERIFY(range.x.length() > 0);
    }
};

QTEST_MAIN(TestLayout)
#include "test_layout.moc"
