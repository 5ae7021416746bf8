// SVG of QSvgGenerator knows no clipping, and neither do some viewers: lines and areas are cut to
// the plot before they are drawn.
#pragma once

#include <QPolygonF>
#include <QRectF>
#include <QVector>

namespace touchstone::ui {

// The pieces of an open line inside the rectangle (Liang and Barsky, 1984, a segment at a time).
QVector<QPolygonF> clippedLine(const QPolygonF &line, const QRectF &area);
// A closed area inside the rectangle (Sutherland and Hodgman, 1974); empty when nothing is left.
QPolygonF clippedArea(const QPolygonF &polygon, const QRectF &area);

}  // namespace touchstone::ui
