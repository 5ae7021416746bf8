#include "charts/overlay.h"

#include <QPainter>
#include <QStyleOptionGraphicsItem>

namespace touchstone::ui {

namespace {

// Hairlines have flat ends, thick bars round ones.
QPen lineOf(const QColor &colour, double width, bool dashed)
{
    constexpr double thick = 2.5;
    QPen pen(colour, width);
    pen.setCapStyle(!dashed && width > thick ? Qt::RoundCap : Qt::FlatCap);
    if (dashed) {
        pen.setDashPattern({4, 3});
    }
    return pen;
}

bool meets(const QLineF &line, double reach, const QRectF &exposed)
{
    const QRectF box = QRectF(line.p1(), line.p2()).normalized();
    return box.right() + reach >= exposed.left() && box.left() - reach <= exposed.right()
           && box.bottom() + reach >= exposed.top() && box.top() - reach <= exposed.bottom();
}

}  // namespace

OverlayItem::OverlayItem(QGraphicsItem *parent) : QGraphicsItem(parent)
{
    setFlag(ItemUsesExtendedStyleOption);  // for the exposed part
}

void OverlayItem::clear(const QRectF &bounds)
{
    prepareGeometryChange();
    m_bounds = bounds;
    m_layers.clear();
    update();
}

QVector<QLineF> &OverlayItem::addLines(const QColor &colour, double width, bool dashed)
{
    m_layers.append({lineOf(colour, width, dashed), Qt::NoBrush, {}, {}});
    return m_layers.last().lines;
}

QVector<QPolygonF> &OverlayItem::addShapes(const QPen &pen, const QBrush &brush)
{
    m_layers.append({pen, brush, {}, {}});
    return m_layers.last().shapes;
}

void OverlayItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *)
{
    const QRectF &exposed = option->exposedRect;
    for (const Layer &layer : m_layers) {
        const double reach = layer.pen.widthF() + 1;
        painter->setPen(layer.pen);
        painter->setBrush(layer.brush);
        for (const QLineF &line : layer.lines) {
            if (meets(line, reach, exposed)) {
                painter->drawLine(line);
            }
        }
        for (const QPolygonF &shape : layer.shapes) {
            if (exposed.intersects(shape.boundingRect().adjusted(-reach, -reach, reach, reach))) {
                painter->drawPolygon(shape);
            }
        }
    }
}

}  // namespace touchstone::ui
