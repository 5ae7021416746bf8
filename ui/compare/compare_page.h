// Claims beside measurements as charts, with the same figures in a table below.
#pragma once

#include "compare/chart_spec.h"
#include "ui/common/translated.h"
#include "ui/common/workspace.h"
#include "ui/compare/chart_table_model.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace touchstone::ui {

class ChartView;
class EmptyState;
class MessageStrip;

class ComparePage : public Translated<QWidget> {
    Q_OBJECT
public:
    explicit ComparePage(Workspace &workspace, QWidget *parent = nullptr);
    ~ComparePage() override;

    QWidget *header() const { return m_header; }
    void comparePapers(const QStringList &paperIds, const QString &kernelId);
    void reload();
    void openExport();
    void saveState();
    void restoreState();
    void themeChanged();

    const compare::ChartSpec &spec() const { return m_spec; }
    const compare::ChartQuery &query() const { return m_query; }
    ChartTableModel &table() { return m_model; }

Q_SIGNALS:
    void drawn();  // the chart and the table show the current choice

protected:
    void retranslateUi() override;
    void showEvent(QShowEvent *event) override;

private:
    // The contents of the machine and device lists, read together with the chart.
    struct Drawing {
        compare::ChartSpec spec;
        QVector<std::pair<QString, QString>> machines;  // id, name
        QStringList devices, kernels;
    };
    static Result<Drawing> draw(const store::Store &store, const compare::ChartQuery &query);
    void buildControls();
    void buildBody();
    void connectAll();
    void readControls();
    void fillLists(const Drawing &drawing);
    void apply();
    void updateControls();

    Workspace &m_workspace;
    LatestJob m_job;
    compare::ChartQuery m_query;
    compare::ChartSpec m_spec;
    ChartTableModel m_model;
    bool m_stale = true;  // reload when shown
    bool m_filling = false;

    QWidget *m_header, *m_controls;
    QComboBox *m_kind, *m_technique, *m_kernel, *m_machine, *m_device;
    QLabel *m_names[5];
    QCheckBox *m_differences;
    QPushButton *m_papers;  // a chip: the chosen papers
    QToolButton *m_copy;
    QPushButton *m_export;
    MessageStrip *m_message;
    QSplitter *m_splitter;
    QStackedWidget *m_stack;
    ChartView *m_chart;
    EmptyState *m_empty;
    QTableView *m_table;
};

}  // namespace touchstone::ui
