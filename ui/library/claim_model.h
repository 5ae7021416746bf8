// The claims of one paper as a table.
#pragma once

#include "library/claim.h"

#include <QAbstractTableModel>

namespace touchstone::ui {

class ClaimModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Figure, Metric, Factor, Status, ColumnCount };
    enum Role { ClaimIdRole = Qt::UserRole + 1, SortRole };

    using QAbstractTableModel::QAbstractTableModel;

    void setClaims(const QVector<Claim> &claims);
    const Claim *claim(int row) const;
    int rowOf(const QString &claimId) const;
    void languageChanged();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    QVector<Claim> m_claims;
};

}  // namespace touchstone::ui
