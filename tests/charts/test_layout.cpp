// Layout: ticks, clipping, text, and no overlapping labels.
#include "charts/chart_layout.h"
#include "charts/chart_text.h"
#include "charts/polylines.h"
#include "charts/sample_charts.h"
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

QRectF boxOf(const ui::DrawnText &text)
{
    const double width = ui::ChartFont(text.pixels, text.bold).width(text.text);
    const double left = text.anchor == ui::TextAnchor::Start    ? 0
                        : text.anchor == ui::TextAnchor::Middle ? -width / 2
                                                                : -width;
    // From cap height to the baseline: the inked part of nearly all letters.
    const QRectF flat(left, -0.72 * text.pixels, width, 0.8 * text.pixels);
    return text.upwards ? QRectF(text.at.x() + flat.top(), text.at.y() - flat.right(),
                                 flat.height(), flat.width())
                        : flat.translated(text.at);
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

    void ticksKeepTheirDistance()
    {
        for (const double max : {1.01, 1.5, 3.0, 10.0, 1e3, 1e12}) {
            const ChartAxis axis = logAxis(0.9, max);
            double last = -1e9;
            for (const ui::Tick &tick : ui::axisTicks(axis, 300, 40)) {
                if (!tick.label.isEmpty()) {
                    const double place = ui::axisPosition(axis, tick.value) * 300;
                    QVERIFY2(place - last > 18, qPrintable(tick.label));
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
        for (int kind = 0; kind <= int(ChartKind::BaselineShare); ++kind) {
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
            for (const bool both : {false, true}) {
                ui::ChartStyle style;
                style.size = size;
                style.bothLanguages = both;
                style.language = Language::Chinese;
                const ui::Drawing drawing = ui::layoutChart(spec, style, ui::printFrame(size));
                const QRectF page(QPointF(), drawing.size);
                QVector<QRectF> boxes;
                for (const ui::DrawnText &text : drawing.texts) {
                    const QRectF box = boxOf(text);
                    QVERIFY2(page.contains(box), qPrintable(text.text));
                    for (const QRectF &other : boxes) {
                        QVERIFY2(!box.intersects(other), qPrintable(text.text));
                    }
                    boxes.append(box);
                }
            }
        }
    }

    void pointsOutsideTheAxesAreLeftOut()
    {
        compare::ChartSpec spec = samples::chart(ChartKind::ClaimedOverMeasured, 8);
        spec.series[0].points[0].x = -1;
        spec.series[0].points[1].y = 1e9;
        spec.series[0].points[2].xHigh = 1e9;
        const ui::Drawing drawing =
                ui::layoutChart(spec, {}, ui::printFrame(ui::ChartSize::DoubleColumn));
        QCOMPARE(drawing.marks.size(), 6);
        for (const ui::DrawnShape &shape : drawing.shapes) {
            QVERIFY(shape.points.boundingRect().right() <= drawing.size.width());
        }
    }
};

QTEST_MAIN(TestLayout)
#include "test_layout.moc"
