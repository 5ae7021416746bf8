// The lower edge of the window: the certificate of this machine and the jobs that run.
#pragma once

#include "measure/results/results.h"
#include "ui/common/translated.h"
#include "ui/common/workspace.h"

class QLabel;
class QProgressBar;
class QPushButton;

namespace touchstone::ui {

class StatusStrip : public Translated<QWidget> {
    Q_OBJECT
public:
    explicit StatusStrip(Workspace &workspace, QWidget *parent = nullptr);
    void setCertificate(const std::optional<measure::Certificate> &certificate);

Q_SIGNALS:
    void certificateWanted(const touchstone::measure::Certificate &certificate);  // what it says

protected:
    void retranslateUi() override;

private:
    void updateJobs();

    Workspace &m_workspace;
    std::optional<measure::Certificate> m_certificate;
    QPushButton *m_certificateText;
    QLabel *m_jobText;
    QProgressBar *m_progress;
    QPushButton *m_cancel;
};

}  // namespace touchstone::ui
