// The chart on screen: every point, every series and every part of the chart can be reached by
// mouse and by keyboard.
#include "charts/chart_transfer.h"
#include "charts/chart_view.h"
#include "charts/sample_charts.h"
#include "charts/strict_messages.h"

#include <QChart>
#include <QClipboard>
#include <QMimeData>
#include <QPainter>
#include <QPrinter>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolTip>
#include <QUrl>
#include <QWheelEvent>

using namespace touchstone;
using compare::ChartKind;
using ui::ChartView;
using ui::PointRef;

Q_DECLARE_METATYPE(touchstone::ui::PointRef)

namespace {

QImage pictureOf(ChartView &view)
{
    return view.grab().toImage();
}

QPoint centreOf(const ChartView &view, int mark)
{
    return view.mapFromScene(view.chart().marks()[mark].area.center());
}

PointRef refOf(const ChartView &view, int mark)
{
    return {view.chart().marks()[mark].series, view.chart().marks()[mark].point};
}

void drag(ChartView &view, Qt::MouseButton button, const QPoint &from, const QPoint &to,
          Qt::KeyboardModifiers keys = {})
{
    QTest::mousePress(view.viewport(), button, keys, from);
    for (const QPoint &step : {(from + to) / 2, to}) {
        QMouseEvent move(QEvent::MouseMove, step, view.viewport()->mapToGlobal(step), Qt::NoButton,
                         button, keys);
        QCoreApplication::sendEvent(view.viewport(), &move);
    }
    QTest::mouseRelease(view.viewport(), button, keys, to);
}

void turnWheel(ChartView &view, const QPoint &at, int notches, Qt::KeyboardModifiers keys = {})
{
    QWheelEvent wheel(at, view.viewport()->mapToGlobal(at), {}, {0, notches * 120}, Qt::NoButton,
                      keys, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(view.viewport(), &wheel);
}

QPoint legendPlace(const ChartView &view, int series)
{
    for (const ui::LegendEntry &entry : view.chart().page().legend) {
        if (entry.series.contains(series)) {
            return view.mapFromScene(entry.box.center());
        }
    }
    return {};
}

// A place in the plot without a mark.
QPoint emptyPlace(const ChartView &view)
{
    const QRectF &plot = view.chart().page().plot;
    for (int i = 1; i < 40; ++i) {
        const QPointF place =
                plot.topLeft() + QPointF(plot.width() * i / 40, plot.height() * (i * 7 % 40) / 40);
        const auto &marks = view.chart().marks();
        if (std::none_of(marks.begin(), marks.end(), [&place](const ui::PlacedMark &mark) {
                return mark.area.adjusted(-3, -3, 3, 3).contains(place);
            })) {
            return view.mapFromScene(place);
        }
    }
    return {};
}

}  // namespace

class TestChartView : public QObject {
    Q_OBJECT
private:
    // Shown with focus, since keys and rings need it.
    static void show(ChartView &view, const compare::ChartSpec &spec,
                     const QSize &size = {800, 500}, const ui::ChartStyle &style = {})
    {
        view.resize(size);
        view.setSpec(spec, style);
        view.show();
        view.activateWindow();
        view.setFocus();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
    }

private Q_SLOTS:
    void initTestCase()
    {
        qRegisterMetaType<QVector<PointRef>>();
        qInstallMessageHandler(samples::failOnMessage);
    }
    void cleanupTestCase() { qInstallMessageHandler(nullptr); }

    void everyKindFitsItsPlace()
    {
        for (int kind = 0; kind <= int(ChartKind::VerdictOverview); ++kind) {
            for (const int points : {0, 1, 8}) {
                ChartView view;
                show(view, samples::chart(ChartKind(kind), points), {640, 420});
                const ui::ChartScene &chart = view.chart();
                QVERIFY(chart.page().size.width() <= view.viewport()->width());
                QVERIFY(chart.sceneRect().contains(chart.page().plot));
                QCOMPARE(chart.marks().isEmpty(), points == 0);
                QCOMPARE(chart.chart() == nullptr, points == 0);
                for (const ui::PlacedMark &mark : chart.marks()) {
                    QVERIFY(chart.page().plot.adjusted(-1, -1, 1, 1).contains(mark.area.center()));
                }
                QVERIFY(points == 0 || chart.chart()->plotArea() == chart.page().plot);
                QVERIFY(!pictureOf(view).isNull());
            }
        }
    }

