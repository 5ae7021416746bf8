// The imported reports as a table.
#pragma once

#include "store/queries.h"

#include <QAbstractTableModel>

namespace touchstone::ui {

class ReportModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Date, Title, File, Papers, Claims, Warnings, Imported, ColumnCount };
    enum Role { SortRole = Qt::UserRole + 1 };

    using QAbstractTableModel::QAbstractTableModel;

    void setReports(const QVector<store::ReportRow> &reports);
    const store::ReportRow *report(int row) const;  // nullptr: no such row
    void languageChanged();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    QVector<store::ReportRow> m_reports;
};

}  // namespace touchstone::ui
