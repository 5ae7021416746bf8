// A chart on screen: zoomed, moved and read by mouse and keyboard; scrolls when it is taller than
// the view. Points lead to their sentence and run.
#pragma once

#include "charts/chart_scene.h"

#include <QGraphicsView>
#include <QTemporaryDir>

#include <optional>

namespace touchstone::ui {

class AxisStrip;

// A point of the spec.
struct PointRef {
    int series = -1, point = -1;

    bool operator==(const PointRef &) const = default;
};

// Mouse: the wheel zooms (with Ctrl where the chart is taller than the view, which the wheel alone
// scrolls; with Shift or Alt along one axis), dragging a rectangle zooms into it and with Shift
// selects its points, the middle button or Space with the left one moves; a click selects a point
// or switches a series of the legend, a double click opens a point or shows everything again; from
// beside the plot the chart can be dragged into another program.
// Keys: arrows, Home and End walk and select the points (arrows with Ctrl once it is zoomed, since
// alone they move the chart), Enter opens a point, + and - zoom, 0 shows everything, 1 to 9 switch
// the series of the legend.
class ChartView : public QGraphicsView {
    Q_OBJECT
public:
    explicit ChartView(QWidget *parent = nullptr);
    ~ChartView() override;

    // Size and scale of the style apply to files only; the view uses its own size. Range and hidden
    // series are kept where the data are the same, as in another language.
    void setSpec(const compare::ChartSpec &spec, const ChartStyle &style);
    const compare::ChartSpec &spec() const { return m_spec; }
    const ChartScene &chart() const { return *m_chart; }

    // Marks these points and scrolls to the first one; empty: none.
    void highlight(const QVector<PointRef> &points);
    void setSeriesVisible(int series, bool visible);
    bool isSeriesVisible(int series) const { return m_chart->isSeriesVisible(series); }
    bool isZoomed() const { return m_state.range.has_value(); }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

public Q_SLOTS:
    void resetView();
    void zoomIn();
    void zoomOut();
    void copyImage();
    void copySvg();
    void print();

Q_SIGNALS:
    void pointActivated(const QString &claimId, const QString &runId, const QString &paperId);
    // By a click, a rectangle with Shift or a key; empty after a click beside all points.
    void pointsSelected(const QVector<PointRef> &points);
    void zoomChanged(bool zoomed);
    // Copying or printing was not possible.
    void failed(const Text &message);

protected:
    bool viewportEvent(QEvent *event) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void wheelEvent(QWheelEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    enum class Gesture { None, Mark, Legend, Zoom, Select, Move, TakeOut };

    void build();
    QRectF sight() const;  // of the scene
    void followSight();    // the axis in sight, and what is drawn of a tall chart
    void reveal(int mark);
    ChartFrame frame() const;
    void showRange(const ChartRange &range);
    void zoomAt(double factor, const QPointF &place, bool alongX, bool alongY);
    void zoomInto(const QRectF &box);
    void moveBy(const QPointF &pixels);

    int markAt(const QPointF &place) const;  // index in the marks of the chart, or -1
    int legendAt(const QPointF &place) const;
    int markOf(const PointRef &point) const;  // -1: not in sight
    PointRef refOf(int mark) const;
    QString noteOf(const PointRef &point) const;
    void hover(int mark, const QPoint &global);
    void select(int mark);
    void walk(int key);
    bool walkKey(const QKeyEvent &event);
    void activate(int mark);
    void selectInside(const QRectF &box);
    int entryOfKey(const QKeyEvent &event) const;
    void switchEntry(int entry);
    void beginGesture(const QMouseEvent &event, const QPointF &place);
    void endGesture(const QPointF &place);
    void updateCursor(const QPointF &place);
    void takeOut();

    void paintRing(QPainter &painter, int mark, double grow, double width) const;
    void liftMark(QPainter &painter, int mark) const;

    compare::ChartSpec m_spec;
    ChartStyle m_style;
    std::unique_ptr<ChartScene> m_chart;
    AxisStrip *m_axis;
    ChartState m_state;
    PointRef m_hovered, m_current;
    QVector<PointRef> m_highlighted;
    Gesture m_gesture = Gesture::None;
    bool m_spaceDown = false;
    QPointF m_from, m_to;                    // of the gesture, in the scene
    int m_pressed = -1;                      // the mark or entry under the button
    std::unique_ptr<QTemporaryDir> m_taken;  // holds the file of the last drag
};

}  // namespace touchstone::ui