    void aClickSelectsADoubleClickOpens()
    {
        ChartView view;
        show(view, samples::chart(ChartKind::ClaimsVsMeasured, 8));
        QSignalSpy opened(&view, &ChartView::pointActivated);
        QSignalSpy selected(&view, &ChartView::pointsSelected);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, centreOf(view, 0));
        QCOMPARE(opened.size(), 0);
        QCOMPARE(selected.size(), 1);
        QCOMPARE(selected[0][0].value<QVector<PointRef>>(), QVector{refOf(view, 0)});
        QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, centreOf(view, 0));
        QCOMPARE(opened.size(), 1);
        const PointRef ref = refOf(view, 0);
        const auto &point = view.spec().series[ref.series].points[ref.point];
        QCOMPARE(opened[0][0].toString(), point.claimId);
        QCOMPARE(opened[0][1].toString(), point.runId);
        QCOMPARE(opened[0][2].toString(), point.paperId);
        QTest::mouseClick(view.viewport(), Qt::RightButton, {}, centreOf(view, 0));
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, emptyPlace(view));
        QCOMPARE(opened.size(), 1);
        QVERIFY(selected.last()[0].value<QVector<PointRef>>().isEmpty());
    }

    void theKeyboardWalksAllPoints()
    {
        ChartView view;
        show(view, samples::chart(ChartKind::ClaimsVsMeasured, 40), {700, 300});
        QSignalSpy opened(&view, &ChartView::pointActivated);
        QSignalSpy selected(&view, &ChartView::pointsSelected);
        QTest::keyClick(&view, Qt::Key_Return);  // nothing chosen yet
        QCOMPARE(opened.size(), 0);
        const int count = int(view.chart().marks().size());
        for (int i = 0; i < count + 3; ++i) {  // stops at the last one
            QTest::keyClick(&view, Qt::Key_Right);
        }
        QVERIFY(view.verticalScrollBar()->value() > 0);
        QVERIFY(view.viewport()->rect().contains(centreOf(view, count - 1)));
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
        QVERIFY(!view.accessibleDescription().isEmpty());
        QTest::keyClick(&view, Qt::Key_Home);
        QVERIFY(view.viewport()->rect().contains(centreOf(view, 0)));
        QTest::keyClick(&view, Qt::Key_Enter);
        QCOMPARE(opened.size(), 2);
        QCOMPARE(selected.size(), count + 4);
        QCOMPARE(selected.last().first().value<QVector<PointRef>>(),
                 QVector<PointRef>{refOf(view, 0)});
    }

    void theKeyboardZoomsAndMoves()
    {
        ChartView view;
        show(view, samples::chart(ChartKind::ClaimedOverMeasured, 8));
        QSignalSpy zoomed(&view, &ChartView::zoomChanged);
        const ui::ChartRange full = view.chart().range();
        QTest::keyClick(&view, Qt::Key_Minus);
        QVERIFY(!view.isZoomed());
        QTest::keyClick(&view, Qt::Key_Plus);
        QTest::keyClick(&view, Qt::Key_Plus);
        QVERIFY(view.isZoomed());
        QCOMPARE(zoomed.size(), 1);
        const ui::ChartRange once = view.chart().range();
        QVERIFY(once.x.length() < full.x.length() && once.y.length() < full.y.length());
        QTest::keyClick(&view, Qt::Key_Right);
        QVERIFY(view.chart().range().x.low > once.x.low);
        QCOMPARE(view.chart().range().y, once.y);
        QTest::keyClick(&view, Qt::Key_Up);
        QVERIFY(view.chart().range().y.low > once.y.low);
        QTest::keyClick(&view, Qt::Key_0);
        QCOMPARE(view.chart().range(), full);
        QCOMPARE(zoomed.size(), 2);
    }

    void theWheelZoomsWhereThePointerIs()
    {
        ChartView view;
        show(view, samples::chart(ChartKind::RatioOverSize, 8));
        const ui::ChartRange full = view.chart().range();
        const QRectF plot = view.chart().page().plot;
        const QPoint at = view.mapFromScene(plot.center() + QPointF(60, 40));
        const QPointF under = view.chart().coordinates(view.mapToScene(at));
        turnWheel(view, at, 2);
        QVERIFY(view.chart().range().x.length() < full.x.length() * 0.7);
        QVERIFY(view.chart().range().y.length() < full.y.length() * 0.7);
        const QPointF still = view.chart().coordinates(view.mapToScene(at));
        QVERIFY(std::abs(still.x() - under.x()) < 1e-6 && std::abs(still.y() - under.y()) < 1e-6);
        turnWheel(view, at, -20);
        QCOMPARE(view.chart().range(), full);
        turnWheel(view, at, 1, Qt::ShiftModifier);
        QCOMPARE(view.chart().range().y, full.y);
        QVERIFY(view.chart().range().x != full.x);
    }

    // The wheel alone scrolls what does not fit.
    void aTallChartIsScrolledByTheWheel()
    {
        ChartView view;
        show(view, samples::chart(ChartKind::ClaimsVsMeasured, 60), {700, 300});
        const QPoint at = view.viewport()->rect().center();
        turnWheel(view, at, -2);
        QVERIFY(view.verticalScrollBar()->value() > 0);
        QVERIFY(!view.isZoomed());
        turnWheel(view, at, 1, Qt::ControlModifier);
        QVERIFY(view.isZoomed());
    }

    // Without it, nobody could read a value before scrolling to the end.
    void theAxisOfATallChartIsInSight()
    {
        ChartView view;
        show(view, samples::chart(ChartKind::ClaimsVsMeasured, 30));
        const auto *strip = view.findChild<QWidget *>(QStringLiteral("axisStrip"));
        QVERIFY(strip && strip->isVisible());
        QCOMPARE(strip->geometry().bottom(), view.viewport()->geometry().bottom());
        const QImage axis = view.grab(strip->geometry()).toImage();
        view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum() / 2);
        QVERIFY(view.grab(strip->geometry()).toImage() == axis);
        view.zoomIn();
        QVERIFY(view.grab(strip->geometry()).toImage() != axis);
        view.resetView();
        const QRect place = strip->geometry();
        view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum());
        QVERIFY(!strip->isVisible());
        QVERIFY(view.grab(place).toImage() != axis);  // the notes
        show(view, samples::chart(ChartKind::ClaimedOverMeasured, 8));
        QVERIFY(!strip->isVisible());
    }

    void aRectangleIsZoomedInto()
    {
        ChartView view;
        show(view, samples::chart(ChartKind::ClaimedOverMeasured, 8));
        const QRectF plot = view.chart().page().plot;
        const QPointF from = plot.topLeft() + QPointF(5, 5);
        const QPointF to = plot.center();
        const QPointF corner = view.chart().coordinates(to);
        drag(view, Qt::LeftButton, view.mapFromScene(from), view.mapFromScene(to));
        QVERIFY(view.isZoomed());
        QVERIFY(std::abs(view.chart().range().x.high - corner.x()) < 0.02);
        QVERIFY(std::abs(view.chart().range().y.low - corner.y()) < 0.02);
        for (const ui::PlacedMark &mark : view.chart().marks()) {
            QVERIFY(plot.adjusted(-1, -1, 1, 1).contains(mark.area.center()));
        }
        const ui::ChartRange before = view.chart().range();
        drag(view, Qt::MiddleButton, view.mapFromScene(plot.center()),
             view.mapFromScene(plot.center() - QPointF(40, 0)));
        QVERIFY(view.chart().range().x.low > before.x.low);
        QTest::keyPress(&view, Qt::Key_Space);
        drag(view, Qt::LeftButton, view.mapFromScene(plot.center()),
             view.mapFromScene(plot.center() + QPointF(40, 0)));
        QTest::keyRelease(&view, Qt::Key_Space);
        QVERIFY(std::abs(view.chart().range().x.low - before.x.low) < 1e-9);
        QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, emptyPlace(view));
        QVERIFY(!view.isZoomed());
    }

    // Where marks are dense there is no other place to begin.
    void aRectangleMayBeginOnAMark()
    {
        ChartView view;
        show(view, samples::chart(ChartKind::ClaimedOverMeasured, 8));
        QSignalSpy selected(&view, &ChartView::pointsSelected);
        const QPoint mark = centreOf(view, 3);
        const QPoint middle = view.mapFromScene(view.chart().page().plot.center());
        drag(view, Qt::LeftButton, mark, mark + (middle - mark) / 2);
        QVERIFY(view.isZoomed());
        QCOMPARE(selected.size(), 0);
        view.resetView();
        const QPoint away(middle.x() > mark.x() ? -2 : 2, middle.y() > mark.y() ? -2 : 2);
        drag(view, Qt::LeftButton, mark + away, middle, Qt::ShiftModifier);
        QVERIFY(!view.isZoomed());
        QCOMPARE(selected.size(), 1);
        QVERIFY(selected[0][0].value<QVector<PointRef>>().contains(refOf(view, 3)));
    }

    void aRectangleWithShiftSelects()
    {
        ChartView view;
        show(view, samples::chart(ChartKind::ClaimedOverMeasured, 8));
        QSignalSpy selected(&view, &ChartView::pointsSelected);
        const QRectF plot = view.chart().page().plot;
        drag(view, Qt::LeftButton, view.mapFromScene(plot.topLeft() + QPointF(2, 2)),
             view.mapFromScene(plot.bottomRight() - QPointF(2, 2)), Qt::ShiftModifier);
        QVERIFY(!view.isZoomed());
        QCOMPARE(selected.size(), 1);
        QCOMPARE(selected[0][0].value<QVector<PointRef>>().size(), 8);
    }

    void theLegendSwitchesSeries()
    {
        ChartView view;
        show(view, samples::chart(ChartKind::ClaimsVsMeasured, 8));
        const int all = int(view.chart().marks().size());
        const QImage before = pictureOf(view);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, legendPlace(view, 0));
        QVERIFY(!view.isSeriesVisible(0));
        QCOMPARE(int(view.chart().marks().size()), all - 8);
        QVERIFY(pictureOf(view) != before);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, legendPlace(view, 0));
        QVERIFY(view.isSeriesVisible(0));
        QCOMPARE(int(view.chart().marks().size()), all);
        QTest::keyClick(&view, Qt::Key_2);
        QVERIFY(!view.isSeriesVisible(1));
        QTest::keyClick(&view, Qt::Key_2);
        QVERIFY(view.isSeriesVisible(1));
        QTest::keyClick(&view, Qt::Key_9);  // no such entry
        QCOMPARE(int(view.chart().marks().size()), all);
        view.setSeriesVisible(1, false);
        view.resize(700, 450);  // is drawn anew
        QVERIFY(!view.isSeriesVisible(1));
    }

    void limitsShareTheirEntry()
    {
        ChartView view;
        show(view, samples::chart(ChartKind::RatioOverSize, 8));
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, legendPlace(view, 2));
        QVERIFY(!view.isSeriesVisible(2) && !view.isSeriesVisible(3));
        QVERIFY(view.isSeriesVisible(0));
    }

    void anotherLanguageKeepsTheView()
    {
        ChartView view;
        const auto spec = samples::chart(ChartKind::ClaimedOverMeasured, 8);
        show(view, spec);
        view.zoomIn();
        view.setSeriesVisible(1, false);
        const ui::ChartRange range = view.chart().range();
        ui::ChartStyle style;
        style.language = Language::Chinese;
        view.setSpec(spec, style);
        QCOMPARE(view.chart().range(), range);
        QVERIFY(!view.isSeriesVisible(1));
        compare::ChartSpec other = spec;
        other.dataHash = QStringLiteral("another");
        QSignalSpy zoomed(&view, &ChartView::zoomChanged);
        view.setSpec(other, style);
        QVERIFY(!view.isZoomed() && view.isSeriesVisible(1));
        QCOMPARE(zoomed.size(), 1);
    }

    void highlightedPointsAreShown()
    {
        ChartView view;
        show(view, samples::chart(ChartKind::ClaimsVsMeasured, 60), {700, 300});
        const QImage before = pictureOf(view);
        view.highlight({{0, 59}});
        QVERIFY(view.verticalScrollBar()->value() > 0);
        const int last = view.verticalScrollBar()->value();
        const QImage after = pictureOf(view);
        view.highlight({});
        QCOMPARE(view.verticalScrollBar()->value(), last);
        QVERIFY(pictureOf(view) != after);
        QVERIFY(after != before);
    }

    void aPointTellsItsFigures()
    {
        ChartView view;
        ui::ChartStyle style;
        style.language = Language::Chinese;
        show(view, samples::chart(ChartKind::ClaimsVsMeasured, 3), {800, 500}, style);
        QCOMPARE(view.accessibleName(), QStringLiteral("论断与实测：稀疏注意力"));
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
        show(view, samples::chart(ChartKind::ClaimsVsMeasured, 8));
        QTest::keyClick(&view, Qt::Key_End);
        view.setSpec(samples::chart(ChartKind::ClaimsVsMeasured, 0), {});
        QSignalSpy opened(&view, &ChartView::pointActivated);
        for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Right, Qt::Key_Plus, Qt::Key_0}) {
            QTest::keyClick(&view, key);
        }
        QTest::mouseMove(view.viewport(), QPoint(300, 200));
        turnWheel(view, {300, 200}, 2);
        QCOMPARE(opened.size(), 0);
        QVERIFY(!view.isZoomed());
        QVERIFY(!pictureOf(view).isNull());
    }

    void darkAndLightDiffer()
    {
        ChartView view;
        show(view, samples::chart(ChartKind::Roofline, 8), {400, 300});
        const int light = pictureOf(view).pixelColor(3, 3).lightness();
        ui::ChartStyle style;
        style.theme = ui::ChartTheme::Dark;
        view.setSpec(samples::chart(ChartKind::Roofline, 8), style);
        QVERIFY(pictureOf(view).pixelColor(3, 3).lightness() < light);
    }

    void hostileAndLargeSpecsAreShown()
    {
        ChartView view;
        show(view, samples::hostileChart(), {500, 300});
        QVERIFY(!pictureOf(view).isNull());
        view.setSpec(samples::chart(ChartKind::ClaimsVsMeasured, 5000), {});
        QVERIFY(view.verticalScrollBar()->maximum() > 5000 * 20);
        QTest::keyClick(&view, Qt::Key_End);
        QVERIFY(!pictureOf(view).isNull());
        view.resize(120, 80);
        QVERIFY(!pictureOf(view).isNull());
    }

    // What is copied is what is seen: the zoomed part, without hidden series.
    void theChartIsCopied()
    {
        ChartView view;
        show(view, samples::chart(ChartKind::ClaimedOverMeasured, 8));
        view.copySvg();
        const QMimeData *data = QGuiApplication::clipboard()->mimeData();
        const QByteArray whole = data->data(QStringLiteral("image/svg+xml"));
        QVERIFY(whole.contains("<svg") && whole.contains("sparse attention"));
        view.setSeriesVisible(0, false);
        view.copySvg();
        const QByteArray part =
                QGuiApplication::clipboard()->mimeData()->data(QStringLiteral("image/svg+xml"));
        QVERIFY(part.count("<circle") + part.count("<ellipse")
                < whole.count("<circle") + whole.count("<ellipse"));
        view.copyImage();
        const QImage image = QGuiApplication::clipboard()->image();
        QCOMPARE(image.width(), view.viewport()->width() * 2);
    }

    void aTallChartIsPrintedOnSeveralPages()
    {
        QTemporaryDir folder;
        for (const int points : {8, 200}) {
            QPrinter printer;
            printer.setOutputFormat(QPrinter::PdfFormat);
            printer.setOutputFileName(folder.filePath(QStringLiteral("print.pdf")));
            const auto spec = samples::chart(ChartKind::ClaimsVsMeasured, points);
            ui::ChartStyle dark;
            dark.theme = ui::ChartTheme::Dark;  // on paper always light
            QVERIFY(ui::printChart({spec, dark, {}, {}}, printer));
            QFile file(printer.outputFileName());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray pdf = file.readAll();
            QVERIFY(pdf.startsWith("%PDF-"));
            const int pages = int(pdf.count("/Type /Page\n"));
            QVERIFY2(points == 8 ? pages == 1 : pages > 2, qPrintable(QString::number(pages)));
        }
    }

    // Text, picture and file: what other programs take from a drag.
    void aDragCarriesFileAndPicture()
    {
        QTemporaryDir folder;
        const auto spec = samples::chart(ChartKind::Roofline, 8);
        const auto data = ui::mimeOf({spec, {}, {400, 300, 13}, {}}, folder.path());
        QVERIFY(data->hasImage() && data->hasFormat(QStringLiteral("image/svg+xml")));
        QCOMPARE(data->urls().size(), 1);
        QVERIFY(QFile::exists(data->urls().first().toLocalFile()));
    }

    void whatCannotBeCopiedIsSaid()
    {
        ChartView view;
        show(view, samples::chart(ChartKind::ClaimsVsMeasured, 5000));
        QSignalSpy failed(&view, &ChartView::failed);
        view.copyImage();
        QCOMPARE(failed.size(), 1);
    }
};

QTEST_MAIN(TestChartView)
#include "test_chart_view.moc"
