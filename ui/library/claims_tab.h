// The claims of a paper and the decisions of the user on them; decisions are kept as history and
// can be undone.
#pragma once

#include "ui/common/translated.h"
#include "ui/common/workspace.h"
#include "ui/library/claim_model.h"
#include "ui/library/paper_file.h"

class QPushButton;
class QTableView;
class QTextBrowser;

namespace touchstone::ui {

class ClaimsTab : public Translated<QWidget> {
    Q_OBJECT
public:
    explicit ClaimsTab(Workspace &workspace, QWidget *parent = nullptr);
    void setPaper(const PaperFile *paper);
    void select(const QString &claimId);
    void addClaim(const ClaimSource &source);  // asks for its figures
    void rebuild();

Q_SIGNALS:
    void claimSelected(const QString &claimId);
    void sourceWanted(const QString &claimId);
    void failed(const touchstone::Error &error);

protected:
    void retranslateUi() override;

private:
    const Claim *current() const;
    void showCurrent();
    void loadHistory();
    void decide(std::function<Result<>(store::Store &)> change);
    void setStatus(ClaimStatus status);
    void edit();
    void undo();
    QString html() const;

    Workspace &m_workspace;
    LatestJob m_historyJob;
    const PaperFile *m_paper = nullptr;
    QString m_shownId;
    QString m_selectNext;  // a claim that was just added
    QVector<store::ClaimChange> m_history;
    ClaimModel m_model;
    QTableView *m_table;
    QTextBrowser *m_detail;
    QPushButton *m_confirm, *m_edit, *m_reject, *m_undo;
};

}  // namespace touchstone::ui
