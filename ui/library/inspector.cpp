#include "ui/library/inspector.h"

#include "compare/difference_words.h"
#include "compare/headline.h"
#include "compare/printed_figure.h"
#include "ui/common/help_mark.h"
#include "ui/common/html.h"
#include "ui/common/language.h"
#include "ui/common/verdict_chip.h"
#include "ui/common/widgets.h"
#include "ui/common/wording.h"
#include "ui/library/claims_tab.h"
#include "ui/library/measured_tab.h"
#include "ui/library/overview_tab.h"
#include "ui/library/runs_dialog.h"
#include "ui/library/source_tab.h"

#include <QStackedLayout>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

namespace touchstone::ui {

Inspector::Inspector(Workspace &workspace, QWidget *parent)
    : Translated<QWidget>(parent), m_workspace(workspace), m_job(workspace.jobs()),
      m_stack(new QStackedLayout(this)), m_empty(new EmptyState(QStringLiteral("library"), this)),
      m_message(new MessageStrip(this)),
      m_title(named(label(QStringLiteral("heading"), this, true), QStringLiteral("paperTitle"))),
      m_verdict(named(new QLabel(this), QStringLiteral("paperVerdict"))),
      m_tabs(named(new QTabWidget(this), QStringLiteral("inspectorTabs"))),
      m_overview(new OverviewTab(workspace, this)), m_claims(new ClaimsTab(workspace, this)),
      m_measured(new MeasuredTab(this)), m_source(new SourceTab(this))
{
    auto *filled = new QWidget(this);
    auto *column = new QVBoxLayout(filled);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_title->setContentsMargins(10, 8, 10, 0);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_verdict->setContentsMargins(10, 2, 10, 4);
    m_verdict->setWordWrap(true);
    m_verdict->setTextFormat(Qt::RichText);
    column->addWidget(m_title);
    column->addWidget(m_verdict);
    column->addWidget(m_message);
    column->addWidget(m_tabs, 1);
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setExpanding(false);
    m_tabs->tabBar()->setElideMode(Qt::ElideNone);
    m_tabs->tabBar()->setUsesScrollButtons(false);
    for (QWidget *tab :
         std::initializer_list<QWidget *>{m_overview, m_claims, m_measured, m_source}) {
        m_tabs->addTab(tab, QString());
    }
    m_stack->addWidget(m_empty);
    m_stack->addWidget(filled);

    const auto fail = [this](const Error &error) { m_message->showError(error.message); };
    connect(m_overview, &OverviewTab::failed, this, fail);
    connect(m_overview, &OverviewTab::tagWanted, this, &Inspector::tagWanted);
    connect(m_claims, &ClaimsTab::failed, this, fail);
    connect(m_claims, &ClaimsTab::claimSelected, m_source, &SourceTab::setClaim);
    connect(m_claims, &ClaimsTab::sourceWanted, this, [this](const QString &claimId) {
        m_tabs->setCurrentIndex(Source);
        m_source->setClaim(claimId);
    });
    connect(m_source, &SourceTab::claimWanted, this, [this](const ClaimSource &source) {
        m_tabs->setCurrentIndex(Claims);
        m_claims->addClaim(source);
    });
    connect(m_measured, &MeasuredTab::claimWanted, this, [this](const QString &claimId) {
        m_claims->select(claimId);
        m_tabs->setCurrentIndex(Claims);
    });
    connect(m_measured, &MeasuredTab::runsWanted, this, [this](const QString &claimId) {
        auto *dialog = new RunsDialog(m_workspace, m_paperId, claimId, this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
    });
    connect(m_measured, &MeasuredTab::measurementWanted, this, &Inspector::measure);
    connect(m_measured, &MeasuredTab::helpWanted, &m_workspace, &Workspace::helpWanted);
    connect(m_verdict, &QLabel::linkActivated, this,
            [this](const QString &link) { Q_EMIT m_workspace.helpWanted(QUrl(link).path()); });
    connect(&m_workspace, &Workspace::claimsChanged, this, [this](const QString &paperId) {
        if (paperId == m_paperId) {
            reload();
        }
    });
    connect(&m_workspace, &Workspace::papersChanged, this, &Inspector::reload);
    connect(&m_workspace, &Workspace::runsChanged, this, &Inspector::reload);
    retranslateUi();
}

void Inspector::retranslateUi()
{
    m_empty->setTexts(tr("No paper selected"),
                      tr("Select a paper in the list to see its claims beside what was measured."));
    m_tabs->setTabText(Overview, tr("Overview"));
    m_tabs->setTabText(Claims, tr("Claims"));
    m_tabs->setTabText(Measured, tr("Measured"));
    m_tabs->setTabText(Source, tr("Source"));
    m_tabs->setTabToolTip(Measured, tr("What this machine measured, beside each claim"));
    m_tabs->setTabToolTip(Source, tr("The text of the report, with the claims marked"));
    m_tabs->setAccessibleName(tr("Paper"));
    showTitle();
}

void Inspector::show(const QString &paperId)
{
    if (paperId != m_paperId) {
        show(paperId, {}, {});
    }
}

void Inspector::show(const QString &paperId, const QString &claimId, const QString &runId)
{
    m_paperId = paperId;
    m_wantedClaim = claimId;
    m_wantedRun = runId;
    load();
}

void Inspector::measure()
{
    Q_EMIT m_workspace.measurementWanted(m_paper.kernels, m_paper.preset);
}

void Inspector::reload()
{
    if (!m_paperId.isEmpty()) {
        load();
    }
}

void Inspector::load()
{
    if (m_paperId.isEmpty()) {
        m_job.drop();
        apply(nullptr);
        return;
    }
    m_workspace.read<PaperFile>(
            m_job, this, [id = m_paperId](store::Store &store) { return readPaperFile(store, id); },
            [this](Result<PaperFile> file) {
                if (!file) {
                    // Undoing an import may have removed the paper.
                    const bool gone = file.error().code == ErrorCode::NotFound;
                    if (gone) {
                        m_paperId.clear();
                    } else {
                        m_message->showError(file.error().message);
                    }
                    apply(nullptr);
                    return;
                }
                m_message->clear();
                apply(&*file);
                showWanted();
                Q_EMIT loaded();
            });
}

void Inspector::apply(const PaperFile *paper)
{
    m_paper = paper ? *paper : PaperFile();
    const PaperFile *current = paper ? &m_paper : nullptr;
    m_overview->setPaper(current);
    m_source->setPaper(current);
    m_claims->setPaper(current);
    m_measured->setPaper(current);
    showTitle();
    m_stack->setCurrentIndex(paper ? 1 : 0);
}

// Which paper the tabs are about, and its headline claim with the answer, as in the list.
void Inspector::showTitle()
{
    const store::PaperDetail &detail = m_paper.detail;
    const QString report =
            detail.appearances.isEmpty()
                    ? QString()
                    : detail.appearances.first().generatedAt.date().toString(Qt::ISODate);
    m_title->setText(Wording::paperTitle(detail.paper.title, report, detail.paper.index));
    const compare::ComparisonRow *row = compare::headlineOf(m_paper.rows);
    m_verdict->setVisible(row != nullptr);
    if (!row) {
        return;
    }
    QStringList parts{outcomeHtml(compare::toWord(compare::outcomeOf(*row)))
                              + QStringLiteral("&nbsp;") + helpLink(QStringLiteral("verdicts")),
                      escaped(tr("claimed %1").arg(shown(compare::headlineText(row->claim))))};
    const QString figure = row->quality ? compare::differenceWords(*row->quality)
                           : row->measured.isEmpty()
                                   ? QString()
                                   : factorText(row->measured.first().ratio.ratio);
    if (!figure.isEmpty()) {
        parts.append(colored(escaped(tr("found %1").arg(figure)), tone(Tone::Measured)));
    }
    if (row->limit) {
        parts.append(mutedText(tr("limit %1").arg(factorText(*row->limit))));
    }
    m_verdict->setText(parts.join(QStringLiteral("&nbsp;· ")));
}

void Inspector::showWanted()
{
    if (!m_wantedClaim.isEmpty()) {
        m_claims->select(m_wantedClaim);
        m_source->setClaim(m_wantedClaim);
        m_tabs->setCurrentIndex(Source);
    }
    if (!m_wantedRun.isEmpty()) {
        m_measured->showRun(m_wantedRun);
        m_tabs->setCurrentIndex(Measured);
    }
    m_wantedClaim.clear();
    m_wantedRun.clear();
}

void Inspector::themeChanged()
{
    showTitle();
    m_overview->rebuild();
    m_claims->rebuild();
    m_measured->rebuild();
    m_source->rebuild();
}

}  // namespace touchstone::ui
