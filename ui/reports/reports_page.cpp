#include "ui/reports/reports_page.h"

#include "importing/importer.h"
#include "ui/bench/result_files.h"
#include "ui/common/dropped_files.h"
#include "ui/common/file_dialog.h"
#include "ui/common/heads.h"
#include "ui/common/html.h"
#include "ui/common/icons.h"
#include "ui/common/language.h"
#include "ui/common/text_dialog.h"
#include "ui/common/widgets.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QHeaderView>
#include <QMimeData>
#include <QStackedWidget>
#include <QTableView>
#include <QTreeView>
#include <QVBoxLayout>

namespace touchstone::ui {

namespace {
enum Shown { Imported, Empty, Preview };

// Plans that hold the papers which an undone import had, and no others.
Result<QVector<ImportPlan>> plansAgain(store::Store &store,
                                       const QVector<store::UndoneImport::File> &files)
{
    QVector<ImportPlan> plans;
    for (const store::UndoneImport::File &file : files) {
        auto reports = importing::readReports(file.bytes, file.name);
        if (!reports) {
            return passOn(reports.error());
        }
        for (Report &report : *reports) {
            plans.append(importing::planImport(std::move(report), store));
            for (PlannedPaper &paper : plans.last().papers) {
                const ReportPaper &content = plans.last().report.papers[paper.position];
                paper.selected = file.papers.contains(content.index);
            }
        }
    }
    return plans;
}
}  // namespace

ReportsPage::ReportsPage(Workspace &workspace, QWidget *parent)
    : Translated<QWidget>(parent), m_workspace(workspace), m_listJob(workspace.jobs()),
      m_redoJob(workspace.jobs()), m_warningsJob(workspace.jobs()), m_header(new QWidget(this)),
      m_drop(named(new QFrame(this), QStringLiteral("dropArea"), QStringLiteral("drop"))),
      m_dropText(label(QStringLiteral("muted"), m_drop, true)), m_message(new MessageStrip(this)),
      m_stack(new QStackedWidget(this)), m_empty(new EmptyState(QStringLiteral("reports"), this))
{
    setAcceptDrops(true);
    auto *head = new QHBoxLayout(m_header);
    head->setContentsMargins(0, 0, 0, 0);
    m_undo = named(new QPushButton(m_header), QStringLiteral("undoImport"));
    m_undo->setIcon(icon(QStringLiteral("undo")));
    m_redo = named(new QPushButton(m_header), QStringLiteral("redoImport"));
    head->addStretch(1);
    head->addWidget(m_redo);
    head->addWidget(m_undo);
    m_files = named(new QPushButton(m_drop), QStringLiteral("chooseFiles"),
                    QStringLiteral("primary"));
    m_folder = named(new QPushButton(m_drop), QStringLiteral("chooseFolder"));
    m_folder->setIcon(icon(QStringLiteral("folder")));
    auto *dropRow = new QHBoxLayout(m_drop);
    dropRow->setContentsMargins(16, 14, 16, 14);
    dropRow->addWidget(m_dropText, 1);
    dropRow->addWidget(m_files);
    dropRow->addWidget(m_folder);
    m_stack->addWidget(buildImported());
    m_stack->addWidget(m_empty);
    m_stack->addWidget(buildPreview());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(10);
    column->addWidget(m_drop);
    column->addWidget(m_message);
    column->addWidget(m_stack, 1);

    connect(m_files, &QPushButton::clicked, this, [this] { choose(false); });
    connect(m_folder, &QPushButton::clicked, this, [this] { choose(true); });
    connect(m_undo, &QPushButton::clicked, this, &ReportsPage::undoLast);
    connect(m_redo, &QPushButton::clicked, this, &ReportsPage::redo);
    connect(m_empty->action(), &QPushButton::clicked, this,
            [this] { preview(importing::bundledReportPaths()); });
    connect(m_import, &QPushButton::clicked, this, &ReportsPage::importSelected);
    connect(m_cancel, &QPushButton::clicked, this, &ReportsPage::cancelPreview);
    connect(m_all, &QPushButton::clicked, this, [this] { m_preview.selectAll(true); });
    connect(m_none, &QPushButton::clicked, this, [this] { m_preview.selectAll(false); });
    connect(m_table, &QTableView::activated, this, &ReportsPage::openReport);
    connect(&m_preview, &PreviewModel::selectionChanged, this, &ReportsPage::updateTexts);
    connect(&m_workspace, &Workspace::papersChanged, this, &ReportsPage::reload);
    retranslateUi();
}

QWidget *ReportsPage::buildImported()
{
    m_table = named(new QTableView(this), QStringLiteral("reportTable"), QStringLiteral("boxed"));
    m_table->setModel(&m_reports);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 10);
    auto *header = new Heads(m_table);
    m_table->setHorizontalHeader(header);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(ReportModel::Title, QHeaderView::Stretch);
    return m_table;
}

