// Measurements and the claims that they test: grade, verdict and limit.
#pragma once

#include "ui/common/translated.h"
#include "ui/common/workspace.h"
#include "ui/library/paper_file.h"

class QTextBrowser;

namespace touchstone::ui {

class MeasuredTab : public Translated<QWidget> {
    Q_OBJECT
public:
    explicit MeasuredTab(QWidget *parent = nullptr);
    void setPaper(const PaperFile *paper);
    void showRun(const QString &runId);  // scrolls to it and marks it
    void rebuild();

Q_SIGNALS:
    void claimWanted(const QString &claimId);
    void measurementWanted();
    void runsWanted(const QString &claimId);  // to choose among them
    void helpWanted(const QString &topic);    // see Workspace

protected:
    void retranslateUi() override;

private:
    QString html() const;
    QString measureNow() const;
    QString rowHtml(const compare::ComparisonRow &row) const;
    QString measuredHtml(const compare::Measured &measured, const QString &kernel) const;

    const PaperFile *m_paper = nullptr;
    QString m_shownId;
    QString m_run;
    QTextBrowser *m_text;
};

}  // namespace touchstone::ui
