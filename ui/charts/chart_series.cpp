#include "charts/chart_series.h"

#include "charts/polylines.h"

#include <QAreaSeries>
#include <QBarSet>
#include <QCategoryAxis>
#include <QChart>
#include <QHorizontalStackedBarSeries>
#include <QLineSeries>
#include <QPen>
#include <QScatterSeries>

#include <algorithm>
#include <cmath>

namespace touchstone::ui {

using compare::ChartPoint;
using compare::ChartSeries;

namespace {

QList<QPointF> inCoordinates(const Plot &plot, const QPolygonF &places)
{
    QList<QPointF> points;
    for (const QPointF &place : places) {
        points.append(plot.coordinates(place));
    }
    return points;
}

// Filled and hollow marks differ in their pen, which is that of a series.
QList<QPointF> marksInRows(const Plot &plot, const ChartSeries &series, bool hollow)
{
    QList<QPointF> points;
    for (const ChartPoint &point : series.points) {
        if (point.hollow == hollow && plot.draws(point.x, point.y)) {
            points.append({coordinateOf(plot.spec.x, point.x), coordinateOf(plot.spec.y, point.y)});
        }
    }
    return points;
}

QPolygonF curveOf(const Plot &plot, const ChartSeries &series)
{
    QPolygonF line;
    for (const ChartPoint &point : series.points) {
        if (plot.usable(point.x, point.y)) {
            line.append(plot.at(point.x, point.y));
        }
    }
    return thinnedLine(line);
}

// Along the upper ends of the intervals and back along the lower ones; empty without intervals.
QPolygonF bandOf(const Plot &plot, const ChartSeries &series)
{
    QPolygonF upper, lower;
    for (const ChartPoint &point : series.points) {
        if (point.yLow && point.yHigh && plot.usable(point.x, *point.yLow)
            && plot.usable(point.x, *point.yHigh)) {
            upper.append(plot.at(point.x, *point.yHigh));
            lower.append(plot.at(point.x, *point.yLow));
        }
    }
    if (upper.size() < 2) {
        return {};
    }
    lower = thinnedLine(lower);
    std::reverse(lower.begin(), lower.end());
    return thinnedLine(upper) + lower;
}

// All at once: each change lays all bars of the chart again.
void showBars(QBarSet &bars, const QVector<double> &lengths)
{
    QVector<double> shown;
    for (int i = 0; i < bars.count(); ++i) {
        shown.append(bars.at(i));
    }
    if (shown != lengths) {
        bars.remove(0, bars.count());
        bars.append(lengths);
    }
}

class SeriesAdder {
public:
    SeriesAdder(const Plot &plot, QAbstractAxis *x, QAbstractAxis *y) : m_plot(plot), m_x(x), m_y(y)
    {
    }

    QAreaSeries *band(const ChartSeries &series, const SeriesLook &look)
    {
        const QPolygonF area = clippedArea(bandOf(m_plot, series), m_plot.area);
        if (area.size() < 3) {
            return nullptr;
        }
        auto *upper = new QLineSeries(&m_plot.chart);
        auto *lower = new QLineSeries(&m_plot.chart);
        auto *band = new QAreaSeries(upper, lower);
        fillBand(m_plot, *band, area);
        QColor faint = look.colour;
        faint.setAlphaF(0.16F);
        band->setPen(Qt::NoPen);
        band->setBrush(faint);
        join(band, m_y);
        return band;
    }

    QVector<QLineSeries *> line(const ChartSeries &series, const SeriesLook &look)
    {
        QPen pen(look.colour, look.lineWidth * m_plot.fontPixels);
        pen.setCapStyle(look.dashed ? Qt::FlatCap : Qt::RoundCap);
        pen.setJoinStyle(Qt::RoundJoin);
        if (look.dashed) {
            pen.setDashPattern({4, 3});
        }
        QVector<QLineSeries *> pieces;
        for (const QPolygonF &piece : clippedLine(curveOf(m_plot, series), m_plot.area)) {
            auto *line = new QLineSeries;
            line->setPen(pen);
            line->append(inCoordinates(m_plot, piece));
            join(line, m_y);
            pieces.append(line);
        }
        return pieces;
    }

