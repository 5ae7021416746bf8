// What the view draws of a chart is what the whole chart has there, however it is scrolled, zoomed
// and resized.
#include "charts/chart_view.h"
#include "charts/sample_charts.h"
#include "charts/scene_texts.h"
#include "charts/strict_messages.h"

#include <QScrollBar>
#include <QtTest>

#include <cmath>

using namespace touchstone;
using compare::ChartKind;
using ui::ChartView;

namespace {

// What is drawn within a part of the scene, in whole pixels.
QStringList drawnIn(const ui::ChartScene &scene, const QRectF &part)
{
    QStringList drawn;
    const auto add = [&](const QString &what, const QRectF &box) {
        if (part.contains(box.center())) {
            drawn.append(QStringLiteral("%1 %2 %3")
                                 .arg(what)
                                 .arg(std::lround(box.center().x()))
                                 .arg(std::lround(box.center().y())));
        }
    };
    for (const QPointF &centre : samples::markerCentres(scene)) {
        add(QStringLiteral("mark"), QRectF(centre, QSizeF()));
    }
    for (const QRectF &bar : samples::barRects(scene)) {
        add(QStringLiteral("bar"), bar);
    }
    for (const samples::SceneText &text : samples::textsOf(scene)) {
        add(text.text, text.box);
    }
    drawn.sort();
    return drawn;
}

void show(ChartView &view, const compare::ChartSpec &spec, const QSize &size)
{
    view.resize(size);
    view.setSpec(spec, {});
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
}

}  // namespace

class TestChartSight : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { qInstallMessageHandler(samples::failOnMessage); }
    void cleanupTestCase() { qInstallMessageHandler(nullptr); }

    // A chart of many windows draws what is in sight, wherever it is scrolled to.
    void aTallChartDrawsWhatIsSeen_data()
    {
        QTest::addColumn<int>("kind");
        for (const ChartKind kind : {ChartKind::ClaimsVsMeasured, ChartKind::TechniqueStrip,
                                     ChartKind::BaselineShare, ChartKind::VerdictOverview}) {
            QTest::newRow(qPrintable(compare::toWord(kind))) << int(kind);
        }
    }
    void aTallChartDrawsWhatIsSeen()
    {
        QFETCH(int, kind);
        const compare::ChartSpec spec = samples::chart(ChartKind(kind), 300);
        ChartView view;
        show(view, spec, {800, 500});
        const QSizeF room = view.viewport()->size();
        const auto whole = ui::buildChart(spec, {}, {room.width(), room.height(), 13});
        QCOMPARE(view.chart().sceneRect(), whole->sceneRect());
        QVERIFY(samples::markerCentres(view.chart()).size() + samples::barRects(view.chart()).size()
                < (samples::markerCentres(*whole).size() + samples::barRects(*whole).size()) / 2);
        const int end = view.verticalScrollBar()->maximum();
        for (const int at : {0, 150, 700, end / 2, end, end - 200, 20}) {
            view.verticalScrollBar()->setValue(at);
            const QRectF sight = view.mapToScene(view.viewport()->rect()).boundingRect();
            QCOMPARE(drawnIn(view.chart(), sight), drawnIn(*whole, sight));
        }
        // A series switched off and on again while something else is in sight.
        view.setSeriesVisible(1, false);
        view.verticalScrollBar()->setValue(end / 3);
        view.setSeriesVisible(1, true);
        const QRectF sight = view.mapToScene(view.viewport()->rect()).boundingRect();
        QCOMPARE(drawnIn(view.chart(), sight), drawnIn(*whole, sight));
        QTest::keyClick(&view, Qt::Key_End);
        const QRectF last = view.mapToScene(view.viewport()->rect()).boundingRect();
        QCOMPARE(drawnIn(view.chart(), last), drawnIn(*whole, last));
    }

    // Also the labels at the edges of a range that begins and ends anywhere.
    void noLabelLeavesTheWindow()
    {
        for (int kind = 0; kind <= int(ChartKind::VerdictOverview); ++kind) {
            ChartView view;
            show(view, samples::chart(ChartKind(kind), 20), {700, 480});
            for (int step = 0; step < 8; ++step) {
                view.zoomIn();
                for (const samples::SceneText &text : samples::textsOf(view.chart())) {
                    QVERIFY2(view.chart().sceneRect().contains(text.box), qPrintable(text.text));
                }
            }
        }
    }

    // A window resized while its chart is zoomed has all marks again after the reset.
    void aZoomedChartSurvivesResizing()
    {
        for (const ChartKind kind : {ChartKind::ClaimedOverMeasured, ChartKind::RatioOverSize}) {
            ChartView view, fresh;
            show(view, samples::chart(kind, 20), {800, 500});
            for (int i = 0; i < 12; ++i) {
                view.zoomIn();
            }
            view.resize(700, 480);
            QVERIFY(view.isZoomed());
            view.resetView();
            show(fresh, samples::chart(kind, 20), {700, 480});
            const QRectF page = fresh.chart().sceneRect();
            QCOMPARE(drawnIn(view.chart(), page), drawnIn(fresh.chart(), page));
        }
    }
};

QTEST_MAIN(TestChartSight)
#include "test_chart_sight.moc"
