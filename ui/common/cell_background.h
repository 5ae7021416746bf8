// For delegates that draw more than one thing into a cell.
#pragma once

#include <QModelIndex>
#include <QStyleOptionViewItem>

QT_BEGIN_NAMESPACE
class QPainter;
QT_END_NAMESPACE

namespace touchstone::ui {

// What lies behind the contents of the whole cell: its selection.
void paintBackground(QPainter &painter, const QStyleOptionViewItem &option,
                     const QModelIndex &index);

}  // namespace touchstone::ui
