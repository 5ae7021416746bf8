#include "ui/library/overview_strip.h"

#include "ui/common/flow_layout.h"
#include "ui/common/language.h"
#include "ui/common/verdict_chip.h"
#include "ui/common/widgets.h"
#include "ui/common/wording.h"

#include <QCoreApplication>

#include <cmath>

namespace touchstone::ui {

QString durationText(double seconds)
{
    constexpr double minute = 60, hour = 3600;
    const auto whole = [](double value) {
        return numberText(double(std::max(1L, std::lround(value))));
    };
    if (seconds < 2 * minute) {
        return QCoreApplication::translate("touchstone::ui::OverviewStrip", "about %1 s")
                .arg(whole(seconds));
    }
    if (seconds < 2 * hour) {
        return QCoreApplication::translate("touchstone::ui::OverviewStrip", "about %1 min")
                .arg(whole(seconds / minute));
    }
    return QCoreApplication::translate("touchstone::ui::OverviewStrip", "about %1 h")
            .arg(whole(seconds / hour));
}

OverviewStrip::OverviewStrip(QWidget *parent) : Translated<QWidget>(parent)
{
    named(this, QStringLiteral("overviewStrip"), QStringLiteral("header"));
    setAttribute(Qt::WA_StyledBackground);
    auto *flow = new FlowLayout(this, 4);
    flow->setContentsMargins(8, 3, 8, 3);
    setVisible(false);
}

void OverviewStrip::setCounts(const store::LibraryCounts &counts)
{
    m_counts = counts;
    rebuild();
}

void OverviewStrip::setTestable(const TestableClaims &testable)
{
    m_testable = testable;
    rebuild();
}

void OverviewStrip::retranslateUi()
{
    rebuild();
}

QPushButton *OverviewStrip::add(const QString &name, const QString &text, const QString &toolTip)
{
    auto *button = named(new QPushButton(this), name, QStringLiteral("link"));
    setTexts(button, text, toolTip);
    layout()->addWidget(button);
    return button;
}

void OverviewStrip::rebuild()
{
    // A button may be the sender of the signal that led here.
    for (QPushButton *button : findChildren<QPushButton *>(QString(), Qt::FindDirectChildrenOnly)) {
        layout()->removeWidget(button);
        button->setObjectName(QString());
        button->hide();
        button->deleteLater();
    }
    setVisible(m_counts.papers > 0);
    if (m_counts.papers == 0) {
        return;
    }
    addCounts();
    addOutcomes();
    addMeasure();
    updateGeometry();
}

void OverviewStrip::addCounts()
{
    connect(add(QStringLiteral("overviewPapers"), tr("%Ln paper(s)", nullptr, m_counts.papers),
                tr("Show all papers: clears search and filters")),
            &QPushButton::clicked, this, &OverviewStrip::everythingWanted);
    connect(add(QStringLiteral("overviewClaims"), tr("%n claim(s)", nullptr, m_counts.claims),
                tr("Compare the claims with what was measured")),
            &QPushButton::clicked, this, &OverviewStrip::claimsWanted);
    connect(add(QStringLiteral("overviewTestable"),
                tr("%1 testable", "number of claims").arg(numberText(m_counts.testable)),
                tr("Claims that a bundled kernel answers; shows their papers (%1)")
                        .arg(numberText(m_counts.testablePapers))),
            &QPushButton::clicked, this,
            [this] { Q_EMIT chosen(FacetModel::Measured, {QStringLiteral("testable")}); });
    connect(add(QStringLiteral("overviewAnswered"),
                tr("%1 answered", "number of claims").arg(numberText(m_counts.answered)),
                tr("Claims with a figure of this library's runs; shows their papers (%1)")
                        .arg(numberText(m_counts.answeredPapers))),
            &QPushButton::clicked, this,
            [this] { Q_EMIT chosen(FacetModel::Measured, {QStringLiteral("yes")}); });
}

void OverviewStrip::addOutcomes()
{
    for (const auto &[outcome, papers] : m_counts.outcomes) {
        QPushButton *chip =
                add(QStringLiteral("overviewOutcome"),
                    QStringLiteral("%1 %2 %3")
                            .arg(outcomeSign(outcome))
                            .arg(numberText(papers), Wording::outcome(outcome)),
                    tr("Papers whose headline claim is: %1").arg(Wording::outcome(outcome)));
        chip->setStyleSheet(QStringLiteral("color: %1").arg(tone(outcomeTone(outcome)).name()));
        connect(chip, &QPushButton::clicked, this,
                [this, value = outcome] { Q_EMIT chosen(FacetModel::Verdicts, {value}); });
    }
}

void OverviewStrip::addMeasure()
{
    if (m_testable.kernelCount() == 0) {
        return;
    }
    QPushButton *measure = add(
            QStringLiteral("measureEverything"),
            tr("Measure everything testable (%1)").arg(durationText(m_testable.seconds)),
            tr("%1 kernels, for %2 claims that have no figure yet; queued on the Bench, where each "
               "can be cancelled. The time is that of the budgets.")
                    .arg(numberText(m_testable.kernelCount()), numberText(m_testable.claims)));
    connect(measure, &QPushButton::clicked, this, &OverviewStrip::measurementsWanted);
}

}  // namespace touchstone::ui
