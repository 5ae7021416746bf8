#include "ui/common/status_strip.h"

#include "ui/common/icons.h"
#include "ui/common/language.h"
#include "ui/common/widgets.h"

#include <QHBoxLayout>
#include <QProgressBar>

namespace touchstone::ui {

StatusStrip::StatusStrip(Workspace &workspace, QWidget *parent)
    : Translated<QWidget>(parent), m_workspace(workspace),
      m_certificateText(named(new QPushButton(this), QStringLiteral("certificateStatus"),
                              QStringLiteral("link"))),
      m_jobText(label(QStringLiteral("caption"), this)),
      m_progress(named(new QProgressBar(this), QStringLiteral("jobProgress"))),
      m_cancel(named(new QPushButton(this), QStringLiteral("cancelJobs"), QStringLiteral("link")))
{
    named(this, QStringLiteral("statusStrip"), QStringLiteral("status"));
    setAttribute(Qt::WA_StyledBackground);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(8, 2, 8, 2);
    row->addWidget(m_certificateText);
    row->addStretch(1);
    row->addWidget(m_jobText);
    row->addWidget(m_progress);
    row->addWidget(m_cancel);
    named(m_jobText, QStringLiteral("jobText"));
    m_progress->setFixedWidth(140);
    m_progress->setTextVisible(false);
    m_certificateText->setIcon(icon(QStringLiteral("certificate"), Tone::Muted));
    connect(m_certificateText, &QPushButton::clicked, this, [this] {
        if (m_certificate) {
            Q_EMIT certificateWanted(*m_certificate);
        } else {
            Q_EMIT m_workspace.pageWanted(QStringLiteral("bench"));
        }
    });
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_workspace.jobs().cancelVisible(); });
    connect(&m_workspace.jobs(), &JobRunner::changed, this, &StatusStrip::updateJobs);
    retranslateUi();
}

void StatusStrip::setCertificate(const std::optional<measure::Certificate> &certificate)
{
    m_certificate = certificate;
    retranslateUi();
}

void StatusStrip::retranslateUi()
{
    if (m_certificate) {
        setTexts(m_certificateText,
                 tr("Certificate: A/A %1, floor %2")
                         .arg(percentText(m_certificate->falsePositiveRate),
                              percentText(m_certificate->floor)),
                 tr("Identical code was called different in %1 of %n trial(s); differences below "
                    "the floor are not claimed. Measured %2.",
                    nullptr, m_certificate->trials)
                         .arg(percentText(m_certificate->falsePositiveRate),
                              localTime(shown(m_certificate->at))));
    } else {
        setTexts(m_certificateText, tr("This machine is not certified yet"),
                 tr("Certify it on the Bench page: the test shows how small a difference this "
                    "machine can tell."));
    }
    setTexts(m_cancel, tr("Cancel"), tr("Cancel the running jobs"));
    m_progress->setAccessibleName(tr("Progress of the running job"));
    updateJobs();
}

void StatusStrip::updateJobs()
{
    const QVector<JobInfo> jobs = m_workspace.jobs().visibleJobs();
    m_jobText->setVisible(!jobs.isEmpty());
    m_progress->setVisible(!jobs.isEmpty());
    m_cancel->setVisible(!jobs.isEmpty());
    if (jobs.isEmpty()) {
        m_jobText->clear();
        return;
    }
    const JobInfo &job = jobs.first();
    QString text = shown(job.name);
    const QString step = shown(job.step);
    if (!step.isEmpty()) {
        text = tr("%1: %2", "job, step").arg(text, step);
    }
    if (jobs.size() > 1) {
        text = tr("%1 (and %n more)", nullptr, int(jobs.size()) - 1).arg(text);
    }
    m_jobText->setText(text);
    m_progress->setRange(0, job.total);
    m_progress->setValue(job.done);
}

}  // namespace touchstone::ui
