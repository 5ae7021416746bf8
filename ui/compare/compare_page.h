// Claims beside measurements as charts, with the same figures in a table below.
#pragma once

#include "exchange/library_chart.h"
#include "ui/common/translated.h"
#include "ui/common/workspace.h"
#include "ui/compare/chart_table_model.h"

class QPushButton;
class QSplitter;
class QStackedWidget;
class QTableView;

namespace touchstone::ui {

class BusyLine;
class ChartControls;
class ChartTools;
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
    void draw(const compare::ChartQuery &query);
    void reload();
    void openExport();
    void saveState();
    void restoreState();
    void themeChanged();

    const compare::ChartSpec &spec() const { return m_spec; }
    const compare::ChartQuery &query() const;
    ChartTableModel &table() { return m_model; }

Q_SIGNALS:
    void drawnFirst();  // what can have an answer; the other papers are still being read
    void drawn();       // the chart and the table show the current choice

protected:
    void retranslateUi() override;
    void showEvent(QShowEvent *event) override;

private:
    void buildHeader();
    void buildBody();
    void connectAll();
    void take(exchange::LibraryChart chart);
    void apply();
    void showPapersChip(bool isDrawn);  // false: the chart is still being made
    int drawnPapers() const;
    void nameEmptyState();
    bool isNarrowed() const;
    void wayOn();
    void changed();
    void exported(const QString &path);
    // What a row of the table is about.
    const compare::ChartPoint *pointOfRow(int row) const;
    void openRow(int row);
    void showHistory(const QString &claimId);
    void tableMenu(const QPoint &at);

    Workspace &m_workspace;
    LatestJob m_job;
    compare::ChartSpec m_spec;
    ChartTableModel m_model;
    bool m_stale = true;  // reload when shown

    QWidget *m_header;
    ChartControls *m_controls;
    QPushButton *m_papers = nullptr;  // a chip: the chosen papers
    ChartTools *m_tools = nullptr;
    MessageStrip *m_message;
    BusyLine *m_busy;
    QSplitter *m_splitter;
    QStackedWidget *m_stack = nullptr;
    ChartView *m_chart = nullptr;
    EmptyState *m_empty = nullptr;
    QTableView *m_table = nullptr;
};

}  // namespace touchstone::ui
