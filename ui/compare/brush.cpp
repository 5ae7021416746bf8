#include "ui/compare/brush.h"

#include <QItemSelectionModel>
#include <QTableView>

#include <algorithm>

namespace touchstone::ui {

Brush::Brush(ChartView &chart, QTableView &table, QObject *parent)
    : QObject(parent), m_chart(chart), m_table(table)
{
    connect(m_table.selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &Brush::showRows);
    connect(&m_chart, &ChartView::pointsSelected, this, &Brush::selectRows);
}

QVector<PointRef> Brush::pointsOf(const compare::ChartSpec &spec, const QSet<int> &rows)
{
    QVector<PointRef> points;
    for (int series = 0; series < spec.series.size(); ++series) {
        const auto &own = spec.series[series].points;
        for (int point = 0; point < own.size(); ++point) {
            if (rows.contains(own[point].row)) {
                points.append({series, point});
            }
        }
    }
    return points;
}

QSet<int> Brush::rowsOf(const compare::ChartSpec &spec, const QVector<PointRef> &points)
{
    QSet<int> rows;
    for (const PointRef &ref : points) {
        if (const int row = spec.series.value(ref.series).points.value(ref.point).row; row >= 0) {
            rows.insert(row);
        }
    }
    return rows;
}

void Brush::showRows()
{
    if (m_selecting) {
        return;
    }
    QSet<int> rows;
    const QModelIndexList selected = m_table.selectionModel()->selectedRows();
    for (const QModelIndex &index : selected) {
        rows.insert(index.row());
    }
    m_chart.highlight(pointsOf(m_chart.spec(), rows));
}

void Brush::selectRows(const QVector<PointRef> &points)
{
    const QSet<int> rows = rowsOf(m_chart.spec(), points);
    const QAbstractItemModel *model = m_table.model();
    QItemSelection selection;
    int first = -1;
    for (const int row : rows) {
        selection.select(model->index(row, 0), model->index(row, model->columnCount() - 1));
        first = first < 0 ? row : std::min(first, row);
    }
    m_selecting = true;
    m_table.selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    m_selecting = false;
    m_chart.highlight(pointsOf(m_chart.spec(), rows));
    if (first >= 0) {
        m_table.scrollTo(model->index(first, 0));
        m_table.selectionModel()->setCurrentIndex(model->index(first, 0),
                                                  QItemSelectionModel::NoUpdate);
    }
}

}  // namespace touchstone::ui
