// A ChartSpec as a QChart in a scene of its own: one builder for screen, PDF, PNG and SVG.
#pragma once

#include "charts/chart_page.h"
#include "charts/chart_series.h"

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

    bool isSeriesVisible(int series) const { return !m_hidden.value(series); }
    void setSeriesVisible(int series, bool visible);

private:
    Plot plot() const;
    void makeChart();
    QCategoryAxis *makeAxis(const compare::ChartAxis &axis, Qt::Alignment side);
    void placeAxes();
    void lay();  // everything that is placed by the axes
    void showHidden();

    compare::ChartSpec m_spec;
    ChartStyle m_style;
    ChartPage m_page;
    ChartRange m_range;
    QVector<bool> m_hidden;  // of each series
    QChart *m_chart = nullptr;
    QCategoryAxis *m_x = nullptr;
    QCategoryAxis *m_y = nullptr;
    QCategoryAxis *m_top = nullptr;  // of a tall chart
    QAbstractSeries *m_scale = nullptr;
    QVector<DrawnSeries> m_drawn;
    OverlayItem *m_below = nullptr, *m_above = nullptr;  // the series
    LegendItem *m_legend = nullptr;
    TextItem *m_texts = nullptr;
    QVector<PlacedMark> m_marks;
};

std::unique_ptr<ChartScene> buildChart(const compare::ChartSpec &spec, const ChartStyle &style,
                                       const ChartFrame &frame, const ChartState &state = {});

}  // namespace touchstone::ui
