// Clips lines and areas to the plot and reduces them to the visible resolution before drawing, so
// that all formats look the same and no viewer has to clip.
#pragma once

#include <QPolygonF>
#include <QRectF>
#include <QVector>

namespace touchstone::ui {

// The pieces of an open line inside the rectangle (Liang and Barsky, 1984, segment by segment).
QVector<QPolygonF> clippedLine(const QPolygonF &line, const QRectF &area);
// A closed area inside the rectangle (Sutherland and Hodgman, 1974); empty when nothing is left.
QPolygonF clippedArea(const QPolygonF &polygon, const QRectF &area);

// A visually identical line: per two pixels of x the lowest and the highest point, and both ends of
// the line. x must not decrease.
QPolygonF thinnedLine(const QPolygonF &line);

}  // namespace touchstone::ui
