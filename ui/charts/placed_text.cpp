#include "charts/placed_text.h"

#include "charts/chart_text.h"

#include <QPainter>
#include <QStyleOptionGraphicsItem>

#include <map>

namespace touchstone::ui {

namespace {

// How far the start of the text is left of its anchor.
double shiftOf(const PlacedText &text, const ChartFont &font)
{
    switch (text.anchor) {
    case TextAnchor::Start:
        break;
    case TextAnchor::Middle:
        return font.width(text.text) / 2;
    case TextAnchor::End:
        return font.width(text.text);
    }
    return 0;
}

void paintText(QPainter &painter, const PlacedText &text, const ChartFont &font)
{
    const double shift = shiftOf(text, font);
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

QRectF PlacedText::inkBox() const
{
    const ChartFont font(pixels, bold);
    const QRectF flat(-shiftOf(*this, font), -0.72 * pixels, font.width(text), 0.8 * pixels);
    return upwards ? QRectF(at.x() + flat.top(), at.y() - flat.right(), flat.height(), flat.width())
                   : flat.translated(at);
}

TextItem::TextItem(QGraphicsItem *parent) : QGraphicsItem(parent)
{
    setFlag(ItemUsesExtendedStyleOption);  // for the exposed part
}

void TextItem::setTexts(const QVector<PlacedText> &texts, const QSizeF &page)
{
    prepareGeometryChange();
    m_page = QRectF(QPointF(), page);
    m_texts = texts;
    update();
}

void TextItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *)
{
    const QRectF &exposed = option->exposedRect;
    std::map<std::pair<int, bool>, ChartFont> fonts;
    for (const PlacedText &text : m_texts) {
        const double reach = text.upwards ? m_page.height() : 2.0 * text.pixels;
        if (text.at.y() + reach >= exposed.top() && text.at.y() - reach <= exposed.bottom()) {
            const auto key = std::pair(text.pixels, text.bold);
            const auto font = fonts.try_emplace(key, text.pixels, text.bold).first;
            paintText(*painter, text, font->second);
        }
    }
}

}  // namespace touchstone::ui
