// The inside of the axes of a QChart: where values of the spec lie, and what is drawn there.
#pragma once

#include "charts/chart_range.h"
#include "charts/placed_text.h"
#include "charts/series_look.h"

QT_BEGIN_NAMESPACE
class QChart;
QT_END_NAMESPACE

namespace touchstone::ui {

class OverlayItem;

struct Plot {
    const compare::ChartSpec &spec;
    const ChartColours &colours;
    QChart &chart;
    QRectF area;
    int fontPixels = 10;
    ChartRange range;
    QVector<bool> hidden;  // of each series
    AxisSpan rows;         // along y: what lies outside has a place, but is not drawn

    double radius() const { return markRadius(fontPixels); }
    bool usable(double x, double y) const;
    bool holds(double x, double y) const;  // within the range that is shown
    bool draws(double x, double y) const;  // and within the rows
    QPointF at(double x, double y) const;  // of usable values; may lie outside
    // Moved to the edge where it is not within the range; an unusable value to the lower edge.
    QPointF atEdge(double x, double y) const;
    QPointF place(const QPointF &coordinates) const;
    QPointF coordinates(const QPointF &place) const;
};

// The place of a point of the spec, for mouse and keyboard: around a mark, or the bar itself.
struct PlacedMark {
    QRectF area;
    int series = 0, point = 0;
};
// From top to bottom, then left to right.
QVector<PlacedMark> marksOf(const Plot &plot);

// Painting order: guides and limits, claims, measurements.
QVector<qsizetype> inPaintingOrder(const compare::ChartSpec &spec);
// With this many points, marks hide each other: caps and edges are left out.
bool isDense(const compare::ChartSpec &spec, const compare::ChartSeries &series);
// A curve of so many points that it is drawn as its line.
bool isLineAlone(const Plot &plot, const compare::ChartSeries &series);
// Marks that no scatter series has.
bool isOwnMark(MarkShape mark);
// With a band for its intervals; between two runs nothing is known: whiskers instead of a band.
bool hasBand(const compare::ChartSpec &spec, const compare::ChartSeries &series);
// Of the bars of counts, relative to the height of their line.
constexpr double barWidth = 0.64;

// Below the series: grid, axis lines, ticks, guides, intervals, ranges, connectors and own marks;
// above them the marks that say something about other marks.
void layOverlay(const Plot &plot, OverlayItem &below, OverlayItem &above);
// The names of points where there is free space for them.
QVector<PlacedText> pointNames(const Plot &plot, const ChartStyle &style,
                               const QVector<PlacedMark> &marks, const OverlayItem &overlay);

}  // namespace touchstone::ui
