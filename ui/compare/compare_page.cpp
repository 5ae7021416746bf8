#include "ui/compare/compare_page.h"

#include "charts/chart_view.h"
#include "ui/common/file_links.h"
#include "ui/common/language.h"
#include "ui/common/palette.h"
#include "ui/common/widgets.h"
#include "ui/compare/busy_line.h"
#include "ui/compare/chart_controls.h"
#include "ui/compare/chart_tools.h"
#include "ui/compare/export_dialog.h"

#include <QMenu>
#include <QSet>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace touchstone::ui {

namespace {

using exchange::libraryChart;
using exchange::LibraryChart;
using exchange::papersToRead;

// With fewer papers all are read before a person would notice.
constexpr qsizetype manyPapers = 500;

ChartLists listsOf(const LibraryChart &chart)
{
    ChartLists lists;
    for (const compare::RunInput &run : chart.runs) {
        const QString device = QString::fromStdString(run.result.device);
        if (!lists.devices.contains(device)) {
            lists.devices.append(device);
        }
        const std::pair machine(run.machine,
                                run.machineName.isEmpty() ? run.machine : run.machineName);
        if (!lists.machines.contains(machine)) {
            lists.machines.append(machine);
        }
    }
    lists.metrics = chart.metrics;
    lists.claims = chart.claims;
    return lists;
}

}  // namespace

ComparePage::ComparePage(Workspace &workspace, QWidget *parent)
    : Translated<QWidget>(parent), m_workspace(workspace), m_job(workspace.jobs()),
      m_header(new QWidget(this)), m_controls(new ChartControls(this)),
      m_message(new MessageStrip(this)), m_busy(new BusyLine(this)),
      m_splitter(new QSplitter(Qt::Vertical, this))
{
    buildBody();
    buildHeader();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_controls);
    column->addWidget(m_message);
    column->addWidget(m_busy);
    column->addWidget(m_splitter, 1);
    connectAll();
    retranslateUi();
}

ComparePage::~ComparePage() = default;

const compare::ChartQuery &ComparePage::query() const
{
    return m_controls->query();
}

void ComparePage::connectAll()
{
    connect(m_controls, &ChartControls::changed, this, &ComparePage::reload);
    connect(m_papers, &QPushButton::clicked, this, [this] { comparePapers({}, query().kernel); });
    connect(m_tools, &ChartTools::exportWanted, this, &ComparePage::openExport);
    connect(m_chart, &ChartView::pointActivated, this,
            [this](const QString &claimId, const QString &runId, const QString &paperId) {
                Q_EMIT m_workspace.paperWanted(paperId, claimId, runId);
            });
    connect(m_chart, &ChartView::failed, m_message, &MessageStrip::showError);
    connect(m_table, &QTableView::activated, this,
            [this](const QModelIndex &index) { openRow(index.row()); });
    connect(m_table, &QTableView::customContextMenuRequested, this, &ComparePage::tableMenu);
    connect(m_empty->action(), &QPushButton::clicked, this, &ComparePage::wayOn);
    connect(&m_workspace, &Workspace::papersChanged, this, &ComparePage::changed);
    connect(&m_workspace, &Workspace::claimsChanged, this, &ComparePage::changed);
    connect(&m_workspace, &Workspace::runsChanged, this, &ComparePage::changed);
}

void ComparePage::changed()
{
    m_stale = true;
    if (isVisible()) {
        reload();
    }
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
    compare::ChartQuery query = m_controls->query();
    query.papers = paperIds;
    query.technique.clear();
    query.kernel = kernelId;
    query.claim.clear();
    query.differencesOnly = false;
    draw(query);
}

void ComparePage::draw(const compare::ChartQuery &query)
{
    m_controls->setQuery(query);
    showPapersChip(false);
    reload();
}

void ComparePage::showHistory(const QString &claimId)
{
    compare::ChartQuery query = m_controls->query();
    query = {compare::ChartKind::History,
             query.technique,
             query.kernel,
             query.papers,
             false,
             query.runs};
    query.claim = claimId;
    draw(query);
}

void ComparePage::reload()
{
    m_stale = false;
    m_busy->start({"Reading claims and runs…", "正在读取论断与运行记录…"});
    const auto work = [this, query = query()](const JobContext &context) {
        return Workspace::withStore<LibraryChart>(
                m_workspace.databasePath(), store::OpenMode::ReadOnly, context.stop,
                [&](store::Store &store) -> Result<LibraryChart> {
                    const auto papers = papersToRead(store, query);
                    if (papers && *papers > manyPapers && query.papers.isEmpty()) {
                        const auto first = libraryChart(store, query, exchange::Papers::Answerable);
                        if (first && !first->spec.table.rows.isEmpty()) {
                            context.post([this, chart = *first] {
                                take(chart);
                                m_busy->start({"Reading the other papers…", "正在读取其余论文…"});
                                Q_EMIT drawnFirst();
                            });
                        }
                    }
                    return libraryChart(store, query);
                });
    };
    m_job.start<LibraryChart>(this, work, [this](Result<LibraryChart> chart) {
        m_busy->stop();
        if (!chart) {
            if (!chart.error().cancelled()) {
                m_message->showError(chart.error().message);
            }
            return;
        }
        m_message->clear();
        take(std::move(*chart));
        Q_EMIT drawn();
    });
}

