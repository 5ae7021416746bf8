// A ChartSpec as a QChart in a scene of its own: one builder for screen, PDF, PNG and SVG.
#pragma once

#include "charts/chart_page.h"
#include "charts/chart_series.h"
#include "charts/ticks.h"

#include <QGraphicsScene>

#include <memory>

QT_BEGIN_NAMESPACE
class QCategoryAxis;
QT_END_NAMESPACE

namespace touchstone::ui {

// What a user has changed about a chart: the part that is shown, and the series that are hidden.
struct ChartState {
    std::optional<ChartRange> range;
    QVector<int> hidden;
    // The part of a tall chart that is seen: categories far from it are not drawn, until
    // setSight(). Without it all are, as in a file.
    std::optional<QRectF> sight = {};
};

class ChartScene : public QGraphicsScene {
    Q_OBJECT
public:
    // The spec is copied.
    ChartScene(const compare::ChartSpec &spec, const ChartStyle &style, const ChartFrame &frame,
               const ChartState &state);
    ~ChartScene() override;

    const ChartPage &page() const { return m_page; }
    const QVector<PlacedMark> &marks() const { return m_marks; }
    QChart *chart() const { return m_chart; }  // null for a chart without points

    // Only for a chart with points.
    const ChartRange &range() const { return m_range; }
    ChartRange full() const { return fullRange(m_spec); }
    void setRange(const ChartRange &range);
    QPointF coordinates(const QPointF &place) const;

    // Only for a chart that was built with one.
    void setSight(const QRectF &sight);

    bool isSeriesVisible(int series) const { return !m_hidden.value(series); }
    void setSeriesVisible(int series, bool visible);

private:
    Plot plot() const;
    void makeChart();
    QCategoryAxis *makeAxis(const compare::ChartAxis &axis, Qt::Alignment side);
    QVector<Tick> ticksOnPage() const;
    void placeAxes();
    void lay();      // everything that is placed by the axes
    void layRows();  // and of that, all but the marks' own places
    // Along y, of the sight and a margin above and below it.
    AxisSpan rowsIn(const QRectF &sight, double margin) const;
    void chooseRows();
    void showHidden();

    compare::ChartSpec m_spec;
    ChartStyle m_style;
    ChartPage m_page;
    ChartRange m_range;
    std::optional<QRectF> m_sight;
    AxisSpan m_rows;         // that are drawn
    QVector<bool> m_hidden;  // of each series
    QChart *m_chart = nullptr;
    QCategoryAxis *m_x = nullptr;
    QCategoryAxis *m_y = nullptr;
    QCategoryAxis *m_top = nullptr;  // of a tall chart
    QVector<DrawnSeries> m_drawn;
    OverlayItem *m_below = nullptr, *m_above = nullptr;  // the series
    LegendItem *m_legend = nullptr;
    TextItem *m_texts = nullptr;
    QVector<PlacedMark> m_marks;
};

std::unique_ptr<ChartScene> buildChart(const compare::ChartSpec &spec, const ChartStyle &style,
                                       const ChartFrame &frame, const ChartState &state = {});

}  // namespace touchstone::ui