QWidget *ReportsPage::buildPreview()
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_summary =
            named(label(QStringLiteral("heading"), page, true), QStringLiteral("previewSummary"));
    m_tree = named(new QTreeView(page), QStringLiteral("previewTree"), QStringLiteral("boxed"));
    m_tree->setModel(&m_preview);
    m_tree->setUniformRowHeights(true);
    m_tree->setAlternatingRowColors(false);
    QHeaderView *header = m_tree->header();
    header->setStretchLastSection(true);
    header->resizeSection(PreviewModel::Item, 560);
    header->resizeSection(PreviewModel::Change, 150);
    m_all = named(new QPushButton(page), QStringLiteral("selectAllPapers"), QStringLiteral("link"));
    m_none = named(new QPushButton(page), QStringLiteral("selectNoPapers"), QStringLiteral("link"));
    m_cancel = named(new QPushButton(page), QStringLiteral("cancelPreview"));
    m_import = named(new QPushButton(page), QStringLiteral("importSelected"),
                     QStringLiteral("primary"));
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_all);
    buttons->addWidget(m_none);
    buttons->addStretch(1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_import);
    column->addWidget(m_summary);
    column->addWidget(m_tree, 1);
    column->addLayout(buttons);
    return page;
}

void ReportsPage::showEvent(QShowEvent *event)
{
    Translated<QWidget>::showEvent(event);
    if (!m_listed) {
        reload();
    }
}

void ReportsPage::reload()
{
    m_workspace.read<Listed>(
            m_listJob, this,
            [](store::Store &store) -> Result<Listed> {
                auto reports = store.reports();
                if (!reports) {
                    return passOn(reports.error());
                }
                auto last = store.lastImport();
                if (!last) {
                    return passOn(last.error());
                }
                return Listed{std::move(*reports), std::move(*last)};
            },
            [this](const Result<Listed> &listed) {
                if (!listed) {
                    m_message->showError(listed.error().message);
                    return;
                }
                m_listed = true;
                m_last = listed->last;
                m_reports.setReports(listed->reports);
                if (m_stack->currentIndex() != Preview) {
                    m_stack->setCurrentIndex(listed->reports.isEmpty() ? Empty : Imported);
                }
                updateTexts();
                Q_EMIT historyChanged();
                Q_EMIT reloaded();
            });
}

// A report leads to its papers, its number of warnings to the warnings.
void ReportsPage::openReport(const QModelIndex &index)
{
    const store::ReportRow *report = m_reports.report(index.row());
    if (!report) {
        return;
    }
    if (index.column() != ReportModel::Warnings || report->warnings == 0) {
        Q_EMIT m_workspace.reportWanted(report->generatedAt.date().toString(Qt::ISODate));
        return;
    }
    m_workspace.read<QVector<ImportWarning>>(
            m_warningsJob, this,
            [id = report->id](store::Store &store) { return store.warnings(id); },
            [this, title = report->sourceName](const Result<QVector<ImportWarning>> &warnings) {
                if (!warnings) {
                    m_message->showError(warnings.error().message);
                    return;
                }
                QString html;
                for (const ImportWarning &warning : *warnings) {
                    html += QStringLiteral("<p style='margin:3px 0'>%1 %2</p>")
                                    .arg(mutedText(warning.line > 0
                                                           ? tr("line %1").arg(warning.line)
                                                           : QString()),
                                         escaped(shown(warning.message)));
                }
                showText(this, QStringLiteral("warningsDialog"), tr("Warnings of %1").arg(title),
                         html);
            });
}

void ReportsPage::choose(bool folder)
{
    auto *dialog = fileDialog(this, folder ? Asked::Folder : Asked::Files,
                              QStringLiteral("reportFileDialog"),
                              folder ? tr("Choose a folder of reports") : tr("Choose report files"),
                              m_workspace.settings(), importFolderKey);
    if (!folder) {
        dialog->setOption(QFileDialog::HideNameFilterDetails);
        QStringList patterns;
        for (const QString &suffix : importing::readSuffixes()) {
            patterns.append(u'*' + suffix);
        }
        dialog->setNameFilters(
                {tr("Reports, bibliographies, results (%1)").arg(patterns.join(u' ')),
                 tr("All files (*)")});
    }
    connect(dialog, &QFileDialog::filesSelected, this, &ReportsPage::preview);
    dialog->open();
}

