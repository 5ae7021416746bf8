// The papers of a query: all ids in order; rows are read page by page when shown.
#pragma once

#include "store/queries.h"

#include "base/result.h"

#include <QAbstractTableModel>
#include <QCache>

#include <functional>

namespace touchstone::ui {

class PaperModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        Title,
        Claimed,   // the headline claim, as printed
        Measured,  // beside that claim
        Limit,
        Verdict,
        Grade,
        Techniques,
        Claims,
        Report,
        ColumnCount
    };
    // OutcomeRole: a word of compare::Outcome, or empty.
    enum Role { PaperIdRole = Qt::UserRole + 1, SortRole, OutcomeRole };

    // Reads rows by id, in the same order; called on the GUI thread, one page (64 rows) at a time.
    using Fetch = std::function<Result<QVector<store::PaperRow>>(const QVector<qint64> &)>;

    explicit PaperModel(Fetch fetch, QObject *parent = nullptr);

    void setIds(const QVector<qint64> &ids);
    void languageChanged();  // names are looked up when shown
    const QVector<qint64> &ids() const { return m_ids; }
    QString paperId(int row) const;
    int rowOf(qint64 id) const { return int(m_ids.indexOf(id)); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

    static store::PaperSort sortOf(Column column);

Q_SIGNALS:
    void failed(const touchstone::Error &error) const;  // a page could not be read

private:
    const store::PaperRow *row(int index) const;
    QString display(const store::PaperRow &row, Column column) const;
    QVariant sortValue(const store::PaperRow &row, Column column) const;
    QString toolTip(const store::PaperRow &row, Column column) const;
    static QVariant headerToolTip(Column column);

    Fetch m_fetch;
    QVector<qint64> m_ids;
    mutable QCache<int, QVector<store::PaperRow>> m_pages;  // page number -> rows
};

}  // namespace touchstone::ui
