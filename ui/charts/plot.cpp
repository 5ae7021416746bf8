#include "charts/plot.h"

#include "charts/chart_text.h"
#include "charts/polylines.h"
#include "charts/ticks.h"

#include <algorithm>
#include <cmath>

namespace touchstone::ui {

using compare::ChartKind;
using compare::ChartPoint;
using compare::ChartSeries;
using compare::MarkStyle;

namespace {

bool usable(const compare::ChartAxis &axis, double value)
{
    return std::isfinite(value) && (!axis.log2 || value > 0);
}

bool within(const compare::ChartAxis &axis, double value)
{
    if (!usable(axis, value)) {
        return false;
    }
    if (!axis.categories.isEmpty()) {
        return value >= -0.5 && value <= double(axis.categories.size()) - 0.5;
    }
    const double position = axisPosition(axis, value);
    return position >= -1e-9 && position <= 1 + 1e-9;
}

double clamped(const compare::ChartAxis &axis, double value)
{
    return std::clamp(usable(axis, value) ? value : axis.min, axis.min, axis.max);
}

QColor faint(QColor colour, double alpha)
{
    colour.setAlphaF(float(alpha));
    return colour;
}

void addLine(Drawing &drawing, const QPointF &a, const QPointF &b, const QColor &colour,
             double width)
{
    DrawnShape line;
    line.points = {a, b};
    line.stroke = colour;
    line.width = width;
    drawing.shapes.append(line);
}

// The line between claim and figure of a dumbbell row, or between both baselines.
void drawConnectors(const Plot &plot, Drawing &drawing)
{
    const auto &series = plot.spec.series;
    if ((plot.spec.kind != ChartKind::ClaimsVsMeasured
         && plot.spec.kind != ChartKind::BaselineShare)
        || series.size() < 2) {
        return;
    }
    QVector<std::optional<double>> starts(plot.spec.y.categories.size());
    // Null for a point outside, also between the last category and the edge of the plot.
    const auto startOf = [&](const ChartPoint &point) -> std::optional<double> * {
        const auto line = qsizetype(std::lround(point.y));
        const bool held = plot.holds(point.x, point.y) && line >= 0 && line < starts.size();
        return held ? &starts[line] : nullptr;
    };
    for (const ChartPoint &point : series[0].points) {
        if (auto *start = startOf(point)) {
            *start = point.x;
        }
    }
    for (const ChartSeries &figures : series) {
        if (!compare::isFigure(figures.style)) {
            continue;
        }
        for (const ChartPoint &point : figures.points) {
            if (const auto *start = startOf(point); start && *start) {
                addLine(drawing, plot.at(**start, point.y), plot.at(point.x, point.y),
                        faint(plot.colours.axis, 0.55), plot.fontPixels * 0.22);
            }
        }
    }
}

void drawBand(const Plot &plot, const ChartSeries &series, const SeriesLook &look, Drawing &drawing)
{
    QPolygonF upper, lower;
    for (const ChartPoint &point : series.points) {
        if (!usable(plot.spec.x, point.x) || !point.yLow || !point.yHigh
            || !usable(plot.spec.y, *point.yLow)) {
            continue;
        }
        upper.append(plot.at(point.x, *point.yHigh));
        lower.append(plot.at(point.x, *point.yLow));
    }
    lower = thinnedLine(lower);
    std::reverse(lower.begin(), lower.end());
    const QPolygonF band = clippedArea(thinnedLine(upper) + lower, plot.area);
    if (upper.size() < 2 || band.size() < 3) {
        return;
    }
    DrawnShape shape;
    shape.kind = ShapeKind::Area;
    shape.points = band;
    shape.fill = faint(look.colour, 0.16);
    drawing.shapes.append(shape);
}

void drawJoined(const Plot &plot, const ChartSeries &series, const SeriesLook &look,
                Drawing &drawing)
{
    QPolygonF line;
    for (const ChartPoint &point : series.points) {
        if (usable(plot.spec.x, point.x) && usable(plot.spec.y, point.y)) {
            line.append(plot.at(point.x, point.y));
        }
    }
    for (const QPolygonF &piece : clippedLine(thinnedLine(line), plot.area)) {
        DrawnShape shape;
        shape.points = piece;
        shape.stroke = look.colour;
        shape.width = look.lineWidth * plot.fontPixels;
        shape.dashed = look.dashed;
        drawing.shapes.append(shape);
    }
}

void drawWhisker(const Plot &plot, const ChartPoint &point, const SeriesLook &look, bool dense,
                 Drawing &drawing)
{
    const double cap = plot.markRadius() * 0.7;
    const double width = std::max(1.0, plot.fontPixels * 0.1);
    const auto draw = [&](const QPointF &a, const QPointF &b, const QPointF &half) {
        addLine(drawing, a, b, look.colour, width);
        for (const QPointF &end : dense ? QVector<QPointF>() : QVector<QPointF>{a, b}) {
            addLine(drawing, end - half, end + half, look.colour, width);
        }
    };
    if (point.xLow && point.xHigh) {
        draw(plot.at(clamped(plot.spec.x, *point.xLow), point.y),
             plot.at(clamped(plot.spec.x, *point.xHigh), point.y), {0, cap});
    }
    if (point.yLow && point.yHigh) {
        draw(plot.at(point.x, clamped(plot.spec.y, *point.yLow)),
             plot.at(point.x, clamped(plot.spec.y, *point.yHigh)), {cap, 0});
    }
}

// A claimed range is not a confidence interval: a bar instead of a whisker.
void drawRange(const Plot &plot, const ChartPoint &point, const SeriesLook &look, Drawing &drawing)
{
    if (point.xLow && point.xHigh && *point.xLow < *point.xHigh) {
        addLine(drawing, plot.at(clamped(plot.spec.x, *point.xLow), point.y),
                plot.at(clamped(plot.spec.x, *point.xHigh), point.y), faint(look.colour, 0.35),
                plot.markRadius() * 1.1);
    }
}

// Over the parameter that decides a figure: paler and wider than a range, and cut at the axis.
void drawFigureBands(const Plot &plot, Drawing &drawing)
{
    for (qsizetype i = 0; i < plot.spec.series.size(); ++i) {
        const QColor colour = faint(lookOf(plot.spec, i, plot.colours).colour, 0.25);
        for (const ChartPoint &point : plot.spec.series[i].points) {
            if (point.bandLow && point.bandHigh && *point.bandLow < *point.bandHigh
                && plot.holds(point.x, point.y)) {
                addLine(drawing, plot.at(clamped(plot.spec.x, *point.bandLow), point.y),
                        plot.at(clamped(plot.spec.x, *point.bandHigh), point.y), colour,
                        plot.markRadius() * 1.5);
            }
        }
    }
}

void drawPoints(const Plot &plot, qsizetype index, Drawing &drawing)
{
    const ChartSeries &series = plot.spec.series[index];
    const SeriesLook look = lookOf(plot.spec, index, plot.colours);
    const double radius = plot.markRadius();
    // With this many points, marks hide each other: caps and edges are left out, and a curve is
    // drawn as its line.
    const bool dense = plot.spec.y.categories.isEmpty() && series.points.size() > 1000;
    const bool lineAlone = series.line && double(series.points.size()) * radius > plot.area.width();
    for (qsizetype i = 0; i < series.points.size(); ++i) {
        const ChartPoint &point = series.points[i];
        if (look.mark == MarkShape::None || !plot.holds(point.x, point.y)) {
            continue;
        }
        if (series.style == MarkStyle::Claim) {
            drawRange(plot, point, look, drawing);
        }
        const bool band = series.line && series.points.size() > 1
                          && plot.spec.x.values != compare::AxisValues::Times;
        if (series.style != MarkStyle::Claim && !band && series.style != MarkStyle::Limit) {
            drawWhisker(plot, point, look, dense, drawing);
        }
        const QPointF centre = plot.at(point.x, point.y);
        if (!lineAlone) {
            DrawnShape mark =
                    markShape(look, centre, radius, point.hollow, plot.colours.background);
            if (look.mark == MarkShape::Bar && plot.spec.y.categories.isEmpty()) {
                const double arm = radius * 1.7;  // across the axis of factors
                mark.points = QPolygonF{centre - QPointF(arm, 0), centre + QPointF(arm, 0)};
            }
            if (dense && !point.hollow) {
                mark.stroke = QColor();
            }
            drawing.shapes.append(mark);
        }
        const double reach = radius * 1.6;
        drawing.marks.append({QRectF(centre.x() - reach, centre.y() - reach, 2 * reach, 2 * reach),
                              int(index), int(i)});
    }
}

// Bars of counts, one after the other in each line.
void drawStacked(const Plot &plot, Drawing &drawing)
{
    constexpr double half = 0.32;  // of the height of a line
    QVector<double> ends(plot.spec.y.categories.size());
    for (qsizetype i = 0; i < plot.spec.series.size(); ++i) {
        const ChartSeries &series = plot.spec.series[i];
        for (qsizetype j = 0; series.stacked && j < series.points.size(); ++j) {
            const ChartPoint &point = series.points[j];
            const auto line = qsizetype(std::lround(point.y));
            if (line < 0 || line >= ends.size()) {
                continue;
            }
            const double from = clamped(plot.spec.x, ends[line]);
            ends[line] += point.x;
            const double to = clamped(plot.spec.x, ends[line]);
            const QRectF bar(plot.at(from, point.y - half), plot.at(to, point.y + half));
            DrawnShape shape;
            shape.kind = ShapeKind::Area;
            shape.points =
                    QPolygonF{bar.topLeft(), bar.topRight(), bar.bottomRight(), bar.bottomLeft()};
            shape.fill = lookOf(plot.spec, i, plot.colours).colour;
            drawing.shapes.append(shape);
            drawing.marks.append({bar, int(i), int(j)});
        }
    }
}

// Painting order: guides and limits, claims, measurements.
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

// Index among the series of figures.
qsizetype turnOf(const compare::ChartSpec &spec, qsizetype index)
{
    return std::count_if(spec.series.begin(), spec.series.begin() + index,
                         [](const ChartSeries &other) { return compare::isFigure(other.style); });
}

QColor curveColour(const compare::ChartSpec &spec, qsizetype index, const ChartColours &colours)
{
    return colours.curves[turnOf(spec, index) % colours.curves.size()];
}

QPolygonF corners(const QPointF &centre, double radius, std::initializer_list<QPointF> offsets)
{
    QPolygonF polygon;
    for (const QPointF &offset : offsets) {
        polygon.append(centre + offset * radius);
    }
    return polygon;
}

}  // namespace

bool Plot::holds(double x, double y) const
{
    return within(spec.x, x) && within(spec.y, y);
}

QPointF Plot::at(double x, double y) const
{
    const double h = area.left() + axisPosition(spec.x, x) * area.width();
    if (!spec.y.categories.isEmpty()) {  // the first category is at the top
        return {h, area.top() + (y + 0.5) / double(spec.y.categories.size()) * area.height()};
    }
    return {h, area.bottom() - axisPosition(spec.y, y) * area.height()};
}

SeriesLook lookOf(const compare::ChartSpec &spec, qsizetype index, const ChartColours &colours)
{
    const ChartSeries &series = spec.series[index];
    switch (series.style) {
    case MarkStyle::Claim:
        return {colours.claim, MarkShape::Diamond};
    case MarkStyle::Baseline:
        return {colours.baseline, MarkShape::Cross};
    case MarkStyle::Naive:
        return {colours.naive, MarkShape::TriangleDown};
    case MarkStyle::Limit:
        if (series.limitOf >= 0 && series.limitOf < spec.series.size()) {
            return {curveColour(spec, series.limitOf, colours),
                    series.line ? MarkShape::None : MarkShape::Bar, true, 0.1};
        }
        return {colours.limit, series.line ? MarkShape::None : MarkShape::Bar, true, 0.13};
    case MarkStyle::Count:
        return {series.outcome ? outcomeColour(*series.outcome, colours) : colours.measured,
                MarkShape::Square};
    case MarkStyle::Regression:
        return {colours.claim, MarkShape::TriangleDown};
    case MarkStyle::Guide:
        return {colours.axis, MarkShape::None, true, 0.1};
    // The mark says what kind of figure it is; curves are told apart by their colour.
    case MarkStyle::Proxy:
        return {series.line ? curveColour(spec, index, colours) : colours.measured,
                MarkShape::Ring};
    case MarkStyle::Computed:
        return {series.line ? curveColour(spec, index, colours) : colours.baseline,
                MarkShape::Square};
    case MarkStyle::Simulated:
        return {series.line ? curveColour(spec, index, colours) : colours.curves[2],
                MarkShape::TriangleUp};
    case MarkStyle::Measurement:
        break;
    }
    return {curveColour(spec, index, colours), MarkShape::Circle};
}

DrawnShape markShape(const SeriesLook &look, const QPointF &centre, double radius, bool hollow,
                     const QColor &background)
{
    DrawnShape shape;
    shape.kind = ShapeKind::Area;
    const bool ring = look.mark == MarkShape::Ring;  // thicker than the edge of a hollow mark
    hollow = hollow || ring;
    shape.fill = hollow ? background : look.colour;
    // A thin edge in the background colour separates touching marks.
    shape.stroke = hollow ? look.colour : background;
    shape.width = radius * (ring ? 0.6 : hollow ? 0.36 : 0.18);
    const double r = ring ? radius * 0.78 : hollow ? radius * 0.86 : radius;
    switch (look.mark) {
    case MarkShape::Circle:
    case MarkShape::Ring:
        shape.kind = ShapeKind::Ellipse;
        shape.points = corners(centre, r, {{-1, -1}, {1, 1}});
        break;
    case MarkShape::Diamond:
        shape.points = corners(centre, r * 1.3, {{0, -1}, {1, 0}, {0, 1}, {-1, 0}});
        break;
    case MarkShape::Square:
        shape.points = corners(centre, r * 0.9, {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}});
        break;
    case MarkShape::Cross: {
        constexpr double arm = 0.36;
        shape.points = corners(centre, r * 1.1,
                               {{-arm, -1},
                                {arm, -1},
                                {arm, -arm},
                                {1, -arm},
                                {1, arm},
                                {arm, arm},
                                {arm, 1},
                                {-arm, 1},
                                {-arm, arm},
                                {-1, arm},
                                {-1, -arm},
                                {-arm, -arm}});
        break;
    }
    case MarkShape::TriangleUp:
        shape.points = corners(centre, r * 1.15, {{0, -1}, {0.95, 0.75}, {-0.95, 0.75}});
        break;
    case MarkShape::TriangleDown:
        shape.points = corners(centre, r * 1.15, {{0, 1}, {0.95, -0.75}, {-0.95, -0.75}});
        break;
    case MarkShape::Bar:
        shape.kind = ShapeKind::Line;
        shape.points = corners(centre, radius * 1.7, {{0, -1}, {0, 1}});
        shape.stroke = look.colour;
        shape.fill = QColor();
        shape.width = radius * 0.5;
        break;
    case MarkShape::None:
        break;
    }
    return shape;
}