void ReportsPage::preview(const QStringList &paths)
{
    if (paths.isEmpty()) {
        return;
    }
    m_workspace.jobs().drop(m_previewJob);
    m_message->clear();
    m_previewJob = m_workspace.jobs().start<ImportPreview>(
            text("Reading reports", "正在读取报告"), JobRunner::Visibility::Visible, this,
            [paths, database = m_workspace.databasePath()](const JobContext &context) {
                return Workspace::withStore<ImportPreview>(
                        database, store::OpenMode::ReadOnly, context.stop,
                        [&](store::Store &store) { return previewImport(store, paths, context); });
            },
            [this](Result<ImportPreview> read) {
                m_previewJob = 0;
                if (read) {
                    m_preview.setPreview(std::move(*read));
                    showPreview(true);
                } else if (read.error().cancelled()) {
                    m_message->showInfo(read.error().message);
                } else {
                    m_message->showError(read.error().message);
                }
                updateTexts();
                Q_EMIT previewed();
            });
}

void ReportsPage::showPreview(bool on)
{
    m_stack->setCurrentIndex(on ? Preview : m_reports.rowCount() > 0 ? Imported : Empty);
    m_drop->setVisible(!on);
    if (on) {
        // A single report is shown expanded, several are collapsed.
        if (m_preview.rowCount() <= 3) {
            m_tree->expandToDepth(0);
        }
        m_import->setFocus();
    } else if (isVisible()) {
        m_table->setFocus();
    }
    updateTexts();
}

void ReportsPage::cancelPreview()
{
    m_preview.setPreview({});
    showPreview(false);
}

void ReportsPage::importSelected()
{
    m_undone = {};
    runImport(m_preview.preview().plans, m_preview.preview().results);
}

void ReportsPage::runImport(const QVector<ImportPlan> &plans, const QVector<ResultFile> &results)
{
    if ((plans.isEmpty() && results.isEmpty()) || m_importJob) {
        return;
    }
    m_importJob = m_workspace.jobs().start<ImportDone>(
            text("Importing", "正在导入"), JobRunner::Visibility::Visible, this,
            [plans, results, database = m_workspace.databasePath()](const JobContext &context) {
                return Workspace::withStore<ImportDone>(database, store::OpenMode::ReadWrite,
                                                        context.stop, [&](store::Store &store) {
                                                            return importAll(store, plans, results,
                                                                             context);
                                                        });
            },
            [this](const Result<ImportDone> &outcome) {
                m_importJob = 0;
                if (outcome) {
                    cancelPreview();
                    showOutcome(*outcome);
                    Q_EMIT m_workspace.papersChanged();
                    if (!outcome->runs.runIds.isEmpty()) {
                        Q_EMIT m_workspace.runsChanged();
                    }
                } else if (outcome.error().cancelled()) {
                    m_message->showInfo(
                            text("Cancelled; nothing was written.", "已取消，没有写入任何内容。"));
                } else {
                    m_message->showError(outcome.error().message);
                }
                updateTexts();
                Q_EMIT imported();
            });
    updateTexts();
}

void ReportsPage::showOutcome(const ImportDone &imported)
{
    const store::ImportOutcome &outcome = imported.papers;
    const store::StoredBundle &runs = imported.runs;
    if (outcome.files.isEmpty()) {
        const Text added = addedWords(runs);
        m_message->showInfo(
                text("Results imported: {0}.", "已导入测量结果：{1}。", added.en, added.zh));
        return;
    }
    int fresh = 0, changed = 0, unchanged = 0, claims = 0;
    for (const store::ImportedFile &file : outcome.files) {
        fresh += file.newPapers;
        changed += file.changedPapers;
        claims += file.claims;
        unchanged += file.unchanged ? 1 : 0;
    }
    const int files = int(outcome.files.size());
    if (!runs.runIds.isEmpty()) {
        const Text added = addedWords(runs);
        m_message->showInfo(text("Imported: {0} new papers, {1} changed, {2} claims; {3}.",
                                 "已导入：{0} 篇新论文，{1} 篇有变化，{2} 条论断；{4}。", fresh,
                                 changed, claims, added.en, added.zh));
    } else if (unchanged == files) {
        m_message->showInfo(text("Nothing new: these reports are in the library already.",
                                 "没有新内容：这些报告已在库中。"));
    } else {
        m_message->showInfo(text("Imported: {0} new papers, {1} changed, {2} claims.",
                                 "已导入：{0} 篇新论文，{1} 篇有变化，{2} 条论断。", fresh, changed,
                                 claims));
    }
}

void ReportsPage::undoLast()
{
    m_workspace.write<store::UndoneImport>(
            this, [](store::Store &store) { return store.undoLastImport(); },
            [this](const Result<store::UndoneImport> &undone) {
                if (undone) {
                    showUndone(*undone);
                } else {
                    m_message->showError(undone.error().message);
                }
                Q_EMIT m_workspace.papersChanged();
            });
}

