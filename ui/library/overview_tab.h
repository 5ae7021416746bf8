// Overview of a paper: title, institutions, techniques, and its brief and abstract in both
// languages.
#pragma once

#include "ui/common/translated.h"
#include "ui/common/workspace.h"
#include "ui/library/paper_file.h"

class QPushButton;
class QTextBrowser;
class QToolButton;

namespace touchstone::ui {

class OverviewTab : public Translated<QWidget> {
    Q_OBJECT
public:
    explicit OverviewTab(Workspace &workspace, QWidget *parent = nullptr);
    void setPaper(const PaperFile *paper);  // nullptr: none
    void rebuild();                         // theme or language changed

Q_SIGNALS:
    void failed(const touchstone::Error &error);
    void tagWanted(const QString &tag);  // the papers with it

protected:
    void retranslateUi() override;

private:
    void fillTechniqueMenu();
    void changeTechnique(const QString &id, bool add);
    void editPaper();
    QString linksHtml() const;
    QString personalHtml() const;
    QString html() const;

    Workspace &m_workspace;
    const PaperFile *m_paper = nullptr;
    QString m_shownId;
    QTextBrowser *m_text;
    QToolButton *m_techniques;
    QPushButton *m_edit;
};

}  // namespace touchstone::ui