    // nullptr: no mark within the range.
    QScatterSeries *marks(const ChartSeries &series, const SeriesLook &look, bool hollow)
    {
        const auto shown = [&](const ChartPoint &point) {
            return point.hollow == hollow && m_plot.holds(point.x, point.y);
        };
        const auto first = std::find_if(series.points.begin(), series.points.end(), shown);
        if (first == series.points.end()) {
            return nullptr;
        }
        const MarkPaint paint = markPaint(look, m_plot.radius(), hollow, m_plot.colours.background);
        auto *marks = new QScatterSeries;
        marks->setMarkerShape(shapeOf(look.mark));
        marks->setMarkerSize(paint.box);
        QPen pen(paint.edge, paint.edgeWidth, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
        const bool edge = !isDense(m_plot.spec, series) || hollow || look.mark == MarkShape::Ring;
        marks->setPen(edge ? pen : QPen(Qt::NoPen));
        marks->setBrush(paint.fill);
        // The first marker fixes shape and size; all others would be made twice.
        marks->append(coordinateOf(m_plot.spec.x, first->x), coordinateOf(m_plot.spec.y, first->y));
        const QList<QGraphicsItem *> before = m_plot.chart.childItems();
        join(marks, m_y);
        for (QGraphicsItem *item : m_plot.chart.childItems()) {
            if (!before.contains(item)) {
                centreMarkers(*item);
            }
        }
        marks->replace(marksInRows(m_plot, series, hollow));
        return marks;
    }

    // Bars of counts, one after the other in each line.
    void bars(QVector<DrawnSeries> &all)
    {
        QHorizontalStackedBarSeries *stack = nullptr;
        QCategoryAxis *axis = nullptr;
        for (qsizetype i = 0; i < all.size(); ++i) {
            if (!m_plot.spec.series[i].stacked) {
                continue;
            }
            if (!stack) {
                stack = new QHorizontalStackedBarSeries;
                stack->setBarWidth(barWidth);
                axis = new QCategoryAxis;
            }
            all[i].lengths = lengthsOf(m_plot.spec.series[i]);
            all[i].bars = new QBarSet(QString());
            all[i].bars->setPen(Qt::NoPen);
            all[i].bars->setBrush(lookOf(m_plot.spec, i, m_plot.colours).colour);
            all[i].barAxis = axis;
            stack->append(all[i].bars);
        }
        if (stack) {
            axis->setVisible(false);
            m_plot.chart.addAxis(axis, Qt::AlignLeft);
            join(stack, axis);
            updateBars(m_plot, all);
        }
    }

    static void fillBand(const Plot &plot, QAreaSeries &band, const QPolygonF &area)
    {
        // QChart draws the upper line forwards, then the lower one backwards.
        const QList<QPointF> points = inCoordinates(plot, area);
        QList<QPointF> back = points.mid(points.size() / 2);
        std::reverse(back.begin(), back.end());
        band.upperSeries()->replace(points.mid(0, points.size() / 2));
        band.lowerSeries()->replace(back);
    }

private:
    QVector<double> lengthsOf(const ChartSeries &series) const
    {
        const qsizetype lines = m_plot.spec.y.categories.size();
        QVector<double> lengths(lines);
        for (const ChartPoint &point : series.points) {
            const auto line = qsizetype(std::lround(point.y));
            if (m_plot.usable(point.x, point.y) && line >= 0 && line < lines) {
                lengths[lines - 1 - line] = point.x;
            }
        }
        return lengths;
    }

    static QScatterSeries::MarkerShape shapeOf(MarkShape mark)
    {
        switch (mark) {
        case MarkShape::Diamond:
            return QScatterSeries::MarkerShapeRotatedRectangle;
        case MarkShape::Square:
            return QScatterSeries::MarkerShapeRectangle;
        case MarkShape::TriangleUp:
            return QScatterSeries::MarkerShapeTriangle;
        default:
            return QScatterSeries::MarkerShapeCircle;
        }
    }

    // QChart places the corner of a marker half a marker with its edge before the point, but the
    // shape begins half an edge later: all marks are off by half their edge. It also cuts marks at
    // the edge of the plot.
    static void centreMarkers(QGraphicsItem &scatter)
    {
        scatter.setFlag(QGraphicsItem::ItemClipsChildrenToShape, false);
        for (const QGraphicsItem *group : scatter.childItems()) {
            for (const QGraphicsItem *marker : group->childItems()) {
                const QPointF centre = marker->boundingRect().center();
                const QSizeF size = marker->boundingRect().size();
                scatter.setTransform(QTransform::fromTranslate(size.width() / 2 - centre.x(),
                                                               size.height() / 2 - centre.y()));
                return;
            }
        }
    }

    void join(QAbstractSeries *series, QAbstractAxis *y)
    {
        m_plot.chart.addSeries(series);
        series->attachAxis(m_x);
        series->attachAxis(y);
    }

    const Plot &m_plot;
    QAbstractAxis *m_x;
    QAbstractAxis *m_y;
};

}  // namespace

QVector<DrawnSeries> addSeries(const Plot &plot, QAbstractAxis *x, QAbstractAxis *y)
{
    SeriesAdder adder(plot, x, y);
    QVector<DrawnSeries> all(plot.spec.series.size());
    const QVector<qsizetype> order = inPaintingOrder(plot.spec);
    adder.bars(all);
    for (const qsizetype i : order) {
        if (hasBand(plot.spec, plot.spec.series[i])) {
            all[i].band = adder.band(plot.spec.series[i], lookOf(plot.spec, i, plot.colours));
        }
    }
    for (const qsizetype i : order) {
        const ChartSeries &series = plot.spec.series[i];
        const SeriesLook look = lookOf(plot.spec, i, plot.colours);
        if (series.stacked) {
            continue;
        }
        if (series.line) {
            all[i].line = adder.line(series, look);
        }
        if (look.mark != MarkShape::None && !isOwnMark(look.mark) && !isLineAlone(plot, series)) {
            all[i].filled = adder.marks(series, look, false);
            all[i].hollow = adder.marks(series, look, true);
        }
    }
    return all;
}

void updateCurves(const Plot &plot, const QVector<DrawnSeries> &all)
{
    for (qsizetype i = 0; i < all.size(); ++i) {
        const ChartSeries &series = plot.spec.series[i];
        QList<QPointF> points;
        if (!all[i].line.isEmpty()) {
            points = inCoordinates(plot, curveOf(plot, series));
        }
        for (QLineSeries *piece : all[i].line) {
            piece->replace(points);
            points.clear();
        }
        if (all[i].band) {
            SeriesAdder::fillBand(plot, *all[i].band, bandOf(plot, series));
        }
    }
}

// Bars are drawn at whole numbers from 0 up: coordinates of categories, counted from the lowest in
// the rows.
void updateBars(const Plot &plot, const QVector<DrawnSeries> &all)
{
    const auto first = std::max(qsizetype(0), qsizetype(std::ceil(plot.rows.low)));
    const auto count = qsizetype(std::floor(plot.rows.high)) - first + 1;
    for (qsizetype i = 0; i < all.size(); ++i) {
        if (all[i].bars) {
            const QVector<double> lengths = all[i].lengths.mid(first, count);
            showBars(*all[i].bars, plot.hidden[i] ? QVector<double>(lengths.size()) : lengths);
            const double shift = double(first);
            all[i].barAxis->setRange(plot.range.y.low - shift, plot.range.y.high - shift);
        }
    }
}

void updateMarks(const Plot &plot, const QVector<DrawnSeries> &all)
{
    for (qsizetype i = 0; i < all.size(); ++i) {
        for (const bool hollow : {false, true}) {
            if (QScatterSeries *marks = hollow ? all[i].hollow : all[i].filled) {
                marks->replace(marksInRows(plot, plot.spec.series[i], hollow));
            }
        }
    }
    updateBars(plot, all);
}

void showSeries(const DrawnSeries &series, bool visible)
{
    for (QScatterSeries *marks : {series.filled, series.hollow}) {
        if (marks) {
            marks->setVisible(visible);
        }
    }
    for (QLineSeries *piece : series.line) {
        piece->setVisible(visible);
    }
    if (series.band) {
        series.band->setVisible(visible);
    }
}

}  // namespace touchstone::ui
