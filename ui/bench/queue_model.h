// The bench queue as a table.
#pragma once

#include "ui/bench/bench_queue.h"

#include <QAbstractTableModel>

namespace touchstone::ui {

class QueueModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Kernel, How, State, Ratio, Interval, ColumnCount };
    enum Role { SortRole = Qt::UserRole + 1 };

    explicit QueueModel(const BenchQueue &queue, QObject *parent = nullptr);
    void languageChanged();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    QString state(const BenchItem &item) const;

    const BenchQueue &m_queue;
    int m_rows = 0;  // as last reported to the views
};

}  // namespace touchstone::ui