void ReportsPage::showUndone(const store::UndoneImport &undone)
{
    m_undone = undone;
    const std::string names = undone.sourceNames.join(QStringLiteral(", ")).toStdString();
    const Text words = undone.words();
    m_message->showInfo(text("Undone: import of {0} ({1}).", "已撤销导入：{0}（{2}）。", names,
                             words.en, words.zh));
    m_message->offer({"Redo", "重做"}, [this] { redo(); });
    updateTexts();
}

void ReportsPage::redo()
{
    const QVector<store::UndoneImport::File> files =
            std::exchange(m_undone, store::UndoneImport()).files;
    if (files.isEmpty()) {
        return;
    }
    m_message->clear();
    m_workspace.read<QVector<ImportPlan>>(
            m_redoJob, this, [files](store::Store &store) { return plansAgain(store, files); },
            [this](const Result<QVector<ImportPlan>> &plans) {
                if (plans) {
                    runImport(*plans);
                } else {
                    m_message->showError(plans.error().message);
                }
            });
}

void ReportsPage::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls()) {
        event->acceptProposedAction();
        setRole(m_drop, QStringLiteral("drop-active"));
    }
}

void ReportsPage::dragLeaveEvent(QDragLeaveEvent *)
{
    setRole(m_drop, QStringLiteral("drop"));
}

void ReportsPage::dropEvent(QDropEvent *event)
{
    setRole(m_drop, QStringLiteral("drop"));
    const QStringList paths = droppedPaths(event->mimeData()->urls());
    event->acceptProposedAction();
    preview(paths);
}

void ReportsPage::retranslateUi()
{
    m_dropText->setText(tr("Drop reports, bibliographies, results or a folder here. Nothing is "
                           "written before you have seen what would change."));
    setTexts(m_files, tr("Choose files…"),
             tr("Reports, library exports, bibliographies, bundles and results of other tools"));
    setTexts(m_folder, tr("Choose folder…"), tr("All reports of a folder"));
    setTexts(m_all, tr("Select all"), tr("Import every paper"));
    setTexts(m_none, tr("Select none"), tr("Leave every paper out"));
    setTexts(m_cancel, tr("Cancel"), tr("Import nothing"));
    m_drop->setAccessibleName(tr("Drop reports here"));
    m_table->setAccessibleName(tr("Imported reports"));
    m_table->setToolTip(tr("Double click: the papers of a report, or its warnings"));
    m_tree->setAccessibleName(tr("What the import would change"));
    m_empty->setTexts(tr("No reports yet"),
                      tr("Choose report files above; their papers and claims go into the library."),
                      tr("Load bundled reports"));
    m_preview.languageChanged();
    m_reports.languageChanged();
    updateTexts();
}

QString ReportsPage::whatGoes() const
{
    QStringList parts;
    if (m_last.papers > 0 || m_last.changed == 0) {
        parts.append(tr("%Ln paper(s)", nullptr, m_last.papers));
    }
    if (m_last.changed > 0) {
        parts.append(tr("%Ln changed paper(s)", nullptr, m_last.changed));
    }
    return parts.join(tr(", "));
}

void ReportsPage::updateTexts()
{
    const ImportPreview &preview = m_preview.preview();
    const int chosen = preview.selectedPapers();
    const int results = int(preview.results.size());
    setTexts(m_import, chosen == 0 && results > 0
                               ? tr("Import %n file(s) of results", nullptr, results)
                               : tr("Import %Ln paper(s)", nullptr, chosen));
    m_import->setEnabled((chosen > 0 || results > 0) && m_importJob == 0);
    m_undo->setEnabled(canUndo());
    setTexts(m_undo,
             canUndo() ? tr("Undo import of %1 (%2)")
                                 .arg(tr("%n report(s)", nullptr, m_last.reports), whatGoes())
                       : tr("Undo last import"),
             canUndo() ? tr("Takes back what was imported %1: %2")
                                 .arg(localTime(m_last.at),
                                      m_last.sourceNames.join(QStringLiteral(", ")))
                       : tr("Nothing was imported"));
    setTexts(m_redo, tr("Redo import"), tr("Imports again what was undone"));
    m_redo->setVisible(canRedo());
    QStringList parts{tr("%Ln paper(s) new", nullptr, preview.papers(PaperChange::New)),
                      tr("%n changed", nullptr, preview.papers(PaperChange::Changed)),
                      tr("%n unchanged", nullptr, preview.papers(PaperChange::Unchanged))};
    if (const int twice = preview.papers(PaperChange::PossibleDuplicate)) {
        parts.append(tr("%n possible duplicate(s)", nullptr, twice));
    }
    if (results > 0) {
        parts.append(tr("%n file(s) of results", nullptr, results));
    }
    if (!preview.unread.isEmpty()) {
        parts.append(tr("%n file(s) not read", nullptr, int(preview.unread.size())));
    }
    m_summary->setText(parts.join(QStringLiteral(" · ")));
}

}  // namespace touchstone::ui
