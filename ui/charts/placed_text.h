// Texts at fixed places, and the item that paints them.
#pragma once

#include <QColor>
#include <QGraphicsItem>
#include <QRectF>
#include <QString>
#include <QVector>

namespace touchstone::ui {

enum class TextAnchor { Start, Middle, End };

struct PlacedText {
    QPointF at;  // on the baseline
    QString text;
    QColor colour;
    int pixels = 10;
    TextAnchor anchor = TextAnchor::Start;
    bool bold = false;
    bool upwards = false;  // turned by 90 degrees, read from below

    // From cap height to a little below the baseline: the inked part of nearly all letters.
    QRectF inkBox() const;
};

// Thousands of labels in one item, of which only those in sight are painted. QChart's own titles
// are cut to the width of the plot, which is too narrow beside long names.
class TextItem : public QGraphicsItem {
public:
    explicit TextItem(QGraphicsItem *parent);

    void setTexts(const QVector<PlacedText> &texts, const QSizeF &page);
    const QVector<PlacedText> &texts() const { return m_texts; }

    QRectF boundingRect() const override { return m_page; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *) override;

private:
    QVector<PlacedText> m_texts;
    QRectF m_page;
};

}  // namespace touchstone::ui
