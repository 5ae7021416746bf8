// The figures of a chart as a table: the same numbers, also for screen readers.
#pragma once

#include "compare/chart_spec.h"

#include <QAbstractTableModel>

namespace touchstone::ui {

class ChartTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role { SortRole = Qt::UserRole + 1, OutcomeRole };

    using QAbstractTableModel::QAbstractTableModel;

    void setTable(const compare::ChartTable &table);
    void languageChanged();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    compare::ChartTable m_table;
};

}  // namespace touchstone::ui
