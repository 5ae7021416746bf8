#include "ui/common/cell_background.h"

#include <QApplication>
#include <QPainter>
#include <QWidget>

namespace touchstone::ui {

void paintBackground(QPainter &painter, const QStyleOptionViewItem &option,
                     const QModelIndex &index)
{
    QStyleOptionViewItem cell = option;
    cell.index = index;
    cell.state.setFlag(QStyle::State_HasFocus, false);
    const QWidget *widget = option.widget;
    (widget ? widget->style() : QApplication::style())
            ->drawControl(QStyle::CE_ItemViewItem, &cell, &painter, widget);
}

}  // namespace touchstone::ui
