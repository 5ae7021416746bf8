#include "ui/common/heads.h"

#include <QAbstractItemModel>
#include <QFontMetrics>
#include <QStyle>

namespace touchstone::ui {

Heads::Heads(QWidget *parent) : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setHighlightSections(false);
}

int Heads::widthOf(int section) const
{
    constexpr int padding = 8;  // of style_sheet.cpp
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    const QString text = model()->headerData(section, orientation()).toString();
    const int margin = style()->pixelMetric(QStyle::PM_HeaderMargin, nullptr, this);
    return QFontMetrics(bold).horizontalAdvance(text) + 2 * (padding + margin) + 4;
}

void Heads::mousePressEvent(QMouseEvent *event)
{
    m_held = true;
    QHeaderView::mousePressEvent(event);
}

void Heads::mouseReleaseEvent(QMouseEvent *event)
{
    QHeaderView::mouseReleaseEvent(event);
    m_held = false;
}

// Fits a section to its contents at once.
void Heads::mouseDoubleClickEvent(QMouseEvent *event)
{
    m_held = true;
    QHeaderView::mouseDoubleClickEvent(event);
}

// QHeaderView measures the letters of the table, not those of the style sheet.
QSize Heads::sectionSizeFromContents(int section) const
{
    return QHeaderView::sectionSizeFromContents(section).expandedTo({widthOf(section), 0});
}

}  // namespace touchstone::ui
