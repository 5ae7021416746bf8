// One paper in four tabs: overview, claims, measurements, source text.
#pragma once

#include "ui/common/translated.h"
#include "ui/common/workspace.h"
#include "ui/library/paper_file.h"

class QLabel;
class QStackedLayout;
class QTabWidget;

namespace touchstone::ui {

class ClaimsTab;
class EmptyState;
class MeasuredTab;
class MessageStrip;
class OverviewTab;
class SourceTab;

class Inspector : public Translated<QWidget> {
    Q_OBJECT
public:
    enum Tab { Overview, Claims, Measured, Source };

    explicit Inspector(Workspace &workspace, QWidget *parent = nullptr);

    void show(const QString &paperId);  // "" = none
    // As above; then selects the claim or the run ("" = neither) on its tab.
    void show(const QString &paperId, const QString &claimId, const QString &runId);
    void reload();
    void themeChanged();
    QString paperId() const { return m_paperId; }
    QStringList kernels() const { return m_paper.kernels; }
    void measure();  // the kernels of the paper, with the smallest preset that answers its claims
    QTabWidget *tabs() const { return m_tabs; }
    SourceTab *source() const { return m_source; }

Q_SIGNALS:
    void loaded();
    void tagWanted(const QString &tag);

protected:
    void retranslateUi() override;

private:
    void load();
    void apply(const PaperFile *paper);
    void showWanted();
    void showTitle();

    Workspace &m_workspace;
    LatestJob m_job;
    QString m_paperId, m_wantedClaim, m_wantedRun;
    PaperFile m_paper;
    QStackedLayout *m_stack;
    EmptyState *m_empty;
    MessageStrip *m_message;
    QLabel *m_title, *m_verdict;
    QTabWidget *m_tabs;
    OverviewTab *m_overview;
    ClaimsTab *m_claims;
    MeasuredTab *m_measured;
    SourceTab *m_source;
};

}  // namespace touchstone::ui
