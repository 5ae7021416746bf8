#include "ui/common/widgets.h"

#include "ui/common/icons.h"
#include "ui/common/language.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPainter>
#include <QStyle>
#include <QTableWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace touchstone::ui {

namespace {
// Drawn on each paint event, so that it follows the theme.
class IconLabel : public QLabel {
public:
    IconLabel(const QString &name, int size, Tone normal, QWidget *parent)
        : QLabel(parent), m_icon(icon(name, normal)), m_size(size)
    {
        setFixedSize(size, size);
    }
    void setIcon(const QIcon &value)
    {
        m_icon = value;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        m_icon.paint(&painter, QRect(0, 0, m_size, m_size));
    }

private:
    QIcon m_icon;
    int m_size;
};
}  // namespace

void setRole(QWidget *widget, const QString &role)
{
    widget->setProperty("role", role);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

void setTexts(QAbstractButton *button, const QString &text, const QString &toolTip)
{
    button->setText(text);
    button->setToolTip(toolTip);
    // A screen reader should not read the & of mnemonics.
    QString name = text.isEmpty() ? toolTip : text;
    button->setAccessibleName(name.remove(QChar(u'&')));
}

QLabel *label(const QString &role, QWidget *parent, bool wrap)
{
    auto *made = new QLabel(parent);
    made->setProperty("role", role);
    made->setWordWrap(wrap);
    made->setTextFormat(Qt::PlainText);
    return made;
}

void nameRows(QFormLayout &form, const QStringList &names)
{
    for (int row = 0; row < names.size(); ++row) {
        auto *name = qobject_cast<QLabel *>(form.itemAt(row, QFormLayout::LabelRole)->widget());
        QLayoutItem *item = form.itemAt(row, QFormLayout::FieldRole);
        QWidget *field = item->layout() ? item->layout()->itemAt(0)->widget() : item->widget();
        name->setText(names[row]);
        name->setBuddy(field);
        field->setAccessibleName(names[row]);
    }
}

QTableWidget *makeTable(QWidget *parent, const QString &name, int columns)
{
    auto *table = named(new QTableWidget(0, columns, parent), name);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setTabKeyNavigation(false);
    table->setShowGrid(false);
    table->verticalHeader()->hide();
    return table;
}

MessageStrip::MessageStrip(QWidget *parent)
    : Translated<QFrame>(parent),
      m_icon(new IconLabel(QStringLiteral("info"), 16, Tone::Accent, this)),
      m_text(label(QString(), this, true)), m_row(new QHBoxLayout(this)),
      m_close(named(new QToolButton(this), QStringLiteral("closeMessage"))),
      m_goes(new QTimer(this))
{
    constexpr int readable = 12'000;  // ms
    m_goes->setSingleShot(true);
    m_goes->setInterval(readable);
    connect(m_goes, &QTimer::timeout, this, &MessageStrip::clear);
    m_row->setContentsMargins(10, 4, 4, 4);
    m_row->addWidget(m_icon);
    m_row->addWidget(m_text, 1);
    m_row->addWidget(m_close);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_close->setIcon(icon(QStringLiteral("close"), Tone::Muted));
    m_close->setIconSize(QSize(12, 12));
    connect(m_close, &QToolButton::clicked, this, &MessageStrip::clear);
    hide();
    retranslateUi();
}

void MessageStrip::retranslateUi()
{
    const QString text = shown(m_message);
    m_text->setText(text);
    m_text->setAccessibleName(text);
    for (const Offer &offer : std::as_const(m_offers)) {
        ui::setTexts(offer.button, shown(offer.name));
    }
    ui::setTexts(m_close, QString(), tr("Dismiss this message"));
}

void MessageStrip::showMessage(const QString &role, const QString &iconName, const Text &message)
{
    const Tone color = role.endsWith(QStringLiteral("error"))     ? Tone::Bad
                       : role.endsWith(QStringLiteral("warning")) ? Tone::Warning
                                                                  : Tone::Accent;
    static_cast<IconLabel *>(m_icon)->setIcon(icon(iconName, color));
    m_message = message;
    withdrawOffers();
    m_goes->stop();
    setRole(this, role);
    retranslateUi();
    show();
}

void MessageStrip::showError(const Text &message)
{
    showMessage(QStringLiteral("message-error"), QStringLiteral("warning"), message);
}

void MessageStrip::showWarning(const Text &message)
{
    showMessage(QStringLiteral("message-warning"), QStringLiteral("warning"), message);
}

void MessageStrip::showInfo(const Text &message)
{
    showMessage(QStringLiteral("message-info"), QStringLiteral("info"), message);
    m_goes->start();
}

void MessageStrip::offer(const Text &action, std::function<void()> chosen, const QString &name)
{
    m_goes->stop();
    auto *button = named(new QPushButton(this), name, QStringLiteral("link"));
    m_row->insertWidget(m_row->indexOf(m_close), button);
    connect(button, &QPushButton::clicked, this, [this, chosen = std::move(chosen)] {
        const std::function<void()> act = chosen;  // clear() ends this one
        clear();
        act();
    });
    m_offers.append({button, action});
    button->show();
    retranslateUi();
}

// A clicked button cannot be deleted before its signal has returned.
void MessageStrip::withdrawOffers()
{
    for (const Offer &offer : std::as_const(m_offers)) {
        m_row->removeWidget(offer.button);
        offer.button->hide();
        offer.button->setObjectName(QString());
        offer.button->deleteLater();
    }
    m_offers.clear();
}

void MessageStrip::clear()
{
    m_message = {};
    withdrawOffers();
    m_goes->stop();
    hide();
}

EmptyState::EmptyState(const QString &iconName, QWidget *parent)
    : QWidget(parent), m_title(label(QStringLiteral("heading"), this, true)),
      m_hint(label(QStringLiteral("muted"), this, true)),
      m_action(named(new QPushButton(this), QStringLiteral("emptyStateAction"))),
      m_second(named(new QPushButton(this), QStringLiteral("emptyStateSecond"),
                     QStringLiteral("link")))
{
    auto *column = new QVBoxLayout(this);
    column->setSpacing(8);
    column->addStretch(2);
    column->addWidget(new IconLabel(iconName, 40, Tone::Muted, this), 0, Qt::AlignHCenter);
    for (QLabel *text : {m_title, m_hint}) {
        text->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
        column->addWidget(text);
    }
    column->addWidget(m_action, 0, Qt::AlignHCenter);
    column->addWidget(m_second, 0, Qt::AlignHCenter);
    column->addStretch(3);
    m_action->hide();
    m_second->hide();
}

void EmptyState::setTexts(const QString &title, const QString &hint, const QString &action)
{
    m_title->setText(title);
    m_hint->setText(hint);
    ui::setTexts(m_action, action);
    m_action->setVisible(!action.isEmpty());
}

void EmptyState::setSecond(const QString &text)
{
    ui::setTexts(m_second, text);
    m_second->setVisible(!text.isEmpty());
}

}  // namespace touchstone::ui
