// A chart as lines, areas and texts in logical pixels (1/96 inch): made by the
// layout, drawn identically on screen and in PDF, PNG and SVG.
#pragma once

#include <QColor>
#include <QPolygonF>
#include <QRectF>
#include <QString>
#include <QVector>

namespace touchstone::ui {

enum class ShapeKind { Line, Area, Ellipse };  // Ellipse: points are two corners of its box

struct DrawnShape {
    ShapeKind kind = ShapeKind::Line;
    QPolygonF points;
    QColor stroke, fill;  // invalid: not drawn
    double width = 1;
    bool dashed = false;
};

// Hairlines have flat ends; thick bars and curves round ones.
inline bool hasRoundEnds(const DrawnShape &shape)
{
    return !shape.dashed && (shape.width > 2.5 || shape.points.size() > 2);
}

enum class TextAnchor { Start, Middle, End };

struct DrawnText {
    QPointF at;  // on the baseline
    QString text;
    QColor colour;
    int pixels = 10;
    TextAnchor anchor = TextAnchor::Start;
    bool bold = false;
    bool upwards = false;  // turned by 90 degrees, read from below
};

// The place of a point of the spec, for mouse and keyboard.
struct DrawnMark {
    QRectF area;
    int series = 0, point = 0;
};

struct Drawing {
    QSizeF size;
    QRectF plot;  // all data lies inside
    QColor background;
    QVector<DrawnShape> shapes;  // in painting order
    QVector<DrawnText> texts;    // above all shapes
    QVector<DrawnMark> marks;    // from top to bottom, then left to right
};

}  // namespace touchstone::ui
