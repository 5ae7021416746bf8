// Draws a kernel with its badge: the sign of the verdict and when it was measured, at the right.
#pragma once

#include <QStyledItemDelegate>

namespace touchstone::ui {

class KernelDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
};

}  // namespace touchstone::ui
