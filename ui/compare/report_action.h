// "Report…": asks for a file and writes the comparison to it in a job that the status bar shows and
// can cancel.
#pragma once

#include "documents/report_file.h"
#include "ui/common/workspace.h"

#include <QAction>

namespace touchstone::ui {

class ReportAction : public QAction {
    Q_OBJECT
public:
    // scope is asked when the action is triggered.
    ReportAction(Workspace &workspace, std::function<report::ReportScope()> scope, QWidget *window);
    // In the language of the window, or in both.
    void write(const QString &path, report::Languages languages);
    void retranslate();

Q_SIGNALS:
    void written(const QString &path);
    void failed(const Text &message);

private:
    void ask();

    Workspace &m_workspace;
    std::function<report::ReportScope()> m_scope;
    QWidget *m_window;
};

}  // namespace touchstone::ui
