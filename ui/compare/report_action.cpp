#include "ui/compare/report_action.h"

#include "ui/common/file_dialog.h"
#include "ui/common/language.h"

#include <QFileDialog>

namespace touchstone::ui {

ReportAction::ReportAction(Workspace &workspace, std::function<report::ReportScope()> scope,
                           QWidget *window)
    : QAction(window), m_workspace(workspace), m_scope(std::move(scope)), m_window(window)
{
    setObjectName(QStringLiteral("reportAction"));
    setShortcut(QKeySequence(QStringLiteral("Ctrl+R")));
    connect(this, &QAction::triggered, this, &ReportAction::ask);
    retranslate();
}

void ReportAction::retranslate()
{
    setText(tr("Report of the comparison…"));
    setToolTip(tr("Write claims, measurements and charts as one PDF or web page"));
}

void ReportAction::ask()
{
    auto *dialog = fileDialog(m_window, Asked::NewFile, QStringLiteral("reportDialog"),
                              tr("Write a report"), m_workspace.settings(), exportFolderKey);
    const QString both = tr("Both languages, PDF (*.pdf)");
    const QString bothPage = tr("Both languages, web page (*.html)");
    dialog->setNameFilters({tr("PDF (*.pdf)"), tr("Web page (*.html)"), both, bothPage});
    dialog->setDefaultSuffix(QStringLiteral("pdf"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.contains(QLatin1String(".html")) ? QStringLiteral("html")
                                                                         : QStringLiteral("pdf"));
    });
    dialog->selectFile(QStringLiteral("touchstone-report"));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, dialog, both, bothPage](const QString &path) {
                const QString filter = dialog->selectedNameFilter();
                const bool chinese = currentLanguage() == Language::Chinese;
                write(path, filter == both || filter == bothPage ? report::Languages::Both
                            : chinese                            ? report::Languages::Chinese
                                                                 : report::Languages::English);
            });
    dialog->open();
}

void ReportAction::write(const QString &path, report::Languages languages)
{
    const ReportFile file{path, languages, {}};
    if (const auto possible = checkReportFile(file); !possible) {
        Q_EMIT failed(possible.error().message);
        return;
    }
    using Written = QString;
    m_workspace.jobs().start<Written>(
            touchstone::text("Report", "报告"), JobRunner::Visibility::Visible, this,
            [database = m_workspace.databasePath(), scope = m_scope(),
             file](const JobContext &context) -> Result<Written> {
                return Workspace::withStore<Written>(
                        database, store::OpenMode::ReadOnly, context.stop,
                        [&](store::Store &store) -> Result<Written> {
                            const auto result = writeReport(
                                    store, scope, file, context.stop, [&](int done, int total) {
                                        context.report(done, total,
                                                       touchstone::text("{0} of {1} parts",
                                                                        "第 {0} 部分，共 {1} 部分",
                                                                        done, total));
                                    });
                            if (!result) {
                                return passOn(result.error());
                            }
                            return file.path;
                        });
            },
            [this](const Result<Written> &done) {
                if (done) {
                    Q_EMIT written(*done);
                } else if (!done.error().cancelled()) {
                    Q_EMIT failed(done.error().message);
                }
            });
}

}  // namespace touchstone::ui
