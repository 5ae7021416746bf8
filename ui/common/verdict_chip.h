// The verdict of a claim as a small coloured chip: a sign and two words, never colour alone.
#pragma once

#include "ui/common/palette.h"

#include <QFont>
#include <QString>
#include <QStyledItemDelegate>

namespace touchstone::ui {

// outcome: a word of compare::Outcome.
Tone outcomeTone(const QString &outcome);
QChar outcomeSign(const QString &outcome);
// For rich text: sign and words in the colour of the chip.
QString outcomeHtml(const QString &outcome);

// Of a cell that shows the whole chip.
int verdictChipWidth(const QFont &font, const QString &outcome);

// Draws the display text of a cell as a chip; the word of the outcome comes from a role. A cell
// without an outcome is drawn as any other.
class VerdictDelegate : public QStyledItemDelegate {
public:
    VerdictDelegate(int outcomeRole, QObject *parent);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    int m_outcomeRole;
};

}  // namespace touchstone::ui
