#include "ui/compare/compare_page.h"

#include "charts/chart_view.h"
#include "exchange/comparison_inputs.h"
#include "ui/common/language.h"
#include "ui/common/palette.h"
#include "ui/common/table_text.h"
#include "ui/common/widgets.h"
#include "ui/common/wording.h"
#include "ui/compare/export_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace touchstone::ui {

ComparePage::ComparePage(Workspace &workspace, QWidget *parent)
    : Translated<QWidget>(parent), m_workspace(workspace), m_job(workspace.jobs()),
      m_header(new QWidget(this)), m_controls(new QWidget(this)), m_message(new MessageStrip(this)),
      m_splitter(new QSplitter(Qt::Vertical, this))
{
    buildControls();
    buildBody();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_controls);
    column->addWidget(m_message);
    column->addWidget(m_splitter, 1);
    connectAll();
    retranslateUi();
}

ComparePage::~ComparePage() = default;

void ComparePage::connectAll()
{
    for (QComboBox *box : {m_kind, m_technique, m_kernel, m_machine, m_device}) {
        connect(box, &QComboBox::currentIndexChanged, this, &ComparePage::readControls);
    }
    connect(m_differences, &QCheckBox::toggled, this, &ComparePage::readControls);
    connect(m_papers, &QPushButton::clicked, this, [this] { comparePapers({}, m_query.kernel); });
    connect(m_export, &QPushButton::clicked, this, &ComparePage::openExport);
    connect(m_copy->menu(), &QMenu::aboutToShow, this, [this] {
        QMenu *menu = m_copy->menu();
        menu->clear();
        menu->addAction(tr("Copy as table (TSV)"), this,
                        [this] { copyTable(*m_table, CopyFormat::Tsv); });
        menu->addAction(tr("Copy as Markdown"), this,
                        [this] { copyTable(*m_table, CopyFormat::Markdown); });
    });
    connect(m_chart, &ChartView::pointActivated, this,
            [this](const QString &claimId, const QString &runId, const QString &paperId) {
                Q_EMIT m_workspace.paperWanted(paperId, claimId, runId);
            });
    connect(m_empty->action(), &QPushButton::clicked, this, [this] {
        const bool narrowed = !m_query.papers.isEmpty() || !m_query.technique.isEmpty()
                              || !m_query.kernel.isEmpty() || m_query.differencesOnly;
        if (narrowed && m_query.kind != compare::ChartKind::RatioOverSize) {
            comparePapers({}, {});
        } else {
            Q_EMIT m_workspace.pageWanted(QStringLiteral("bench"));
        }
    });
    const auto changed = [this] {
        m_stale = true;
        if (isVisible()) {
            reload();
        }
    };
    connect(&m_workspace, &Workspace::papersChanged, this, changed);
    connect(&m_workspace, &Workspace::claimsChanged, this, changed);
    connect(&m_workspace, &Workspace::runsChanged, this, changed);
}

void ComparePage::showEvent(QShowEvent *event)
{
    Translated<QWidget>::showEvent(event);
    if (m_stale) {
        reload();
    }
}

void ComparePage::comparePapers(const QStringList &paperIds, const QString &kernelId)
{
    m_query.papers = paperIds;
    m_query.technique.clear();
    m_query.kernel = kernelId;
    m_query.differencesOnly = false;
    updateControls();
    reload();
}

void ComparePage::readControls()
{
    if (m_filling) {
        return;
    }
    m_query.kind = compare::ChartKind(m_kind->currentData().toInt());
    m_query.technique = m_technique->currentData().toString();
    m_query.kernel = m_kernel->currentData().toString();
    m_query.runs.machine = m_machine->currentData().toString();
    m_query.runs.device = m_device->currentData().toString();
    m_query.differencesOnly = m_differences->isChecked();
    reload();
}

