// Lines and marks that QChart does not have, in one item below its series.
#pragma once

#include <QBrush>
#include <QGraphicsItem>
#include <QLineF>
#include <QPen>
#include <QPolygonF>
#include <QVector>

namespace touchstone::ui {

class OverlayItem : public QGraphicsItem {
public:
    struct Layer {
        QPen pen;
        QBrush brush;
        QVector<QLineF> lines;
        QVector<QPolygonF> shapes;  // filled with the brush, above the lines
    };

    explicit OverlayItem(QGraphicsItem *parent);

    void clear(const QRectF &bounds);
    // Each begins a layer above the others; it can be filled until the next begins.
    QVector<QLineF> &addLines(const QColor &colour, double width, bool dashed = false);
    QVector<QPolygonF> &addShapes(const QPen &pen, const QBrush &brush);
    const QVector<Layer> &layers() const { return m_layers; }

    QRectF boundingRect() const override { return m_bounds; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *) override;

private:
    QVector<Layer> m_layers;
    QRectF m_bounds;
};

}  // namespace touchstone::ui
