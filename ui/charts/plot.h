// The inside of the axes: series of a spec as shapes within the plot rectangle.
#pragma once

#include "charts/chart_colours.h"
#include "charts/drawing.h"

namespace touchstone::ui {

struct Plot {
    const compare::ChartSpec &spec;
    const ChartColours &colours;
    QRectF area;
    int fontPixels = 10;

    bool holds(double x, double y) const;  // within the range of both axes
    QPointF at(double x, double y) const;  // may lie outside
    double markRadius() const { return fontPixels * 0.42; }
};

// The look of a series: from its style and, for several measured series, from its index.
enum class MarkShape { Circle, Ring, Diamond, Square, Cross, TriangleUp, TriangleDown, Bar, None };
struct SeriesLook {
    QColor colour;
    MarkShape mark = MarkShape::Circle;
    bool dashed = false;
    double lineWidth =
            0.16;  // relative to the pixel size of the font, so that lines on slides are thicker
};
SeriesLook lookOf(const compare::ChartSpec &spec, qsizetype series, const ChartColours &colours);

// The mark alone, also for the legend.
DrawnShape markShape(const SeriesLook &look, const QPointF &centre, double radius, bool hollow,
                     const QColor &background);

// Adds bands, lines, connectors, whiskers and marks, and the places of the marks.
void drawSeries(const Plot &plot, Drawing &drawing);
// Adds the names of points where there is free space for them.
void drawPointNames(const Plot &plot, Drawing &drawing);

}  // namespace touchstone::ui
