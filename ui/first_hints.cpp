#include "ui/first_hints.h"

#include "ui/common/icons.h"
#include "ui/common/palette.h"
#include "ui/common/widgets.h"

#include <QHBoxLayout>
#include <QSettings>

#include <algorithm>

namespace touchstone::ui {

namespace {
const QString dismissedKey = QStringLiteral("hints/dismissed");
constexpr int hintCount = 3;
}  // namespace

FirstHints::FirstHints(QSettings &settings, QWidget *parent)
    : Translated<QFrame>(parent), m_settings(settings),
      m_number(label(QStringLiteral("caption"), this)), m_text(label(QString(), this, true)),
      m_next(named(new QPushButton(this), QStringLiteral("nextHint"), QStringLiteral("link"))),
      m_close(named(new QToolButton(this), QStringLiteral("dismissHints")))
{
    named(this, QStringLiteral("firstHints"), QStringLiteral("message-info"));
    named(m_text, QStringLiteral("hintText"));
    m_close->setIcon(icon(QStringLiteral("close"), Tone::Muted));
    m_close->setIconSize(QSize(12, 12));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(10, 4, 4, 4);
    row->addWidget(m_number);
    row->addWidget(m_text, 1);
    row->addWidget(m_next);
    row->addWidget(m_close);
    connect(m_next, &QPushButton::clicked, this, &FirstHints::next);
    connect(m_close, &QToolButton::clicked, this, &FirstHints::dismiss);
    setVisible(!m_settings.value(dismissedKey).toBool());
    retranslateUi();
}

void FirstHints::showAgain()
{
    m_hint = 0;
    retranslateUi();
    show();
}

void FirstHints::next()
{
    if (++m_hint == hintCount) {
        dismiss();
        return;
    }
    retranslateUi();
}

void FirstHints::dismiss()
{
    m_settings.setValue(dismissedKey, true);
    hide();
}

void FirstHints::retranslateUi()
{
    const QStringList hints{
            tr("Filter on the left with one click. The verdict says whether what a paper claims "
               "holds on this machine."),
            tr("Select a paper: Claims has its figures in its own words, Measured what this "
               "machine gives. Measure now runs its kernel."),
            tr("Import your own reports on the Reports page, and export charts for slides on the "
               "Compare page. F1 explains verdicts and grades.")};
    const int hint = std::min(m_hint, hintCount - 1);
    m_number->setText(tr("Hint %1 of %2").arg(hint + 1).arg(hintCount));
    m_text->setText(hints[hint]);
    m_text->setAccessibleName(hints[hint]);
    setTexts(m_next, hint + 1 < hintCount ? tr("Next") : tr("Got it"));
    setTexts(m_close, QString(), tr("Dismiss the hints"));
}

}  // namespace touchstone::ui
