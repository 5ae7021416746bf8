// What lies below the marks of a plot and is no series of QChart.
#include "charts/chart_page.h"
#include "charts/overlay.h"
#include "charts/plot.h"
#include "charts/ticks.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace touchstone::ui {

using compare::ChartKind;
using compare::ChartPoint;
using compare::ChartSeries;
using compare::MarkStyle;

namespace {

QColor faint(QColor colour, double alpha)
{
    colour.setAlphaF(float(alpha));
    return colour;
}

double hair(const Plot &plot)
{
    return std::max(1.0, plot.fontPixels * 0.08);
}

// --- axes --------------------------------------------------------------------------------------

struct PlacedTick {
    double at = 0;  // in the scene
    bool major = false;
};

QVector<PlacedTick> ticksAlongX(const Plot &plot)
{
    QVector<PlacedTick> placed;
    for (const Tick &tick :
         xTicks(shownPart(plot.spec.x, plot.range.x), plot.area, plot.fontPixels)) {
        const double x = coordinateOf(plot.spec.x, tick.value);
        placed.append({plot.place({x, plot.range.y.low}).x(), !tick.label.isEmpty()});
    }
    return placed;
}

QVector<PlacedTick> ticksAlongY(const Plot &plot)
{
    QVector<PlacedTick> placed;
    for (const Tick &tick :
         yTicks(shownPart(plot.spec.y, plot.range.y), plot.area, plot.fontPixels)) {
        const double y = coordinateOf(plot.spec.y, tick.value);
        placed.append({plot.place({plot.range.x.low, y}).y(), !tick.label.isEmpty()});
    }
    return placed;
}

// QChart frames the grid of an axis that is labelled by hand, puts the line of a vertical one on a
// whole pixel beside the plot, and gives neither minor ticks.
void layAxes(const Plot &plot, OverlayItem &overlay)
{
    const QRectF &area = plot.area;
    const QVector<PlacedTick> alongX = ticksAlongX(plot);
    const QVector<PlacedTick> alongY =
            plot.spec.y.categories.isEmpty() ? ticksAlongY(plot) : QVector<PlacedTick>();
    QVector<QLineF> &grid = overlay.addLines(plot.colours.grid, hair(plot));
    for (const PlacedTick &tick : alongX) {
        if (tick.major) {
            grid.append(QLineF(tick.at, area.top(), tick.at, area.bottom()));
        }
    }
    for (const PlacedTick &tick : alongY) {
        if (tick.major) {
            grid.append(QLineF(area.left(), tick.at, area.right(), tick.at));
        }
    }
    const double major = std::min(4.0, plot.fontPixels * 0.45);  // labels begin after 4 pixels
    const auto lengthOf = [major](const PlacedTick &tick) {
        return major * (tick.major ? 1 : 0.6);
    };
    QVector<QLineF> &lines = overlay.addLines(plot.colours.axis, hair(plot));
    lines.append(QLineF(area.bottomLeft(), area.bottomRight()));
    lines.append(QLineF(area.topLeft(), area.bottomLeft()));
    for (const PlacedTick &tick : alongX) {
        lines.append(QLineF(tick.at, area.bottom(), tick.at, area.bottom() + lengthOf(tick)));
    }
    for (const PlacedTick &tick : alongY) {
        lines.append(QLineF(area.left() - lengthOf(tick), tick.at, area.left(), tick.at));
    }
}

void layRows(const Plot &plot, OverlayItem &overlay)
{
    QVector<QLineF> &lines = overlay.addLines(plot.colours.grid, hair(plot));
    for (qsizetype row = 0; row < plot.spec.y.categories.size(); ++row) {
        const double y = rowPlace(plot.spec, plot.area, plot.range.y, row);
        if (plot.rows.holds(coordinateOf(plot.spec.y, double(row))) && y >= plot.area.top()
            && y <= plot.area.bottom()) {
            lines.append(QLineF(plot.area.left(), y, plot.area.right(), y));
        }
    }
}

void layGuides(const Plot &plot, OverlayItem &overlay)
{
    for (const compare::GuideLine &guide : plot.spec.guides) {
        const auto &axis = guide.vertical ? plot.spec.x : plot.spec.y;
        const AxisSpan &span = guide.vertical ? plot.range.x : plot.range.y;
        if (!usable(axis, guide.value) || !span.holds(coordinateOf(axis, guide.value))) {
            continue;
        }
        const double at = coordinateOf(axis, guide.value);
        const QPointF place = guide.vertical ? plot.place({at, plot.range.y.low})
                                             : plot.place({plot.range.x.low, at});
        const QRectF &area = plot.area;
        overlay.addLines(guideColour(guide, plot.colours), plot.fontPixels * 0.12, true)
                .append(guide.vertical ? QLineF(place.x(), area.top(), place.x(), area.bottom())
                                       : QLineF(area.left(), place.y(), area.right(), place.y()));
    }
}

// --- marks -------------------------------------------------------------------------------------

// Over the parameter that decides a figure: paler and wider than a range, and cut at the axis.
void layFigureBands(const Plot &plot, OverlayItem &overlay)
{
    for (qsizetype i = 0; i < plot.spec.series.size(); ++i) {
        if (plot.hidden[i]) {
            continue;
        }
        QVector<QLineF> &lines = overlay.addLines(
                faint(lookOf(plot.spec, i, plot.colours).colour, 0.25), plot.radius() * 1.5);
        for (const ChartPoint &point : plot.spec.series[i].points) {
            if (point.bandLow && point.bandHigh && *point.bandLow < *point.bandHigh
                && plot.draws(point.x, point.y)) {
                lines.append(QLineF(plot.atEdge(*point.bandLow, point.y),
                                    plot.atEdge(*point.bandHigh, point.y)));
            }
        }
    }
}

// The line between claim and figure of a dumbbell row, or between both baselines.
void layConnectors(const Plot &plot, OverlayItem &overlay)
{
    const auto &series = plot.spec.series;
    if ((plot.spec.kind != ChartKind::ClaimsVsMeasured
         && plot.spec.kind != ChartKind::BaselineShare)
        || series.size() < 2 || plot.hidden[0]) {
        return;
    }
    QVector<std::optional<double>> starts(plot.spec.y.categories.size());
    // Null for a point outside, also between the last category and the edge of the plot.
    const auto startOf = [&](const ChartPoint &point) -> std::optional<double> * {
        const auto line = qsizetype(std::lround(point.y));
        const bool held = plot.draws(point.x, point.y) && line >= 0 && line < starts.size();
        return held ? &starts[line] : nullptr;
    };
    for (const ChartPoint &point : series[0].points) {
        if (auto *start = startOf(point)) {
            *start = point.x;
        }
    }
    QVector<QLineF> &lines =
            overlay.addLines(faint(plot.colours.axis, 0.55), plot.fontPixels * 0.22);
    for (qsizetype i = 0; i < series.size(); ++i) {
        if (plot.hidden[i] || !compare::isFigure(series[i].style)) {
            continue;
        }
        for (const ChartPoint &point : series[i].points) {
            if (const auto *start = startOf(point); start && *start) {
                lines.append(QLineF(plot.at(**start, point.y), plot.at(point.x, point.y)));
            }
        }
    }
}

// A claimed range is not a confidence interval: a bar instead of a whisker.
void layRanges(const Plot &plot, const ChartSeries &series, const SeriesLook &look,
               OverlayItem &overlay)
{
    QVector<QLineF> &lines = overlay.addLines(faint(look.colour, 0.35), plot.radius() * 1.1);
    for (const ChartPoint &point : series.points) {
        if (point.xLow && point.xHigh && *point.xLow < *point.xHigh
            && plot.draws(point.x, point.y)) {
            lines.append(
                    QLineF(plot.atEdge(*point.xLow, point.y), plot.atEdge(*point.xHigh, point.y)));
        }
    }
}

void layWhiskers(const Plot &plot, const ChartSeries &series, const SeriesLook &look,
                 OverlayItem &overlay)
{
    const double cap = isDense(plot.spec, series) ? 0 : plot.radius() * 0.7;
    QVector<QLineF> &lines = overlay.addLines(look.colour, std::max(1.0, plot.fontPixels * 0.1));
    const auto whisker = [&](const QPointF &a, const QPointF &b, const QPointF &half) {
        lines.append(QLineF(a, b));
        if (cap > 0) {
            lines.append(QLineF(a - half, a + half));
            lines.append(QLineF(b - half, b + half));
        }
    };
    for (const ChartPoint &point : series.points) {
        if (!plot.draws(point.x, point.y)) {
            continue;
        }
        if (point.xLow && point.xHigh) {
            whisker(plot.atEdge(*point.xLow, point.y), plot.atEdge(*point.xHigh, point.y),
                    {0, cap});
        }
        if (point.yLow && point.yHigh) {
            whisker(plot.atEdge(point.x, *point.yLow), plot.atEdge(point.x, *point.yHigh),
                    {cap, 0});
        }
    }
}

void layOwnMarks(const Plot &plot, const ChartSeries &series, const SeriesLook &look,
                 OverlayItem &overlay)
{
    for (const bool hollow : {false, true}) {
        const MarkPaint paint = markPaint(look, plot.radius(), hollow, plot.colours.background);
        const bool bar = look.mark == MarkShape::Bar;
        const auto each = [&](auto &&add) {
            for (const ChartPoint &point : series.points) {
                if (point.hollow == hollow && plot.draws(point.x, point.y)) {
                    add(markOutline(look.mark, plot.at(point.x, point.y), paint.box));
                }
            }
        };
        if (bar) {
            QVector<QLineF> &lines = overlay.addLines(paint.edge, paint.edgeWidth);
            const QPointF turned(paint.box / 2, 0);  // across an axis of factors
            each([&](const QPolygonF &outline) {
                const QLineF line(outline[0], outline[1]);
                lines.append(plot.spec.y.categories.isEmpty()
                                     ? QLineF(line.center() - turned, line.center() + turned)
                                     : line);
            });
        } else {
            const QPen pen(paint.edge, paint.edgeWidth, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin);
            auto &shapes = overlay.addShapes(pen, paint.fill);
            each([&](const QPolygonF &outline) { shapes.append(outline); });
        }
    }
}

void laySeries(const Plot &plot, qsizetype index, OverlayItem &below, OverlayItem &above)
{
    const ChartSeries &series = plot.spec.series[index];
    const SeriesLook look = lookOf(plot.spec, index, plot.colours);
    if (plot.hidden[index] || look.mark == MarkShape::None || series.stacked) {
        return;
    }
    if (series.style == MarkStyle::Regression) {  // lies on a mark that has the interval
        layOwnMarks(plot, series, look, above);
        return;
    }
    if (series.style == MarkStyle::Claim) {
        layRanges(plot, series, look, below);
    } else if (series.style != MarkStyle::Limit && !hasBand(plot.spec, series)) {
        layWhiskers(plot, series, look, below);
    }
    if (isOwnMark(look.mark)) {
        layOwnMarks(plot, series, look, below);
    }
}

}  // namespace

void layOverlay(const Plot &plot, OverlayItem &below, OverlayItem &above)
{
    layRows(plot, below);
    layAxes(plot, below);
    layGuides(plot, below);
    layFigureBands(plot, below);
    layConnectors(plot, below);
    for (const qsizetype i : inPaintingOrder(plot.spec)) {
        laySeries(plot, i, below, above);
    }
}

}  // namespace touchstone::ui
