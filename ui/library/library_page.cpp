#include "ui/library/library_page.h"

#include "importing/importer.h"
#include "ui/common/language.h"
#include "ui/common/table_text.h"
#include "ui/common/widgets.h"
#include "ui/library/facet_panel.h"
#include "ui/library/inspector.h"
#include "ui/library/overview_strip.h"
#include "ui/library/paper_table.h"
#include "ui/library/search_edit.h"

#include <QHeaderView>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace touchstone::ui {

namespace {
constexpr int debounceMs = 30;
}

LibraryPage::LibraryPage(Workspace &workspace, QWidget *parent)
    : Translated<QWidget>(parent), m_workspace(workspace), m_query(workspace.jobs()),
      m_locate(workspace.jobs()), m_countsJob(workspace.jobs()), m_testableJob(workspace.jobs()),
      m_bibtexJob(workspace.jobs()),
      m_papers([this](const QVector<qint64> &ids) { return fetchRows(ids); }),
      m_strip(new OverviewStrip(this)), m_debounce(new QTimer(this)),
      m_splitter(new QSplitter(this)), m_facetPanel(new FacetPanel(m_facets, this)),
      m_chips(new ChipBar(m_facets, this)), m_message(new MessageStrip(this)),
      m_inspector(new Inspector(workspace, this))
{
    m_header = buildHeader();
    m_debounce->setSingleShot(true);
    m_debounce->setInterval(debounceMs);
    m_splitter->setObjectName(QStringLiteral("librarySplitter"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_facetPanel);
    m_splitter->addWidget(buildList());
    m_splitter->addWidget(m_inspector);
    // Together with a table that shows a claim and its verdict they fit into 1000 pixels.
    m_facetPanel->setMinimumWidth(172);
    m_inspector->setMinimumWidth(292);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setStretchFactor(2, 0);
    m_splitter->setSizes({240, 640, 350});
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_strip);
    column->addWidget(m_splitter, 1);
    connectAll();
    connectStrip();
    // From what is asked to what is found.
    setTabOrder(m_search, m_facetPanel->findChild<QWidget *>(QStringLiteral("facetTree")));
    setTabOrder(m_facetPanel->findChild<QWidget *>(QStringLiteral("facetTree")), m_table);
    setTabOrder(m_table, m_inspector->tabs());
    retranslateUi();
}

LibraryPage::~LibraryPage() = default;

void LibraryPage::connectAll()
{
    connect(m_search, &SearchEdit::searchChanged, m_debounce, qOverload<>(&QTimer::start));
    connect(m_search, &QLineEdit::returnPressed, this, &LibraryPage::enterList);
    connect(m_search, &SearchEdit::downPressed, this, &LibraryPage::enterList);
    connect(m_debounce, &QTimer::timeout, this, &LibraryPage::requery);
    connect(&m_facets, &FacetModel::chosenChanged, this, &LibraryPage::requery);
    connect(m_facetPanel, &FacetPanel::helpWanted, &m_workspace, &Workspace::helpWanted);
    connect(&m_workspace, &Workspace::papersChanged, this, &LibraryPage::requery);
    connect(&m_workspace, &Workspace::indexingChanged, this, &LibraryPage::updateTexts);
    connect(&m_workspace, &Workspace::runsChanged, this, &LibraryPage::requery);
    connect(&m_workspace, &Workspace::claimsChanged, this, &LibraryPage::requery);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &LibraryPage::selectionChanged);
    connect(m_table->horizontalHeader(), &QHeaderView::sortIndicatorChanged, this,
            [this](int column, Qt::SortOrder order) {
                m_sort = PaperModel::sortOf(PaperModel::Column(column));
                m_descending = order == Qt::DescendingOrder;
                requery();
            });
    connect(m_table->horizontalHeader(), &QWidget::customContextMenuRequested, this,
            &LibraryPage::columnMenu);
    connect(m_table, &QWidget::customContextMenuRequested, this, [this](const QPoint &position) {
        m_copy->menu()->popup(m_table->viewport()->mapToGlobal(position));
    });
    connect(&m_papers, &PaperModel::failed, this,
            [this](const Error &error) { m_message->showError(error.message); });
    connect(m_copy->menu(), &QMenu::aboutToShow, this, [this] {
        QMenu *menu = m_copy->menu();
        menu->clear();
        menu->addAction(tr("Copy as table (TSV)"), QKeySequence::Copy, this,
                        [this] { copySelection(false); });
        menu->addAction(tr("Copy as Markdown"), this, [this] { copySelection(true); });
        menu->addAction(tr("Copy as BibTeX"), this, &LibraryPage::copyBibtex)
                ->setObjectName(QStringLiteral("copyBibtex"));
        menu->addAction(tr("Save as BibTeX…"), this, &LibraryPage::saveBibtex)
                ->setObjectName(QStringLiteral("saveBibtex"));
        menu->setEnabled(!selectedPapers().isEmpty());
    });
    connect(m_saved->menu(), &QMenu::aboutToShow, this, &LibraryPage::fillSavedSearches);
    auto *copy = new QAction(m_table);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(copy);
    connect(copy, &QAction::triggered, this, [this] { copySelection(false); });
    connect(m_compare, &QPushButton::clicked, this,
            [this] { Q_EMIT m_workspace.comparisonWanted(selectedPapers(), {}); });
    connect(m_measure, &QPushButton::clicked, m_inspector, &Inspector::measure);
    connect(m_inspector, &Inspector::loaded, this, &LibraryPage::updateTexts);
    connect(m_inspector, &Inspector::tagWanted, this, [this](const QString &tag) {
        m_search->clear();
        m_facets.choose(FacetModel::Tags, {tag});
    });
    connect(m_empty->second(), &QPushButton::clicked, this,
            [this] { Q_EMIT m_workspace.importWanted(importing::bundledReportPaths()); });
    connect(m_empty->action(), &QPushButton::clicked, this, [this] {
        if (filtered()) {
            m_search->clear();
            m_facets.clear();
        } else {
            Q_EMIT m_workspace.pageWanted(QStringLiteral("reports"));
        }
    });
}

