#include "charts/paint_drawing.h"

#include "charts/chart_text.h"

#include <QPainter>

#include <map>

namespace touchstone::ui {

namespace {

QPen penOf(const DrawnShape &shape)
{
    if (!shape.stroke.isValid()) {
        return QPen(Qt::NoPen);
    }
    QPen pen(shape.stroke, shape.width);
    pen.setCapStyle(hasRoundEnds(shape) ? Qt::RoundCap : Qt::FlatCap);
    pen.setJoinStyle(shape.kind == ShapeKind::Line ? Qt::RoundJoin : Qt::MiterJoin);
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

void paintText(QPainter &painter, const DrawnText &text, const ChartFont &font)
{
    const double width = text.anchor == TextAnchor::Start ? 0 : font.width(text.text);
    const double shift = text.anchor == TextAnchor::Start    ? 0
                         : text.anchor == TextAnchor::Middle ? width / 2
                                                             : width;
    painter.setFont(font.font());
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

}  // namespace

void paintDrawing(QPainter &painter, const Drawing &drawing, const QRectF &visible)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::TextAntialiasing);
    for (const DrawnShape &shape : drawing.shapes) {
        const double edge = shape.width + 1;  // so that the box of a straight line is not empty
        const QRectF box = shape.points.boundingRect().adjusted(-edge, -edge, edge, edge);
        if (visible.isNull() || visible.intersects(box)) {
            paintShape(painter, shape);
        }
    }
    std::map<std::pair<int, bool>, ChartFont> fonts;
    for (const DrawnText &text : drawing.texts) {
        const double reach = text.upwards ? drawing.size.height() : 2.0 * text.pixels;
        if (visible.isNull()
            || (text.at.y() + reach >= visible.top() && text.at.y() - reach <= visible.bottom())) {
            const auto key = std::pair(text.pixels, text.bold);
            const auto font = fonts.try_emplace(key, text.pixels, text.bold).first;
            paintText(painter, text, font->second);
        }
    }
}

}  // namespace touchstone::ui