void ComparePage::take(LibraryChart chart)
{
    m_controls->setLists(listsOf(chart));
    m_spec = std::move(chart.spec);
    showPapersChip(true);
    apply();
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
    m_tools->setDrawn(!empty);
    nameEmptyState();
}

bool ComparePage::isNarrowed() const
{
    const compare::ChartQuery &asked = query();
    return !asked.papers.isEmpty() || !asked.technique.isEmpty() || !asked.kernel.isEmpty()
           || !asked.metric.isEmpty() || asked.differencesOnly;
}

void ComparePage::nameEmptyState()
{
    const bool toBench = query().kind == compare::ChartKind::RatioOverSize || !isNarrowed();
    m_empty->setTexts(tr("Nothing to draw yet"), shown(m_spec.subtitle),
                      toBench ? tr("Measure on the Bench page") : tr("Show everything"));
}

void ComparePage::wayOn()
{
    if (isNarrowed() && query().kind != compare::ChartKind::RatioOverSize) {
        compare::ChartQuery all;
        all.kind = query().kind;
        draw(all);
    } else {
        Q_EMIT m_workspace.pageWanted(QStringLiteral("bench"));
    }
}

void ComparePage::showPapersChip(bool isDrawn)
{
    const auto chosen = int(query().papers.size());
    m_papers->setVisible(chosen > 0);
    const int drawn = isDrawn ? drawnPapers() : chosen;
    if (drawn == chosen) {
        setTexts(m_papers, tr("%n chosen paper(s)", nullptr, chosen) + QStringLiteral("  ✕"),
                 tr("Show all papers again"));
    } else {
        setTexts(m_papers,
                 tr("%1 of %2 chosen papers drawn").arg(drawn).arg(chosen) + QStringLiteral("  ✕"),
                 tr("The others have nothing for this chart and metric. Show all papers again"));
    }
}

// Of those that were chosen; all of them where the points are not of single papers.
int ComparePage::drawnPapers() const
{
    const QStringList &chosen = query().papers;
    QSet<QString> drawn;
    for (const compare::ChartSeries &series : m_spec.series) {
        for (const compare::ChartPoint &point : series.points) {
            if (chosen.contains(point.paperId)) {
                drawn.insert(point.paperId);
            }
        }
    }
    return int(drawn.isEmpty() ? chosen.size() : drawn.size());
}

const compare::ChartPoint *ComparePage::pointOfRow(int row) const
{
    for (const compare::ChartSeries &series : m_spec.series) {
        for (const compare::ChartPoint &point : series.points) {
            if (point.row == row && !point.paperId.isEmpty()) {
                return &point;
            }
        }
    }
    return nullptr;
}

void ComparePage::openRow(int row)
{
    if (const compare::ChartPoint *point = pointOfRow(row)) {
        Q_EMIT m_workspace.paperWanted(point->paperId, point->claimId, point->runId);
    }
}

void ComparePage::tableMenu(const QPoint &at)
{
    const int row = m_table->rowAt(at.y());
    const compare::ChartPoint *point = pointOfRow(row);
    if (!point) {
        return;
    }
    auto *menu = new QMenu(m_table);
    menu->setObjectName(QStringLiteral("chartTableMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Show the sentence and the run"), this, [this, row] { openRow(row); });
    // A strip has many claims in a row.
    if (m_spec.kind != compare::ChartKind::TechniqueStrip) {
        menu->addAction(tr("Runs of this claim over time"), this,
                        [this, claim = point->claimId] { showHistory(claim); });
    }
    menu->popup(m_table->viewport()->mapToGlobal(at));
}

void ComparePage::openExport()
{
    if (!m_tools->canExport()) {
        return;
    }
    auto *dialog = new ExportDialog(m_spec, m_workspace.settings(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ExportDialog::exported, this, &ComparePage::exported);
    dialog->open();
}

void ComparePage::exported(const QString &path)
{
    showWritten(*m_message, path);
}

void ComparePage::saveState()
{
    QSettings &settings = m_workspace.settings();
    settings.setValue(QStringLiteral("compare/splitter"), m_splitter->saveState());
    settings.setValue(QStringLiteral("compare/kind"), compare::toWord(query().kind));
    settings.setValue(QStringLiteral("compare/technique"), query().technique);
    settings.setValue(QStringLiteral("compare/order"), compare::toWord(query().order));
}

void ComparePage::restoreState()
{
    const QSettings &settings = m_workspace.settings();
    const auto word = [&settings](const char *key) {
        return settings.value(QLatin1String(key)).toString();
    };
    m_splitter->restoreState(settings.value(QStringLiteral("compare/splitter")).toByteArray());
    compare::ChartQuery query;
    query.kind = compare::chartKindFromWord(word("compare/kind")).value_or(query.kind);
    query.technique = word("compare/technique");
    const auto order = compare::chartOrderFromWord(word("compare/order")).value_or(query.order);
    if (choicesOf(query.kind).orders.contains(order)) {
        query.order = order;
    }
    m_controls->setQuery(query);
}

void ComparePage::themeChanged()
{
    if (!m_spec.table.rows.isEmpty()) {
        apply();
    }
}

void ComparePage::retranslateUi()
{
    m_table->setAccessibleName(tr("Figures of the chart"));
    m_chart->setAccessibleName(tr("Chart; the table below holds the same figures"));
    m_model.languageChanged();
    showPapersChip(true);
    apply();
}

}  // namespace touchstone::ui
