// Imports report files: drop or choose, preview the changes, import, undo.
#pragma once

#include "ui/common/translated.h"
#include "ui/common/workspace.h"
#include "ui/reports/preview_model.h"
#include "ui/reports/report_model.h"

class QFrame;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTreeView;

namespace touchstone::ui {

class EmptyState;
class MessageStrip;

class ReportsPage : public Translated<QWidget> {
    Q_OBJECT
public:
    explicit ReportsPage(Workspace &workspace, QWidget *parent = nullptr);

    QWidget *header() const { return m_header; }
    void
    preview(const QStringList &paths);  // reads files and folders, then shows what would change
    void importSelected();
    void cancelPreview();
    void undoLast();
    void redo();  // imports again what undoLast() took back
    bool canUndo() const { return !m_last.at.isEmpty(); }
    bool canRedo() const { return !m_undone.files.isEmpty(); }
    void choose(bool folder);  // asks for files, or for a folder
    void reload();

    PreviewModel &previewModel() { return m_preview; }
    ReportModel &reportModel() { return m_reports; }

Q_SIGNALS:
    void previewed();  // the preview is shown, or failed
    void imported();   // written, or failed
    void reloaded();
    void historyChanged();  // canUndo() or canRedo()

protected:
    void retranslateUi() override;
    void showEvent(QShowEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    struct Listed {
        QVector<store::ReportRow> reports;
        store::LastImport last;
    };
    QWidget *buildImported();
    QWidget *buildPreview();
    void runImport(const QVector<ImportPlan> &plans, const QVector<ResultFile> &results = {});
    void showUndone(const store::UndoneImport &undone);
    void showPreview(bool on);
    void openReport(const QModelIndex &index);
    void showOutcome(const ImportDone &imported);
    QString whatGoes() const;  // with the last import: "2 papers, 1 changed paper"
    void updateTexts();

    Workspace &m_workspace;
    LatestJob m_listJob, m_redoJob, m_warningsJob;
    JobId m_previewJob = 0, m_importJob = 0;
    PreviewModel m_preview;
    ReportModel m_reports;
    store::LastImport m_last;
    store::UndoneImport m_undone;  // without files: nothing to redo
    bool m_listed = false;

    QWidget *m_header;
    QFrame *m_drop;
    QLabel *m_dropText;
    QPushButton *m_files, *m_folder, *m_undo, *m_redo;
    MessageStrip *m_message;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    QTableView *m_table;
    QLabel *m_summary;
    QTreeView *m_tree;
    QPushButton *m_all, *m_none, *m_cancel, *m_import;
};

}  // namespace touchstone::ui
