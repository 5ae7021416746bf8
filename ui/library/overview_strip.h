// One line above the library: how many papers and claims, how many can be tested and were, and what
// came out. Every figure leads to its papers.
#pragma once

#include "ui/common/kernel_states.h"
#include "ui/common/translated.h"
#include "ui/library/facet_model.h"

class QPushButton;

namespace touchstone::ui {

class OverviewStrip : public Translated<QWidget> {
    Q_OBJECT
public:
    explicit OverviewStrip(QWidget *parent = nullptr);

    void setCounts(const store::LibraryCounts &counts);
    void setTestable(const TestableClaims &testable);
    void rebuild();

Q_SIGNALS:
    void everythingWanted();
    void chosen(touchstone::ui::FacetModel::Section section, const QStringList &values);
    void claimsWanted();
    void measurementsWanted();  // of toMeasure

protected:
    void retranslateUi() override;

private:
    QPushButton *add(const QString &name, const QString &text, const QString &toolTip);
    void addCounts();
    void addOutcomes();
    void addMeasure();

    store::LibraryCounts m_counts;
    TestableClaims m_testable;
};

// "about 40 s", "about 12 min", "about 2 h".
QString durationText(double seconds);

}  // namespace touchstone::ui
