#include "ui/compare/chart_table_model.h"

#include "compare/headline.h"
#include "ui/common/html.h"
#include "ui/common/language.h"

namespace touchstone::ui {

void ChartTableModel::setTable(const compare::ChartTable &table)
{
    beginResetModel();
    m_table = table;
    endResetModel();
}

void ChartTableModel::languageChanged()
{
    if (!m_table.columns.isEmpty()) {
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, int(m_table.columns.size()) - 1);
    }
    if (!m_table.rows.isEmpty() && !m_table.columns.isEmpty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

int ChartTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_table.rows.size());
}

int ChartTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_table.columns.size());
}

QVariant ChartTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_table.rows.size()) {
        return {};
    }
    const QVector<Text> &row = m_table.rows[index.row()];
    if (index.column() >= row.size()) {
        return {};
    }
    if (role == Qt::DisplayRole) {
        return shown(row[index.column()]);
    }
    if (role == Qt::ToolTipRole) {
        return toolTipText(shown(row[index.column()]));
    }
    if (role == OutcomeRole) {
        const auto outcome = compare::outcomeFromWords(row[index.column()]);
        return outcome ? QVariant(compare::toWord(*outcome)) : QVariant();
    }
    if (role == SortRole) {
        return shown(row[index.column()].en);
    }
    return {};
}

QVariant ChartTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= m_table.columns.size()) {
        return {};
    }
    if (role == Qt::DisplayRole) {
        return shown(m_table.columns[section]);
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    }
    return {};
}

}  // namespace touchstone::ui