Result<ComparePage::Drawing> ComparePage::draw(const store::Store &store,
                                               const compare::ChartQuery &query)
{
    store::PaperQuery papers;
    if (!query.technique.isEmpty()) {
        papers.techniques = {query.technique};
    }
    auto inputs = query.papers.isEmpty() ? exchange::loadComparison(store, papers)
                                         : exchange::loadComparison(store, query.papers);
    if (!inputs) {
        return passOn(inputs.error());
    }
    Drawing drawing;
    for (const compare::RunInput &run : inputs->runs) {
        const QString device = QString::fromStdString(run.result.device);
        const QString kernel = QString::fromStdString(run.result.kernel);
        if (!drawing.devices.contains(device)) {
            drawing.devices.append(device);
        }
        if (!drawing.kernels.contains(kernel)) {
            drawing.kernels.append(kernel);
        }
        const std::pair machine(run.machine, run.machine);
        if (!drawing.machines.contains(machine)) {
            drawing.machines.append(machine);
        }
    }
    const auto runs = compare::selectRuns(inputs->runs, query.runs);
    const auto rows = compare::compareClaims(inputs->papers, runs, Vocabulary::bundled());
    auto spec = compare::buildChart(query, rows, runs, Vocabulary::bundled());
    if (!spec) {
        return passOn(spec.error());
    }
    drawing.spec = std::move(*spec);
    for (const store::BadRun &run : std::as_const(inputs->bad)) {
        drawing.spec.dropped.append(exchange::leftOut(run));
    }
    return drawing;
}

void ComparePage::reload()
{
    m_stale = false;
    m_workspace.read<Drawing>(
            m_job, this, [query = m_query](store::Store &store) { return draw(store, query); },
            [this](Result<Drawing> drawing) {
                if (!drawing) {
                    m_message->showError(drawing.error().message);
                    return;
                }
                m_message->clear();
                fillLists(*drawing);
                m_spec = std::move(drawing->spec);
                apply();
                Q_EMIT drawn();
            });
}

void ComparePage::fillLists(const Drawing &drawing)
{
    m_filling = true;
    for (const auto &[id, name] : drawing.machines) {
        if (m_machine->findData(id) < 0) {
            m_machine->addItem(name, id);
        }
    }
    for (const QString &device : drawing.devices) {
        if (m_device->findData(device) < 0) {
            m_device->addItem(Wording::device(device), device);
        }
    }
    m_filling = false;
    updateControls();
}

void ComparePage::updateControls()
{
    m_filling = true;
    const auto choose = [](QComboBox *box, const QVariant &value) {
        box->setCurrentIndex(std::max(0, box->findData(value)));
    };
    choose(m_kind, int(m_query.kind));
    choose(m_technique, m_query.technique);
    choose(m_kernel, m_query.kernel);
    choose(m_machine, m_query.runs.machine);
    choose(m_device, m_query.runs.device);
    m_differences->setChecked(m_query.differencesOnly);
    m_filling = false;
    m_papers->setVisible(!m_query.papers.isEmpty());
    setTexts(m_papers,
             tr("%n chosen paper(s)", nullptr, int(m_query.papers.size())) + QStringLiteral("  ✕"),
             tr("Show all papers again"));
    // With a single machine there is no choice.
    m_machine->setEnabled(m_machine->count() > 2);
    m_device->setEnabled(m_device->count() > 2);
}

void ComparePage::apply()
{
    ChartStyle style;
    style.language = currentLanguage();
    style.theme = isDark() ? ChartTheme::Dark : ChartTheme::Light;
    const bool empty = m_spec.table.rows.isEmpty();
    m_stack->setCurrentIndex(empty ? 0 : 1);
    if (!empty) {
        m_chart->setSpec(m_spec, style);
    }
    m_model.setTable(m_spec.table);
    m_table->setVisible(!empty);
    for (int column = 0; column < m_model.columnCount(); ++column) {
        m_table->resizeColumnToContents(column);
        m_table->setColumnWidth(column, std::clamp(m_table->columnWidth(column) + 8, 60, 240));
    }
    m_export->setEnabled(!empty);
    m_copy->setEnabled(!empty);
    const QString hint = shown(m_spec.subtitle);
    const bool toBench = m_query.kind == compare::ChartKind::RatioOverSize
                         || (m_query.papers.isEmpty() && m_query.technique.isEmpty()
                             && m_query.kernel.isEmpty() && !m_query.differencesOnly);
    m_empty->setTexts(tr("Nothing to draw yet"), hint,
                      toBench ? tr("Measure on the Bench page") : tr("Show everything"));
}

