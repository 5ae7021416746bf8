// What a person adds to the library: papers one by one, claims from a table.
#include "base/files.h"
#include "exchange/claim_table.h"
#include "exchange/paper_by_hand.h"
#include "ui/common/file_dialog.h"
#include "ui/common/widgets.h"
#include "ui/library/claim_table_dialog.h"
#include "ui/library/library_page.h"
#include "ui/library/paper_editor.h"

#include <QFileDialog>
#include <QFileInfo>

namespace touchstone::ui {

void LibraryPage::addPaper()
{
    auto *editor = new PaperEditor({}, PaperEditor::Add, this);
    editor->setAttribute(Qt::WA_DeleteOnClose);
    connect(editor, &QDialog::accepted, this, [this, editor] {
        m_workspace.write<QString>(
                this,
                [paper = editor->paper()](store::Store &store) {
                    return exchange::addPaper(store, paper);
                },
                [this](const Result<QString> &added) {
                    if (!added) {
                        m_message->showError(added.error().message);
                        return;
                    }
                    Q_EMIT m_workspace.papersChanged();
                    showPaper(*added, {}, {});
                });
    });
    editor->open();
}

void LibraryPage::chooseClaimTable()
{
    auto *dialog =
            fileDialog(this, Asked::File, QStringLiteral("claimFileDialog"),
                       tr("Choose a table of claims"), m_workspace.settings(), importFolderKey);
    dialog->setNameFilters({tr("Tables (*.csv *.tsv *.txt)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &LibraryPage::openClaimTable);
    dialog->open();
}

void LibraryPage::openClaimTable(const QString &path)
{
    const auto bytes = readInput(path.toStdString(), {});
    auto table = bytes ? exchange::readClaimTable(QByteArray::fromStdString(*bytes),
                                                  QFileInfo(path).fileName())
                       : Result<exchange::ClaimTable>(passOn(bytes.error()));
    if (!table) {
        m_message->showError(table.error().message);
        return;
    }
    auto *dialog = new ClaimTableDialog(m_workspace, std::move(*table), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        importClaims(dialog->table(), dialog->mapping(), dialog->addsPapers());
    });
    dialog->open();
}

void LibraryPage::importClaims(const exchange::ClaimTable &table,
                               const exchange::ClaimMapping &mapping, bool addPapers)
{
    using Added = exchange::AddedClaims;
    m_workspace.jobs().start<Added>(
            text("Adding claims", "正在添加论断"), JobRunner::Visibility::Visible, this,
            [table, mapping, addPapers,
             database = m_workspace.databasePath()](const JobContext &context) {
                return Workspace::withStore<Added>(
                        database, store::OpenMode::ReadWrite, context.stop,
                        [&](store::Store &store) {
                            return exchange::addClaims(
                                    store, table, mapping, addPapers, context.stop,
                                    [&](int done, int total) { context.report(done, total, {}); });
                        });
            },
            [this](const Result<Added> &added) {
                if (added) {
                    m_message->showInfo(text(
                            "{0} claims added, {1} already there, {2} rows left out, {3} new "
                            "papers.",
                            "新增 {0} 条论断，{1} 条已存在，略过 {2} 行，新增 {3} 篇论文。",
                            added->added, added->alreadyThere, added->leftOut, added->newPapers));
                } else {
                    m_message->showError(added.error().message);
                }
                Q_EMIT m_workspace.papersChanged();
            });
}

}  // namespace touchstone::ui
