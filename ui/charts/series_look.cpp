#include "charts/series_look.h"

#include <QPainter>

#include <algorithm>

namespace touchstone::ui {

using compare::ChartSeries;
using compare::MarkStyle;

namespace {

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

// Curves over sizes and times are told apart by their colour, also where they are one dot each.
bool hasCurves(const compare::ChartSpec &spec)
{
    return spec.kind == compare::ChartKind::RatioOverSize
           || spec.kind == compare::ChartKind::History;
}

// Relative to a circle.
double sizeOf(MarkShape mark)
{
    switch (mark) {
    case MarkShape::Ring:
        return 0.78;  // its thick edge is added
    case MarkShape::Diamond:
        return 1.3;
    case MarkShape::Square:
        return 0.9;
    case MarkShape::Cross:
        return 1.1;
    case MarkShape::TriangleUp:
    case MarkShape::TriangleDown:
        return 1.06;
    case MarkShape::Bar:
        return 1.7;
    case MarkShape::Circle:
    case MarkShape::None:
        break;
    }
    return 1;
}

}  // namespace

SeriesLook lookOf(const compare::ChartSpec &spec, qsizetype index, const ChartColours &colours)
{
    const ChartSeries &series = spec.series[index];
    const bool curve = series.line || hasCurves(spec);
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
        return {curve ? curveColour(spec, index, colours) : colours.measured, MarkShape::Ring};
    case MarkStyle::Computed:
        return {curve ? curveColour(spec, index, colours) : colours.baseline, MarkShape::Square};
    case MarkStyle::Simulated:
        return {curve ? curveColour(spec, index, colours) : colours.curves[2],
                MarkShape::TriangleUp};
    case MarkStyle::Measurement:
        break;
    }
    return {curveColour(spec, index, colours), MarkShape::Circle};
}

QColor guideColour(const compare::GuideLine &guide, const ChartColours &colours)
{
    return guide.style == MarkStyle::Claim   ? colours.claim
           : guide.style == MarkStyle::Limit ? colours.limit
                                             : colours.axis;
}

MarkPaint markPaint(const SeriesLook &look, double radius, bool hollow, const QColor &background)
{
    const bool ring = look.mark == MarkShape::Ring;  // thicker than the edge of a hollow mark
    hollow = hollow || ring;
    MarkPaint paint;
    paint.fill = hollow ? background : look.colour;
    // A thin edge in the background colour separates touching marks.
    paint.edge = hollow ? look.colour : background;
    paint.edgeWidth = radius * (ring ? 0.6 : hollow ? 0.36 : 0.18);
    const double inner = hollow && !ring ? 0.86 : 1;
    paint.box = 2 * radius * sizeOf(look.mark) * inner;
    if (look.mark == MarkShape::Bar) {
        paint.fill = QColor();
        paint.edge = look.colour;
        paint.edgeWidth = radius * 0.5;
    }
    return paint;
}

QPolygonF markOutline(MarkShape mark, const QPointF &centre, double box)
{
    const double r = box / 2;
    const auto at = [&](double x, double y) { return centre + QPointF(x, y) * r; };
    switch (mark) {
    case MarkShape::Diamond:
        return QVector<QPointF>{at(0, -1), at(1, 0), at(0, 1), at(-1, 0)};
    case MarkShape::Square:
        return QVector<QPointF>{at(-1, -1), at(1, -1), at(1, 1), at(-1, 1)};
    case MarkShape::Cross: {
        constexpr double arm = 0.36;
        return QVector<QPointF>{at(-arm, -1),  at(arm, -1),  at(arm, -arm), at(1, -arm),
                                at(1, arm),    at(arm, arm), at(arm, 1),    at(-arm, 1),
                                at(-arm, arm), at(-1, arm),  at(-1, -arm),  at(-arm, -arm)};
    }
    case MarkShape::TriangleUp:
        return QVector<QPointF>{at(0, -1), at(1, 1), at(-1, 1)};
    case MarkShape::TriangleDown:
        return QVector<QPointF>{at(0, 1), at(1, -1), at(-1, -1)};
    case MarkShape::Bar:
        return QVector<QPointF>{at(0, -1), at(0, 1)};
    case MarkShape::Circle:
    case MarkShape::Ring:
    case MarkShape::None:
        break;
    }
    return {};
}

void paintMark(QPainter &painter, const SeriesLook &look, const QPointF &centre, double radius,
               const QColor &background)
{
    if (look.mark == MarkShape::None) {
        return;
    }
    const MarkPaint paint = markPaint(look, radius, false, background);
    painter.setPen(QPen(paint.edge, paint.edgeWidth, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
    painter.setBrush(paint.fill.isValid() ? QBrush(paint.fill) : QBrush(Qt::NoBrush));
    const QPolygonF outline = markOutline(look.mark, centre, paint.box);
    if (outline.isEmpty()) {
        painter.drawEllipse(centre, paint.box / 2, paint.box / 2);
    } else if (look.mark == MarkShape::Bar) {
        painter.drawPolyline(outline);
    } else {
        painter.drawPolygon(outline);
    }
}

}  // namespace touchstone::ui
