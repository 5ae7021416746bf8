// Lines and areas are cut to the plot and thinned to what can be seen before they are drawn, so
// that every format shows the same and no viewer needs to clip.
#pragma once

#include <QPolygonF>
#include <QRectF>
#include <QVector>

namespace touchstone::ui {

// The pieces of an open line inside the rectangle (Liang and Barsky, 1984, a segment at a time).
QVector<QPolygonF> clippedLine(const QPolygonF &line, const QRectF &area);
// A closed area inside the rectangle (Sutherland and Hodgman, 1974); empty when nothing is left.
QPolygonF clippedArea(const QPolygonF &polygon, const QRectF &area);

// The same line to the eye, with at most two points for each two pixels of x, the lowest and the
// highest, and the ends of the line. For lines whose x never falls.
QPolygonF thinnedLine(const QPolygonF &line);

}  // namespace touchstone::ui
