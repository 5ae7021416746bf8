#include "charts/plot.h"

#include <algorithm>
#include <cmath>

namespace touchstone::ui {

using compare::ChartSeries;
using compare::MarkStyle;

namespace {

int depthOf(MarkStyle style)
{
    switch (style) {
    case MarkStyle::Guide:
        return 0;
    case MarkStyle::Limit:
        return 1;
    case MarkStyle::Naive:
        return 2;
    case MarkStyle::Baseline:
        return 3;
    case MarkStyle::Claim:
        return 4;
    case MarkStyle::Simulated:
    case MarkStyle::Computed:
    case MarkStyle::Proxy:
    case MarkStyle::Measurement:
    case MarkStyle::Count:
        return 5;
    case MarkStyle::Regression:
        return 6;
    }
    return 0;
}

double clampedTo(const compare::ChartAxis &axis, const AxisSpan &span, double value)
{
    return usable(axis, value) ? std::clamp(coordinateOf(axis, value), span.low, span.high)
                               : span.low;
}

void addMarks(const Plot &plot, qsizetype index, QVector<PlacedMark> &marks)
{
    const double reach = plot.radius() * 1.6;
    const QPointF corner(reach, reach);
    const ChartSeries &series = plot.spec.series[index];
    for (qsizetype i = 0; i < series.points.size(); ++i) {
        const auto &point = series.points[i];
        if (plot.holds(point.x, point.y)) {
            const QPointF centre = plot.at(point.x, point.y);
            marks.append({QRectF(centre - corner, centre + corner), int(index), int(i)});
        }
    }
}

// The bars of one series; `ends` is where the next bar of each line begins.
void addBars(const Plot &plot, qsizetype index, QVector<double> &ends, QVector<PlacedMark> &marks)
{
    const ChartSeries &series = plot.spec.series[index];
    for (qsizetype i = 0; i < series.points.size(); ++i) {
        const auto &point = series.points[i];
        const auto line = qsizetype(std::lround(point.y));
        if (!plot.usable(point.x, point.y) || line < 0 || line >= ends.size()) {
            continue;
        }
        const double from = ends[line];
        ends[line] += point.x;
        const QRectF bar(plot.atEdge(from, point.y - barWidth / 2),
                         plot.atEdge(ends[line], point.y + barWidth / 2));
        if (bar.width() > 0 && bar.height() > 0) {
            marks.append({bar, int(index), int(i)});
        }
    }
}

}  // namespace

bool Plot::usable(double x, double y) const
{
    return ui::usable(spec.x, x) && ui::usable(spec.y, y);
}

bool Plot::holds(double x, double y) const
{
    return usable(x, y) && range.x.holds(coordinateOf(spec.x, x))
           && range.y.holds(coordinateOf(spec.y, y));
}

bool Plot::draws(double x, double y) const
{
    return holds(x, y) && rows.holds(coordinateOf(spec.y, y));
}

QPointF Plot::at(double x, double y) const
{
    return place({coordinateOf(spec.x, x), coordinateOf(spec.y, y)});
}

QPointF Plot::atEdge(double x, double y) const
{
    return place({clampedTo(spec.x, range.x, x), clampedTo(spec.y, range.y, y)});
}

// As QChart::mapToPosition() gives it, whose way to a domain is too long for each of many points.
QPointF Plot::place(const QPointF &coordinates) const
{
    return {area.left() + (coordinates.x() - range.x.low) / range.x.length() * area.width(),
            area.bottom() - (coordinates.y() - range.y.low) / range.y.length() * area.height()};
}

QPointF Plot::coordinates(const QPointF &place) const
{
    return {range.x.low + (place.x() - area.left()) / area.width() * range.x.length(),
            range.y.low + (area.bottom() - place.y()) / area.height() * range.y.length()};
}

QVector<qsizetype> inPaintingOrder(const compare::ChartSpec &spec)
{
    QVector<qsizetype> order;
    for (qsizetype i = 0; i < spec.series.size(); ++i) {
        order.append(i);
    }
    std::stable_sort(order.begin(), order.end(), [&spec](qsizetype a, qsizetype b) {
        return depthOf(spec.series[a].style) < depthOf(spec.series[b].style);
    });
    return order;
}

bool isDense(const compare::ChartSpec &spec, const ChartSeries &series)
{
    constexpr qsizetype manyPoints = 1000;
    return spec.y.categories.isEmpty() && series.points.size() > manyPoints;
}

bool isLineAlone(const Plot &plot, const ChartSeries &series)
{
    return series.line && double(series.points.size()) * plot.radius() > plot.area.width();
}

bool isOwnMark(MarkShape mark)
{
    return mark == MarkShape::Bar || mark == MarkShape::Cross || mark == MarkShape::TriangleDown;
}

bool hasBand(const compare::ChartSpec &spec, const ChartSeries &series)
{
    return series.line && series.points.size() > 1 && spec.x.values != compare::AxisValues::Times;
}

QVector<PlacedMark> marksOf(const Plot &plot)
{
    QVector<PlacedMark> marks;
    QVector<double> ends(plot.spec.y.categories.size());
    for (qsizetype i = 0; i < plot.spec.series.size(); ++i) {
        if (plot.hidden[i]) {
            continue;
        }
        if (plot.spec.series[i].stacked) {
            addBars(plot, i, ends, marks);
        } else if (lookOf(plot.spec, i, plot.colours).mark != MarkShape::None) {
            addMarks(plot, i, marks);
        }
    }
    std::stable_sort(marks.begin(), marks.end(), [](const PlacedMark &a, const PlacedMark &b) {
        const QPointF p = a.area.center();
        const QPointF q = b.area.center();
        return std::pair(p.y(), p.x()) < std::pair(q.y(), q.x());
    });
    return marks;
}

}  // namespace touchstone::ui
