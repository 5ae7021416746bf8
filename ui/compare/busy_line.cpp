#include "ui/compare/busy_line.h"

#include "ui/common/language.h"
#include "ui/common/widgets.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QTimer>

namespace touchstone::ui {

BusyLine::BusyLine(QWidget *parent)
    : Translated<QFrame>(parent), m_text(label(QStringLiteral("muted"), this)),
      m_bar(new QProgressBar(this)), m_soon(new QTimer(this))
{
    constexpr int noticed = 200;  // ms; what is done by then needs no word
    named(this, QStringLiteral("busyLine"));
    m_soon->setSingleShot(true);
    m_soon->setInterval(noticed);
    connect(m_soon, &QTimer::timeout, this, &QWidget::show);
    constexpr int thin = 4, length = 120;
    m_bar->setRange(0, 0);  // nobody knows how long
    m_bar->setTextVisible(false);
    m_bar->setFixedSize(length, thin);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(10, 2, 10, 2);
    row->addWidget(m_text);
    row->addWidget(m_bar, 0, Qt::AlignVCenter);
    row->addStretch(1);
    hide();
    retranslateUi();
}

void BusyLine::start(const Text &what)
{
    m_what = what;
    retranslateUi();
    if (!isVisible()) {
        m_soon->start();
    }
}

void BusyLine::stop()
{
    m_soon->stop();
    hide();
}

void BusyLine::retranslateUi()
{
    m_text->setText(shown(m_what));
    m_bar->setAccessibleName(shown(m_what));
}

}  // namespace touchstone::ui
