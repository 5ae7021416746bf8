#include "ui/common/verdict_chip.h"

#include "compare/headline.h"
#include "ui/common/html.h"
#include "ui/common/wording.h"

#include <QApplication>
#include <QPainter>

#include <cmath>

namespace touchstone::ui {

namespace {
constexpr int padding = 6;  // left and right of the text, within the chip
constexpr int above = 2;
constexpr int margin = padding / 2;  // between the chip and the edges of its cell

QFont chipFont(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * 0.92);
    return font;
}

// Rounded up: letters may have fractions of a pixel, and what is a part of one too narrow is
// elided.
int textWidth(const QFontMetricsF &metrics, const QString &text)
{
    return int(std::ceil(metrics.horizontalAdvance(text)));
}

QString chipText(const QString &outcome)
{
    return QString(outcomeSign(outcome)) + u' ' + Wording::outcome(outcome);
}
}  // namespace

Tone outcomeTone(const QString &outcome)
{
    using compare::Outcome;
    switch (compare::outcomeFromWord(outcome).value_or(Outcome::NoKernel)) {
    case Outcome::Consistent:
        return Tone::Good;
    case Outcome::Partly:
    case Outcome::Unresolved:
    case Outcome::Noisy:
        return Tone::Warning;
    case Outcome::NotObserved:
        return Tone::Bad;
    case Outcome::Computed:
    case Outcome::Simulated:
        return Tone::Measured;
    case Outcome::NotRun:
        return Tone::Accent;
    case Outcome::NotComparable:
    case Outcome::NotMeasurable:
    case Outcome::NoKernel:
        break;
    }
    return Tone::Muted;
}

QChar outcomeSign(const QString &outcome)
{
    using compare::Outcome;
    switch (compare::outcomeFromWord(outcome).value_or(Outcome::NoKernel)) {
    case Outcome::Consistent:
        return QChar(0x2713);
    case Outcome::Partly:
        return QChar(0x2248);
    case Outcome::NotObserved:
        return QChar(0x2715);
    case Outcome::Unresolved:
        return u'?';
    case Outcome::Noisy:
        return u'~';
    case Outcome::Computed:
        return u'=';
    case Outcome::Simulated:
        return QChar(0x25b3);
    case Outcome::NotRun:
        return QChar(0x25b7);
    case Outcome::NotComparable:
    case Outcome::NotMeasurable:
        return QChar(0x2013);
    case Outcome::NoKernel:
        break;
    }
    return QChar(0x2026);
}

QString outcomeHtml(const QString &outcome)
{
    return colored(QStringLiteral("<b>%1</b>").arg(escaped(chipText(outcome))),
                   tone(outcomeTone(outcome)));
}

int verdictChipWidth(const QFont &font, const QString &outcome)
{
    return textWidth(QFontMetricsF(chipFont(font)), chipText(outcome)) + 2 * padding + 2 * margin;
}

VerdictDelegate::VerdictDelegate(int outcomeRole, QObject *parent)
    : QStyledItemDelegate(parent), m_outcomeRole(outcomeRole)
{
}

void VerdictDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const QString outcome = index.data(m_outcomeRole).toString();
    if (outcome.isEmpty()) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    cell.text.clear();
    const QWidget *widget = option.widget;
    (widget ? widget->style() : QApplication::style())
            ->drawControl(QStyle::CE_ItemViewItem, &cell, painter, widget);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QFont font = chipFont(option.font);
    painter->setFont(font);
    const QFontMetricsF metrics(font);
    const int most = option.rect.width() - 2 * margin - 2 * padding;
    const QString text = metrics.elidedText(chipText(outcome), Qt::ElideRight, most);
    QRect chip(0, 0, textWidth(metrics, text) + 2 * padding,
               int(std::ceil(metrics.height())) + 2 * above);
    chip.moveCenter(option.rect.center());
    chip.moveLeft(option.rect.left() + margin);
    const QColor colour = tone(outcomeTone(outcome));
    QColor back = colour;
    back.setAlphaF(0.14F);
    painter->setPen(Qt::NoPen);
    painter->setBrush(back);
    painter->drawRoundedRect(chip, chip.height() / 2.0, chip.height() / 2.0);
    painter->setPen(colour);
    painter->drawText(chip, Qt::AlignCenter, text);
    painter->restore();
}

QSize VerdictDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QString outcome = index.data(m_outcomeRole).toString();
    if (outcome.isEmpty()) {
        return QStyledItemDelegate::sizeHint(option, index);
    }
    return {verdictChipWidth(option.font, outcome), option.fontMetrics.height() + 4 * above};
}

}  // namespace touchstone::ui
