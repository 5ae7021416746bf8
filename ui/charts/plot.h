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

    bool holds(double x, double y) const;  // inside both axes
    QPointF at(double x, double y) const;  // may lie outside
    double markRadius() const { return fontPixels * 0.42; }
};

// How a series looks: by its style, and by its turn among several measured ones.
enum class MarkShape { Circle, Diamond, Square, TriangleUp, TriangleDown, Bar, None };
struct SeriesLook {
    QColor colour;
    MarkShape mark = MarkShape::Circle;
    bool dashed = false;
    double lineWidth = 0.16;  // of the font's pixel size, so that slides get bolder lines
};
SeriesLook lookOf(const compare::ChartSpec &spec, qsizetype series, const ChartColours &colours);

// The mark alone, also for the legend.
DrawnShape markShape(const SeriesLook &look, const QPointF &centre, double radius, bool hollow,
                     const QColor &background);

// Adds bands, lines, connectors, whiskers and marks, and where the marks stand.
void drawSeries(const Plot &plot, Drawing &drawing);
// Adds names beside the points where they do not touch each other.
void drawPointNames(const Plot &plot, Drawing &drawing);

}  // namespace touchstone::ui
