#include "charts/scene_texts.h"

#include "charts/chart_text.h"

#include <QChart>
#include <QFontMetricsF>
#include <QGraphicsTextItem>

namespace touchstone::samples {

namespace {

SceneText placed(const ui::PlacedText &text)
{
    return {text.text, text.inkBox(), ui::ChartFont(text.pixels, text.bold).font()};
}

// A label of an axis.
SceneText labelOf(const QGraphicsTextItem &item)
{
    const QFontMetricsF metrics(item.font());
    const int pixels = item.font().pixelSize();
    const QRectF box = item.sceneBoundingRect();
    const double width = metrics.horizontalAdvance(item.toPlainText());
    const double baseline = box.top() + (box.height() - metrics.height()) / 2 + metrics.ascent();
    return {item.toPlainText(),
            QRectF(box.center().x() - width / 2, baseline - 0.72 * pixels, width, 0.8 * pixels),
            item.font()};
}

SceneText nameOf(const ui::LegendEntry &entry, int pixels)
{
    const ui::ChartFont font(pixels);
    const double width = font.width(entry.name);
    const double baseline = entry.box.center().y() + pixels * 0.36;
    return {entry.name,
            QRectF(entry.box.right() - width, baseline - 0.72 * pixels, width, 0.8 * pixels),
            font.font()};
}

}  // namespace

QVector<SceneText> textsOf(const ui::ChartScene &scene)
{
    QVector<SceneText> texts;
    for (const QGraphicsItem *item : scene.items()) {
        const auto *label = qgraphicsitem_cast<const QGraphicsTextItem *>(item);
        if (label && label->isVisible() && !label->toPlainText().isEmpty()) {
            texts.append(labelOf(*label));
        } else if (const auto *own = dynamic_cast<const ui::TextItem *>(item)) {
            for (const ui::PlacedText &text : own->texts()) {
                texts.append(placed(text));
            }
        }
    }
    for (const ui::LegendEntry &entry : scene.page().legend) {
        texts.append(nameOf(entry, scene.page().fontPixels));
    }
    return texts;
}

QVector<QPointF> markerCentres(const ui::ChartScene &scene)
{
    QVector<QPointF> centres;
    for (const QGraphicsItem *item : scene.items()) {
        const bool inGroup = item->parentItem()
                             && item->parentItem()->type() == QGraphicsItemGroup::Type
                             && item->parentItem()->parentItem() != scene.chart();
        const bool mark = item->type() == QGraphicsEllipseItem::Type
                          || item->type() == QGraphicsPolygonItem::Type
                          || item->type() == QGraphicsRectItem::Type;
        if (inGroup && mark && item->isVisible()) {
            centres.append(item->sceneBoundingRect().center());
        }
    }
    return centres;
}

QVector<QRectF> barRects(const ui::ChartScene &scene)
{
    QVector<QRectF> rects;
    for (const QGraphicsItem *item : scene.items()) {
        if (item->type() == QGraphicsRectItem::Type && item->isVisible()
            && item->boundingRect().isValid()) {
            rects.append(item->sceneBoundingRect());
        }
    }
    return rects;
}

}  // namespace touchstone::samples