void ComparePage::openExport()
{
    if (!m_export->isEnabled()) {
        return;
    }
    auto *dialog = new ExportDialog(m_spec, m_workspace.settings(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ExportDialog::exported, this, [this](const QString &path) {
        m_message->showInfo(text("Written: {0}", "已写入：{0}", path.toStdString()));
    });
    dialog->open();
}

void ComparePage::saveState()
{
    QSettings &settings = m_workspace.settings();
    settings.setValue(QStringLiteral("compare/splitter"), m_splitter->saveState());
    settings.setValue(QStringLiteral("compare/kind"), compare::toWord(m_query.kind));
    settings.setValue(QStringLiteral("compare/technique"), m_query.technique);
}

void ComparePage::restoreState()
{
    const QSettings &settings = m_workspace.settings();
    m_splitter->restoreState(settings.value(QStringLiteral("compare/splitter")).toByteArray());
    m_query.kind =
            compare::chartKindFromWord(settings.value(QStringLiteral("compare/kind")).toString())
                    .value_or(compare::ChartKind::ClaimsVsMeasured);
    m_query.technique = settings.value(QStringLiteral("compare/technique")).toString();
    updateControls();
}

void ComparePage::themeChanged()
{
    if (!m_spec.table.rows.isEmpty()) {
        apply();
    }
}

void ComparePage::retranslateUi()
{
    m_filling = true;
    const QStringList kinds{tr("Claimed and measured"),
                            tr("Claimed against measured"),
                            tr("Claims of a technique"),
                            tr("Ratio over problem size"),
                            tr("Roofline"),
                            tr("What the baseline explains")};
    for (int i = 0; i < kinds.size(); ++i) {
        m_kind->setItemText(i, kinds[i]);
    }
    m_technique->setItemText(0, tr("All techniques"));
    for (int i = 1; i < m_technique->count(); ++i) {
        m_technique->setItemText(i, Wording::technique(m_technique->itemData(i).toString()));
    }
    m_kernel->setItemText(0, tr("All kernels"));
    for (int i = 1; i < m_kernel->count(); ++i) {
        m_kernel->setItemText(i, Wording::kernel(m_kernel->itemData(i).toString()));
    }
    m_machine->setItemText(0, tr("All machines"));
    m_device->setItemText(0, tr("All devices"));
    for (int i = 1; i < m_device->count(); ++i) {
        m_device->setItemText(i, Wording::device(m_device->itemData(i).toString()));
    }
    m_filling = false;
    const QStringList names{tr("Chart"), tr("Technique"), tr("Kernel"), tr("Machine"),
                            tr("Device")};
    int number = 0;
    for (QComboBox *box : {m_kind, m_technique, m_kernel, m_machine, m_device}) {
        box->setAccessibleName(names[number]);
        m_names[number]->setText(names[number]);
        ++number;
    }
    m_differences->setText(tr("Differences only"));
    m_differences->setToolTip(tr("Leave out the claims that agree with the measurement"));
    m_differences->setAccessibleName(m_differences->text());
    setTexts(m_copy, QString(), tr("Copy the figures"));
    setTexts(m_export, tr("Export…"), tr("Write this chart to a file (Ctrl+E)"));
    m_export->setShortcut(QKeySequence(QStringLiteral("Ctrl+E")));
    m_table->setAccessibleName(tr("Figures of the chart"));
    m_chart->setAccessibleName(tr("Chart; the table below holds the same figures"));
    m_model.languageChanged();
    updateControls();
    apply();
}

}  // namespace touchstone::ui
