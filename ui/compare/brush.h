// Ties the table to the chart: rows that are selected stand out in the chart, and points that are
// selected there select their rows.
#pragma once

#include "charts/chart_view.h"

#include <QSet>

class QTableView;

namespace touchstone::ui {

class Brush : public QObject {
    Q_OBJECT
public:
    // Both must outlive it; the table has its model, with the rows of the chart's own table.
    Brush(ChartView &chart, QTableView &table, QObject *parent = nullptr);

    // The points with the figures of these rows.
    static QVector<PointRef> pointsOf(const compare::ChartSpec &spec, const QSet<int> &rows);
    static QSet<int> rowsOf(const compare::ChartSpec &spec, const QVector<PointRef> &points);

private:
    void showRows();
    void selectRows(const QVector<PointRef> &points);

    ChartView &m_chart;
    QTableView &m_table;
    bool m_selecting = false;  // the chart asked for it
};

}  // namespace touchstone::ui
