#include "ui/library/runs_dialog.h"

#include "compare/difference_words.h"
#include "compare/headline.h"
#include "compare/printed_figure.h"
#include "compare/run_words.h"
#include "ui/common/html.h"
#include "ui/common/icons.h"
#include "ui/common/language.h"
#include "ui/common/verdict_chip.h"
#include "ui/common/widgets.h"
#include "ui/common/wording.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QMessageBox>
#include <QTableWidget>
#include <QVBoxLayout>

namespace touchstone::ui {

namespace {

enum RunColumn { RunAt, RunMachine, RunHow, RunStatus, RunFigure, RunVerdict, RunColumns };
enum MachineColumn { MachineName, MachineFigure, MachineVerdict, MachineRuns, MachineColumns };

QTableWidget *oneByOne(QWidget *parent, const QString &name, int columns, int wide)
{
    QTableWidget *table = makeTable(parent, name, columns);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setSectionResizeMode(wide, QHeaderView::Stretch);
    return table;
}

void put(QTableWidget *table, int row, int column, const QString &text, Tone color = Tone::Text)
{
    auto *item = new QTableWidgetItem(text);
    item->setForeground(tone(color));
    item->setToolTip(toolTipText(text));
    table->setItem(row, column, item);
}

// "1.83× (1.79–1.88×)"; "" where the claim has no figure.
QString figureOf(const compare::ComparisonRow *row)
{
    if (row && row->quality) {
        return compare::differenceWords(*row->quality);
    }
    if (!row || row->measured.isEmpty()) {
        return {};
    }
    const measure::RatioResult &ratio = row->measured.first().ratio;
    return QStringLiteral("%1 (%2)").arg(factorText(ratio.ratio),
                                         intervalText(ratio.low, ratio.high));
}

void putVerdict(QTableWidget *table, int row, int column, const compare::ComparisonRow *claim)
{
    const QString outcome = claim ? compare::toWord(compare::outcomeOf(*claim)) : QString();
    const QString words = Wording::outcome(outcome);
    put(table, row, column,
        words.isEmpty() ? QString() : QString(outcomeSign(outcome)) + u' ' + words,
        outcome.isEmpty() ? Tone::Muted : outcomeTone(outcome));
}

}  // namespace

RunsDialog::RunsDialog(Workspace &workspace, const QString &paperId, const QString &claimId,
                       QWidget *parent)
    : Translated<QDialog>(parent), m_workspace(workspace), m_job(workspace.jobs()),
      m_paperId(paperId), m_wantedClaim(claimId), m_message(new MessageStrip(this)),
      m_claimName(label(QStringLiteral("caption"), this)),
      m_runsName(label(QStringLiteral("heading"), this)),
      m_machinesName(label(QStringLiteral("heading"), this)),
      m_claims(named(new QComboBox(this), QStringLiteral("runsClaim"))),
      m_runs(oneByOne(this, QStringLiteral("runsTable"), RunColumns, RunMachine)),
      m_machines(oneByOne(this, QStringLiteral("machinesTable"), MachineColumns, MachineName)),
      m_pin(named(new QPushButton(this), QStringLiteral("pinRun"))),
      m_delete(named(new QPushButton(this), QStringLiteral("deleteRun"))),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Close, this))
{
    named(this, QStringLiteral("runsDialog"));
    auto *head = new QHBoxLayout;
    head->addWidget(m_claimName);
    head->addWidget(m_claims, 1);
    m_claimName->setBuddy(m_claims);
    m_delete->setIcon(icon(QStringLiteral("reject"), Tone::Bad));
    auto *actions = new QHBoxLayout;
    actions->addWidget(m_runsName, 1);
    actions->addWidget(m_pin);
    actions->addWidget(m_delete);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(8);
    column->addLayout(head);
    column->addWidget(m_message);
    column->addLayout(actions);
    column->addWidget(m_runs, 3);
    column->addWidget(m_machinesName);
    column->addWidget(m_machines, 1);
    column->addWidget(m_buttons);
    resize(860, 560);
    connectAll();
    retranslateUi();
    reload();
}

void RunsDialog::connectAll()
{
    connect(m_claims, &QComboBox::currentIndexChanged, this, [this] {
        showRuns();
        showMachines();
    });
    connect(m_runs, &QTableWidget::itemSelectionChanged, this, &RunsDialog::updateButtons);
    connect(m_pin, &QPushButton::clicked, this, &RunsDialog::pin);
    connect(m_delete, &QPushButton::clicked, this, &RunsDialog::askToDelete);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(&m_workspace, &Workspace::runsChanged, this, &RunsDialog::reload);
}

void RunsDialog::reload()
{
    m_workspace.read<PaperRuns>(
            m_job, this, [id = m_paperId](store::Store &store) { return readPaperRuns(store, id); },
            [this](Result<PaperRuns> paper) {
                if (!paper) {
                    m_message->showError(paper.error().message);
                    return;
                }
                m_paper = std::move(*paper);
                fillClaims();
                showRuns();
                showMachines();
                Q_EMIT loaded();
            });
}

void RunsDialog::fillClaims()
{
    const QSignalBlocker quiet(m_claims);
    const QString kept = m_claims->count() > 0 ? claim() : m_wantedClaim;
    m_claims->clear();
    for (const Claim &claim : std::as_const(m_paper.claims)) {
        m_claims->addItem(shown(compare::headlineText(claim)), claim.id);
    }
    m_claims->setCurrentIndex(std::max(0, m_claims->findData(kept)));
}