void drawSeries(const Plot &plot, Drawing &drawing)
{
    drawStacked(plot, drawing);
    drawFigureBands(plot, drawing);
    drawConnectors(plot, drawing);
    QVector<qsizetype> order;
    for (qsizetype i = 0; i < plot.spec.series.size(); ++i) {
        order.append(i);
    }
    std::stable_sort(order.begin(), order.end(), [&plot](qsizetype a, qsizetype b) {
        return depthOf(plot.spec.series[a].style) < depthOf(plot.spec.series[b].style);
    });
    // Between two runs nothing is known: whiskers instead of a band.
    const bool overTime = plot.spec.x.values == compare::AxisValues::Times;
    for (const qsizetype i : order) {
        if (plot.spec.series[i].line && !overTime) {
            drawBand(plot, plot.spec.series[i], lookOf(plot.spec, i, plot.colours), drawing);
        }
    }
    for (const qsizetype i : order) {
        if (plot.spec.series[i].line) {
            drawJoined(plot, plot.spec.series[i], lookOf(plot.spec, i, plot.colours), drawing);
        }
        if (!plot.spec.series[i].stacked) {
            drawPoints(plot, i, drawing);
        }
    }
    std::stable_sort(drawing.marks.begin(), drawing.marks.end(),
                     [](const DrawnMark &a, const DrawnMark &b) {
                         const QPointF p = a.area.center();
                         const QPointF q = b.area.center();
                         return std::pair(p.y(), p.x()) < std::pair(q.y(), q.x());
                     });
}

}  // namespace touchstone::ui
