#include "charts/paint_drawing.h"

#include "charts/chart_text.h"

#include <QFontMetricsF>
#include <QPainter>

namespace touchstone::ui {

namespace {

QPen penOf(const DrawnShape &shape)
{
    if (!shape.stroke.isValid()) {
        return QPen(Qt::NoPen);
    }
    QPen pen(shape.stroke, shape.width);
    pen.setCapStyle(shape.dashed ? Qt::FlatCap : Qt::RoundCap);
    pen.setJoinStyle(Qt::RoundJoin);
    if (shape.dashed) {
        pen.setDashPattern({4, 3});
    }
    return pen;
}

void paintShape(QPainter &painter, const DrawnShape &shape)
{
    painter.setPen(penOf(shape));
    painter.setBrush(shape.fill.isValid() ? QBrush(shape.fill) : QBrush(Qt::NoBrush));
    switch (shape.kind) {
    case ShapeKind::Line:
        painter.drawPolyline(shape.points);
        break;
    case ShapeKind::Area:
        painter.drawPolygon(shape.points);
        break;
    case ShapeKind::Ellipse:
        painter.drawEllipse(QRectF(shape.points[0], shape.points[1]));
        break;
    }
}

void paintText(QPainter &painter, const DrawnText &text)
{
    const QFont font = chartFont(text.pixels, text.bold);
    const double width = QFontMetricsF(font).horizontalAdvance(text.text);
    const double shift = text.anchor == TextAnchor::Start    ? 0
                         : text.anchor == TextAnchor::Middle ? width / 2
                                                             : width;
    painter.setFont(font);
    painter.setPen(text.colour);
    if (!text.upwards) {
        painter.drawText(text.at - QPointF(shift, 0), text.text);
        return;
    }
    painter.save();
    painter.translate(text.at);
    painter.rotate(-90);
    painter.drawText(QPointF(-shift, 0), text.text);
    painter.restore();
}

bool touches(const QRectF &visible, double top, double bottom)
{
    return visible.isNull() || (bottom >= visible.top() && top <= visible.bottom());
}

}  // namespace

void paintDrawing(QPainter &painter, const Drawing &drawing, const QRectF &visible)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::TextAntialiasing);
    for (const DrawnShape &shape : drawing.shapes) {
        const QRectF box = shape.points.boundingRect();
        if (touches(visible, box.top() - shape.width, box.bottom() + shape.width)) {
            paintShape(painter, shape);
        }
    }
    for (const DrawnText &text : drawing.texts) {
        const double reach = text.upwards ? drawing.size.height() : 2.0 * text.pixels;
        if (touches(visible, text.at.y() - reach, text.at.y() + reach)) {
            paintText(painter, text);
        }
    }
}

}  // namespace touchstone::ui
