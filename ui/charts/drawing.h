// A chart as lines, areas and texts in logical pixels (1/96 inch): what the layout makes, and what
// screen, PDF, PNG and SVG draw alike.
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

// Hairlines end where they end; thick bars and curves look better round.
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

// Where a point of the spec stands, for the mouse and the keyboard.
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
