// What is drawn: kind of chart, claims, runs, order, metric and axes.
#pragma once

#include "compare/chart_query.h"
#include "ui/common/translated.h"

#include <array>

class QCheckBox;
class QComboBox;
class QLabel;
class QToolButton;

namespace touchstone::ui {

class AxisPopup;

// What there is to choose from, beside the vocabulary.
struct ChartLists {
    QVector<std::pair<QString, QString>> machines;  // id, name
    QStringList devices, metrics;
    QVector<std::pair<QString, Text>> claims;  // id, words: those that have runs
};

class ChartControls : public Translated<QWidget> {
    Q_OBJECT
public:
    explicit ChartControls(QWidget *parent = nullptr);

    const compare::ChartQuery &query() const { return m_query; }
    void setQuery(const compare::ChartQuery &query);
    void setLists(const ChartLists &lists);

Q_SIGNALS:
    void changed();  // by the user

protected:
    void retranslateUi() override;

private:
    enum Choice { Kind, Technique, Kernel, Claim, Metric, Order, Machine, Device, ChoiceCount };
    QComboBox *box(Choice choice) const { return m_boxes[std::size_t(choice)]; }
    void fillFromVocabulary();
    void read(Choice changedOne);
    void readAxes();
    void showQuery();
    void fillOrders();
    void nameItems();

    compare::ChartQuery m_query;
    ChartLists m_lists;
    bool m_filling = false;
    std::array<QWidget *, ChoiceCount> m_cells{};
    std::array<QLabel *, ChoiceCount> m_names{};
    std::array<QComboBox *, ChoiceCount> m_boxes{};
    QCheckBox *m_differences;
    QToolButton *m_axes;
    AxisPopup *m_popup;
};

}  // namespace touchstone::ui
