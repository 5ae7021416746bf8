// How a series looks: its colour, its mark, and the marks as shapes.
#pragma once

#include "charts/chart_colours.h"

#include <QPolygonF>

class QPainter;

namespace touchstone::ui {

enum class MarkShape { Circle, Ring, Diamond, Square, Cross, TriangleUp, TriangleDown, Bar, None };

struct SeriesLook {
    QColor colour;
    MarkShape mark = MarkShape::Circle;
    bool dashed = false;
    // Relative to the pixel size of the font, so that lines on slides are thicker.
    double lineWidth = 0.16;
};
// From its style and, for several measured series, from its index.
SeriesLook lookOf(const compare::ChartSpec &spec, qsizetype series, const ChartColours &colours);
QColor guideColour(const compare::GuideLine &guide, const ChartColours &colours);

// The radius of a circle, in pixels; other marks have about the same area.
inline double markRadius(int fontPixels)
{
    return fontPixels * 0.42;
}

// A mark as it is painted: a shape in a square box.
struct MarkPaint {
    QColor fill, edge;
    double edgeWidth = 1;
    double box = 8;  // width and height of the shape, without its edge
};
MarkPaint markPaint(const SeriesLook &look, double radius, bool hollow, const QColor &background);

// Of a mark with corners; a bar is its line. Empty for round marks.
QPolygonF markOutline(MarkShape mark, const QPointF &centre, double box);

void paintMark(QPainter &painter, const SeriesLook &look, const QPointF &centre, double radius,
               const QColor &background);

}  // namespace touchstone::ui