void LibraryPage::enterList()
{
    if (m_papers.rowCount() > 0) {
        m_table->setFocus();  // makes a row the current one, but does not select it
        if (!m_table->selectionModel()->hasSelection()) {
            m_table->selectRow(0);
        }
    }
}

void LibraryPage::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void LibraryPage::searchFor(const QString &text)
{
    m_facets.clear();
    m_search->setText(text);
}

void LibraryPage::showReport(const QString &date)
{
    m_search->clear();
    m_facets.choose(FacetModel::Reports, {date});
}

store::PaperQuery LibraryPage::query() const
{
    store::PaperQuery query;
    query.search = m_search->text().trimmed();
    m_facets.applyTo(query);
    query.sort = m_sort;
    query.descending = m_descending;
    return query;
}

void LibraryPage::requery()
{
    m_workspace.read<Answer>(
            m_query, this,
            [query = query()](store::Store &store) -> Result<Answer> {
                auto ids = store.paperIds(query);
                if (!ids) {
                    return passOn(ids.error());
                }
                auto facets = store.facets(query);
                if (!facets) {
                    return passOn(facets.error());
                }
                return Answer{std::move(*ids), std::move(*facets)};
            },
            [this](const Result<Answer> &answer) {
                if (!answer) {
                    m_message->showError(answer.error().message);
                } else {
                    if (m_failed) {
                        m_message->clear();  // what was said of the query that failed
                    }
                    show(*answer);
                }
                m_failed = !answer;
            });
}

void LibraryPage::show(const Answer &answer)
{
    m_loaded = true;
    m_total = answer.facets.total;
    QString keep = std::exchange(m_keepPaper, QString());
    const bool asked = !keep.isEmpty();
    // Read now and not with the query, since the selection may have changed meanwhile.
    if (keep.isEmpty()) {
        keep = m_inspector->paperId();
    }
    m_facets.setFacets(answer.facets);
    m_papers.setIds(answer.ids);
    m_stack->setCurrentIndex(m_papers.rowCount() > 0 ? 0 : 1);
    if (keep.isEmpty() && m_table->hasFocus()) {
        enterList();  // the key came before the answer
    }
    if (!keep.isEmpty()) {
        m_workspace.read<qint64>(
                m_locate, this, [keep](store::Store &store) { return store.rowIdOf(keep); },
                [this, keep, asked](const Result<qint64> &id) {
                    const int row = id ? m_papers.rowOf(*id) : -1;
                    if (row < 0 && id && asked && filtered()) {
                        // Asked for by another page: it goes before the filters.
                        m_keepPaper = keep;
                        m_search->clear();
                        m_facets.clear();
                        return;
                    }
                    if (row < 0) {
                        // The inspector shows what is in the list, or nothing.
                        m_inspector->show(QString());
                        if (m_table->hasFocus()) {
                            enterList();
                        }
                        updateTexts();
                        return;
                    }
                    m_table->selectRow(row);
                    m_table->scrollTo(m_papers.index(row, 0));
                });
    }
    updateTexts();
    Q_EMIT queried();
}

Result<QVector<store::PaperRow>> LibraryPage::fetchRows(const QVector<qint64> &ids)
{
    if (!m_reader) {
        auto opened = store::Store::open(m_workspace.databasePath(), store::OpenMode::ReadOnly);
        if (!opened) {
            return passOn(opened.error());
        }
        m_reader = std::move(*opened);
    }
    return m_reader->paperRows(ids);
}

void LibraryPage::showPaper(const QString &paperId, const QString &claimId, const QString &runId)
{
    m_inspector->show(paperId, claimId, runId);
    m_keepPaper = paperId;
    requery();
}