QString RunsDialog::claim() const
{
    return m_claims->currentData().toString();
}

QString RunsDialog::machineName(const QString &id) const
{
    for (const PaperRuns::Machine &machine : m_paper.machines) {
        if (machine.id == id) {
            return shown(compare::machineWords(machine.name));
        }
    }
    return id;
}

void RunsDialog::showRuns()
{
    const int kept = m_runs->currentRow();
    m_runs->setRowCount(int(m_paper.runs.size()));
    for (int row = 0; row < m_paper.runs.size(); ++row) {
        const PaperRuns::Run &run = m_paper.runs[row];
        const compare::ComparisonRow *figure = rowOf(run.rows, claim());
        put(m_runs, row, RunAt,
            run.pinned ? tr("%1 (pinned)", "time of a run").arg(localTime(run.at))
                       : localTime(run.at));
        put(m_runs, row, RunMachine, machineName(run.machine));
        put(m_runs, row, RunHow,
            tr("%1, %2, %n thread(s)", "device, preset, threads", run.threads)
                    .arg(Wording::device(run.device), Wording::preset(run.preset)));
        put(m_runs, row, RunStatus, Wording::runStatus(run.status),
            run.status == measure::RunStatus::Ok ? Tone::Text : Tone::Warning);
        put(m_runs, row, RunFigure, figureOf(figure), Tone::Measured);
        putVerdict(m_runs, row, RunVerdict, figure);
    }
    if (m_runs->rowCount() > 0) {
        m_runs->selectRow(std::clamp(kept, 0, m_runs->rowCount() - 1));
    }
    updateButtons();
}

void RunsDialog::showMachines()
{
    m_machines->setRowCount(int(m_paper.machines.size()));
    for (int row = 0; row < m_paper.machines.size(); ++row) {
        const PaperRuns::Machine &machine = m_paper.machines[row];
        const compare::ComparisonRow *figure = rowOf(machine.rows, claim());
        put(m_machines, row, MachineName, shown(compare::machineWords(machine.name)));
        put(m_machines, row, MachineFigure, figureOf(figure), Tone::Measured);
        putVerdict(m_machines, row, MachineVerdict, figure);
        put(m_machines, row, MachineRuns, tr("%n run(s)", nullptr, machine.runs), Tone::Muted);
    }
}

const PaperRuns::Run *RunsDialog::current() const
{
    const int row = m_runs->currentRow();
    return row >= 0 && row < m_paper.runs.size() ? &m_paper.runs[row] : nullptr;
}

void RunsDialog::updateButtons()
{
    const PaperRuns::Run *run = current();
    m_pin->setEnabled(run != nullptr);
    m_delete->setEnabled(run != nullptr);
    setTexts(m_pin, run && run->pinned ? tr("Unpin") : tr("Pin"),
             tr("A pinned run is shown beside its claims before all others"));
}

void RunsDialog::change(std::function<Result<>(store::Store &)> write)
{
    m_workspace.write<void>(this, std::move(write), [this](const Result<> &done) {
        if (!done) {
            m_message->showError(done.error().message);
        }
        Q_EMIT m_workspace.runsChanged();
    });
}

void RunsDialog::pin()
{
    if (const PaperRuns::Run *run = current()) {
        change([id = run->id, machine = run->machine, on = !run->pinned](store::Store &store) {
            return store.setPinned(id, on, machine);
        });
    }
}

// Its samples are nowhere else, so this is asked.
void RunsDialog::askToDelete()
{
    const PaperRuns::Run *run = current();
    if (!run) {
        return;
    }
    auto *box = named(new QMessageBox(QMessageBox::Question, tr("Delete this run?"),
                                      tr("The run of %1 on %2 and its samples are deleted. This "
                                         "cannot be undone.")
                                              .arg(localTime(run->at), machineName(run->machine)),
                                      QMessageBox::NoButton, this),
                      QStringLiteral("deleteQuestion"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *yes = box->addButton(tr("Delete"), QMessageBox::DestructiveRole);
    yes->setObjectName(QStringLiteral("confirmDelete"));
    box->setDefaultButton(box->addButton(QMessageBox::Cancel));
    connect(yes, &QPushButton::clicked, this, [this, id = run->id, machine = run->machine] {
        change([id, machine](store::Store &store) { return store.removeRun(id, machine); });
    });
    box->open();
}

void RunsDialog::retranslateUi()
{
    setWindowTitle(tr("Runs and machines"));
    m_claimName->setText(tr("Claim"));
    m_claims->setAccessibleName(tr("Claim"));
    m_runsName->setText(tr("Runs"));
    m_machinesName->setText(tr("Machines side by side"));
    m_runs->setHorizontalHeaderLabels(
            {tr("Measured"), tr("Machine"), tr("How"), tr("Status"), tr("Figure"), tr("Verdict")});
    m_runs->setAccessibleName(tr("Runs of the kernels of this paper"));
    m_machines->setHorizontalHeaderLabels({tr("Machine"), tr("Figure"), tr("Verdict"), tr("Runs")});
    m_machines->setAccessibleName(tr("Machines side by side"));
    setTexts(m_delete, tr("Delete…"), tr("Delete this run from the library"));
    fillClaims();
    showRuns();
    showMachines();
}

}  // namespace touchstone::ui
