#include "ui/bench/kernel_delegate.h"

#include "ui/bench/kernel_model.h"
#include "ui/common/cell_background.h"
#include "ui/common/verdict_chip.h"

#include <QPainter>

namespace touchstone::ui {

void KernelDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const QString day = index.data(KernelModel::BadgeRole).toString();
    if (day.isEmpty()) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    const QString outcome = index.data(KernelModel::OutcomeRole).toString();
    const QString badge = outcome.isEmpty() ? day : QString(outcomeSign(outcome)) + u' ' + day;
    constexpr int margin = 8;
    const int width = option.fontMetrics.horizontalAdvance(badge) + 2 * margin;
    paintBackground(*painter, option, index);
    QStyleOptionViewItem name = option;
    name.rect.adjust(0, 0, -width, 0);
    QStyledItemDelegate::paint(painter, name, index);
    painter->save();
    painter->setFont(option.font);
    painter->setPen(tone(outcome.isEmpty() ? Tone::Muted : outcomeTone(outcome)));
    painter->drawText(option.rect.adjusted(0, 0, -margin, 0), Qt::AlignRight | Qt::AlignVCenter,
                      badge);
    painter->restore();
}

}  // namespace touchstone::ui
