// The chart on screen: every mark can be reached and opened by mouse and by keyboard.
#include "charts/chart_view.h"
#include "charts/sample_charts.h"
#include "charts/strict_messages.h"

#include <QPainter>
#include <QScrollBar>
#include <QSignalSpy>
#include <QToolTip>

using namespace touchstone;
using compare::ChartKind;
using ui::ChartView;

class TestChartView : public QObject {
    Q_OBJECT
private:
    static QImage pictureOf(ChartView &view) { return view.grab().toImage(); }
    static QPoint centreOf(const ChartView &view, int mark)
    {
        const QPointF centre = view.drawing().marks[mark].area.center();
        return {int(centre.x()), int(centre.y()) - view.verticalScrollBar()->value()};
    }

private Q_SLOTS:
    void initTestCase() { qInstallMessageHandler(samples::failOnMessage); }
    void cleanupTestCase() { qInstallMessageHandler(nullptr); }

    void everyKindFitsItsPlace()
    {
        for (int kind = 0; kind <= int(ChartKind::BaselineShare); ++kind) {
            for (const int points : {0, 1, 8}) {
                ChartView view;
                view.resize(640, 420);
                view.setSpec(samples::chart(ChartKind(kind), points), {});
                view.show();
                const ui::Drawing &drawing = view.drawing();
                QVERIFY(drawing.size.width() <= view.viewport()->width());
                QVERIFY(QRectF(QPointF(), drawing.size).contains(drawing.plot));
                QCOMPARE(drawing.marks.isEmpty(), points == 0);
                for (const ui::DrawnMark &mark : drawing.marks) {
                    QVERIFY(drawing.plot.contains(mark.area.center()));
                }
                QVERIFY(!pictureOf(view).isNull());
            }
        }
    }

    void aClickOpensThePoint()
    {
        ChartView view;
        view.resize(800, 500);
        view.setSpec(samples::chart(ChartKind::ClaimsVsMeasured, 8), {});
        view.show();
        QSignalSpy opened(&view, &ChartView::pointActivated);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, centreOf(view, 0));
        QCOMPARE(opened.size(), 1);
        const ui::DrawnMark &mark = view.drawing().marks[0];
        const auto &point = view.spec().series[mark.series].points[mark.point];
        QCOMPARE(opened[0][0].toString(), point.claimId);
        QCOMPARE(opened[0][1].toString(), point.runId);
        QCOMPARE(opened[0][2].toString(), point.paperId);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, QPoint(2, 2));
        QTest::mouseClick(view.viewport(), Qt::RightButton, {}, centreOf(view, 0));
        QCOMPARE(opened.size(), 1);
    }

    void theKeyboardWalksAllPoints()
    {
        ChartView view;
        view.resize(700, 300);
        view.setSpec(samples::chart(ChartKind::ClaimsVsMeasured, 40), {});
        view.show();
        QSignalSpy opened(&view, &ChartView::pointActivated);
        QTest::keyClick(&view, Qt::Key_Return);  // nothing chosen yet
        QCOMPARE(opened.size(), 0);
        const int count = int(view.drawing().marks.size());
        for (int i = 0; i < count + 3; ++i) {  // stops at the last one
            QTest::keyClick(&view, Qt::Key_Right);
        }
        QVERIFY(view.verticalScrollBar()->value() > 0);
        const QPoint last = centreOf(view, count - 1);
        QVERIFY(view.viewport()->rect().contains(last));
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
        QVERIFY(!view.accessibleDescription().isEmpty());
        QTest::keyClick(&view, Qt::Key_Home);
        QVERIFY(view.viewport()->rect().contains(centreOf(view, 0)));
        QTest::keyClick(&view, Qt::Key_Space);
        QCOMPARE(opened.size(), 2);
    }

    void aPointTellsItsFigures()
    {
        ChartView view;
        view.resize(800, 500);
        ui::ChartStyle style;
        style.language = Language::Chinese;
        view.setSpec(samples::chart(ChartKind::ClaimsVsMeasured, 3), style);
        view.show();
        QCOMPARE(view.accessibleName(), QStringLiteral("声称与实测：稀疏注意力"));
        QTest::keyClick(&view, Qt::Key_Home);
        QVERIFY(view.accessibleDescription().contains(QStringLiteral("实测")));
        QHelpEvent help(QEvent::ToolTip, centreOf(view, 0),
                        view.viewport()->mapToGlobal(centreOf(view, 0)));
        QCoreApplication::sendEvent(view.viewport(), &help);
        QVERIFY(QToolTip::text().contains(QStringLiteral("实测")));
        QToolTip::hideText();
    }

    void aNewSpecForgetsTheOldPoint()
    {
        ChartView view;
        view.resize(800, 500);
        view.setSpec(samples::chart(ChartKind::ClaimsVsMeasured, 8), {});
        view.show();
        QTest::keyClick(&view, Qt::Key_End);
        view.setSpec(samples::chart(ChartKind::ClaimsVsMeasured, 0), {});
        QSignalSpy opened(&view, &ChartView::pointActivated);
        QTest::keyClick(&view, Qt::Key_Return);
        QTest::keyClick(&view, Qt::Key_Right);
        QTest::mouseMove(view.viewport(), QPoint(300, 200));
        QCOMPARE(opened.size(), 0);
        QVERIFY(!pictureOf(view).isNull());
    }

    void darkAndLightDiffer()
    {
        ChartView view;
        view.resize(400, 300);
        view.setSpec(samples::chart(ChartKind::Roofline, 8), {});
        view.show();
        const int light = pictureOf(view).pixelColor(3, 3).lightness();
        ui::ChartStyle style;
        style.theme = ui::ChartTheme::Dark;
        view.setSpec(samples::chart(ChartKind::Roofline, 8), style);
        QVERIFY(pictureOf(view).pixelColor(3, 3).lightness() < light);
    }

    void hostileAndLargeSpecsAreShown()
    {
        ChartView view;
        view.resize(500, 300);
        view.setSpec(samples::hostileChart(), {});
        view.show();
        QVERIFY(!pictureOf(view).isNull());
        view.setSpec(samples::chart(ChartKind::ClaimsVsMeasured, 5000), {});
        QVERIFY(view.verticalScrollBar()->maximum() > 5000 * 20);
        QTest::keyClick(&view, Qt::Key_End);
        QVERIFY(!pictureOf(view).isNull());
        view.resize(120, 80);
        QVERIFY(!pictureOf(view).isNull());
    }
};

QTEST_MAIN(TestChartView)
#include "test_chart_view.moc"
