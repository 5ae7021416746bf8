#include "ui/common/widgets.h"

#include "ui/common/icons.h"
#include "ui/common/language.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QStyle>
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

MessageStrip::MessageStrip(QWidget *parent)
    : Translated<QFrame>(parent),
      m_icon(new IconLabel(QStringLiteral("info"), 16, Tone::Accent, this)),
      m_text(label(QString(), this, true)),
      m_close(named(new QToolButton(this), QStringLiteral("closeMessage"))),
      m_goes(new QTimer(this))
{
    constexpr int readable = 12'000;  // ms
    m_goes->setSingleShot(true);
    m_goes->setInterval(readable);
    connect(m_goes, &QTimer::timeout, this, &MessageStrip::clear);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(10, 4, 4, 4);
    row->addWidget(m_icon);
    row->addWidget(m_text, 1);
    for (Offer &offer : m_offers) {
        const QString name = &offer == &m_offers.front() ? QStringLiteral("messageAction")
                                                         : QStringLiteral("messageSecondAction");
        offer.button = named(new QPushButton(this), name, QStringLiteral("link"));
        offer.button->hide();
        row->addWidget(offer.button);
        connect(offer.button, &QPushButton::clicked, this, [this, &offer] { take(offer); });
    }
    row->addWidget(m_close);
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
    for (const Offer &offer : m_offers) {
        ui::setTexts(offer.button, shown(offer.text));
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
    for (Offer &offer : m_offers) {
        offer.text = {};
        offer.button->hide();
    }
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

void MessageStrip::offer(const Text &action, std::function<void()> chosen)
{
    m_goes->stop();
    Offer &free = m_offers.front().text.en.empty() ? m_offers.front() : m_offers.back();
    free.text = action;
    free.chosen = std::move(chosen);
    free.button->show();
    retranslateUi();
}

void MessageStrip::take(const Offer &offer)
{
    const std::function<void()> chosen = offer.chosen;
    clear();
    chosen();
}

void MessageStrip::clear()
{
    m_message = {};
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