QStringList LibraryPage::selectedPapers() const
{
    QList<int> rows;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows()) {
        rows.append(index.row());
    }
    std::sort(rows.begin(), rows.end());
    QStringList ids;
    for (const int row : std::as_const(rows)) {
        ids.append(m_papers.paperId(row));
    }
    return ids;
}

void LibraryPage::selectionChanged()
{
    const QModelIndex current = m_table->currentIndex();
    if (current.isValid()) {
        m_inspector->show(m_papers.paperId(current.row()));
    }
    updateTexts();
}

void LibraryPage::saveState()
{
    QSettings &settings = m_workspace.settings();
    settings.setValue(QStringLiteral("library/splitter"), m_splitter->saveState());
    m_table->saveState(settings);
}

void LibraryPage::restoreState()
{
    const QSettings &settings = m_workspace.settings();
    m_splitter->restoreState(settings.value(QStringLiteral("library/splitter")).toByteArray());
    m_table->restoreState(settings);
    const QHeaderView *header = m_table->horizontalHeader();
    const int column = header->sortIndicatorSection();
    if (column >= 0 && column < PaperModel::ColumnCount) {
        m_sort = PaperModel::sortOf(PaperModel::Column(column));
        m_descending = header->sortIndicatorOrder() == Qt::DescendingOrder;
    }
}

void LibraryPage::themeChanged()
{
    m_strip->rebuild();
    m_inspector->themeChanged();
}

void LibraryPage::copySelection(bool markdown)
{
    copyTable(*m_table, markdown ? CopyFormat::Markdown : CopyFormat::Tsv);
}

void LibraryPage::columnMenu(const QPoint &position)
{
    const QHeaderView *header = m_table->horizontalHeader();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int column = PaperModel::Title + 1; column < PaperModel::ColumnCount; ++column) {
        QAction *action = menu->addAction(m_papers.headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(m_table->isWanted(PaperModel::Column(column)));
        connect(action, &QAction::toggled, m_table, [table = m_table, column](bool on) {
            table->setWanted(PaperModel::Column(column), on);
        });
    }
    menu->popup(header->mapToGlobal(position));
}

void LibraryPage::retranslateUi()
{
    m_search->setPlaceholderText(tr("Search titles, briefs and abstracts (Ctrl+F)"));
    m_search->setAccessibleName(tr("Search the library"));
    m_search->setToolTip(tr("Words in Chinese or English; \"a phrase\", -without, technique:ID, "
                            "metric:ID, tag:WORD, claim>2"));
    setTexts(m_saved, QString(), tr("Saved searches"));
    setTexts(m_copy, QString(), tr("Copy the selected papers"));
    setTexts(m_compare, tr("Compare selected"),
             tr("Draw the claims of the selected papers beside "
                "their measurements"));
    m_table->setAccessibleName(tr("Papers"));
    m_papers.languageChanged();
    updateTexts();
}

bool LibraryPage::filtered() const
{
    return m_facets.anyChosen() || !m_search->text().trimmed().isEmpty();
}

void LibraryPage::updateTexts()
{
    const int selected = int(m_table->selectionModel()->selectedRows().size());
    const int shownPapers = m_papers.rowCount();
    QString count = tr("%Ln paper(s)", nullptr, shownPapers);
    if (selected > 1) {
        count = tr("%1, %n selected", nullptr, selected).arg(count);
    }
    if (m_workspace.isIndexing()) {
        count = tr("%1, indexing…").arg(count);
    }
    m_count->setText(m_loaded ? count : tr("Opening the library…"));
    m_count->setToolTip(m_workspace.isIndexing() ? tr(
                                "The search index is being rebuilt. Until it is complete, a search "
                                "may miss papers, and what you change is saved after it.")
                                                 : QString());
    m_compare->setEnabled(selected > 0);
    const bool measurable = selected > 0 && !m_inspector->kernels().isEmpty();
    m_measure->setEnabled(measurable);
    setTexts(m_measure, tr("Measure now"),
             measurable || selected == 0
                     ? tr("Run the reference kernel of this paper on this machine")
                     : tr("No bundled kernel reproduces the mechanism of this paper"));
    updateEmptyState();
}

void LibraryPage::updateEmptyState()
{
    if (!m_loaded) {
        m_empty->setTexts(tr("Opening the library…"), {});
    } else if (filtered() && m_workspace.isIndexing()) {
        m_empty->setTexts(
                tr("Nothing found yet"),
                tr("The search index is being rebuilt; until it is complete, a search may "
                   "miss papers."),
                tr("Clear search and filters"));
    } else if (filtered()) {
        m_empty->setTexts(tr("Nothing matches"),
                          tr("No paper fits the search and all filters. Remove some of them."),
                          tr("Clear search and filters"));
    } else {
        m_empty->setTexts(tr("The library is empty"),
                          tr("Import report files; their papers and claims appear here."),
                          tr("Import reports"));
    }
    m_empty->setSecond(m_loaded && !filtered() ? tr("Load bundled reports") : QString());
}

}  // namespace touchstone::ui
