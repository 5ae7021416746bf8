// The runs behind a claim, to pin or delete one, and the machines side by side.
#pragma once

#include "ui/common/translated.h"
#include "ui/common/workspace.h"
#include "ui/library/paper_runs.h"

#include <QDialog>

class QComboBox;
class QDialogButtonBox;
class QLabel;
class QPushButton;
class QTableWidget;

namespace touchstone::ui {

class MessageStrip;

class RunsDialog : public Translated<QDialog> {
    Q_OBJECT
public:
    RunsDialog(Workspace &workspace, const QString &paperId, const QString &claimId,
               QWidget *parent = nullptr);

Q_SIGNALS:
    void loaded();

protected:
    void retranslateUi() override;

private:
    void reload();
    void connectAll();
    void fillClaims();
    void showRuns();
    void showMachines();
    void updateButtons();
    const PaperRuns::Run *current() const;
    QString claim() const;
    QString machineName(const QString &id) const;
    void pin();
    void askToDelete();
    void change(std::function<Result<>(store::Store &)> write);

    Workspace &m_workspace;
    LatestJob m_job;
    QString m_paperId, m_wantedClaim;
    PaperRuns m_paper;
    MessageStrip *m_message;
    QLabel *m_claimName, *m_runsName, *m_machinesName;
    QComboBox *m_claims;
    QTableWidget *m_runs, *m_machines;
    QPushButton *m_pin, *m_delete;
    QDialogButtonBox *m_buttons;
};

}  // namespace touchstone::ui
