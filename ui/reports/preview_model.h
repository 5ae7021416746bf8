// An import preview as a tree: reports, their papers (to choose from), claims and warnings,
// and files of results.
#pragma once

#include "ui/reports/import_preview.h"

#include <QAbstractItemModel>

namespace touchstone::ui {

class PreviewModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { Item, Change, Details, ColumnCount };
    enum class Kind { Report, Unread, Paper, Claim, Warning, Difference, Results };
    enum Role { KindRole = Qt::UserRole + 1 };

    using QAbstractItemModel::QAbstractItemModel;

    void setPreview(ImportPreview preview);
    const ImportPreview &preview() const { return m_preview; }
    void selectAll(bool on);  // every paper that would change something
    void languageChanged();

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void selectionChanged();

private:
    struct Node {
        Kind kind = Kind::Report;
        int plan = 0;  // of m_preview.plans, of unread or of results
        int item = 0;  // paper of the plan, claim or difference of the paper, warning of the report
        int parent = -1;
        int row = 0;
        QVector<int> children;
    };
    int addNode(Kind kind, int plan, int item, int parent);
    const ReportPaper &paperOf(const Node &node) const;
    const PlannedPaper &plannedOf(const Node &node) const;
    QString display(const Node &node, Column column) const;
    const PaperDifference &differenceOf(const Node &node) const;
    void addPaper(int plan, int number, int report, const QVector<int> &warnings);
    QVariant colour(const Node &node, Column column) const;
    QString claimText(const Node &node, Column column) const;
    QString differenceText(const Node &node, Column column) const;
    QString reportText(const Node &node, Column column) const;
    QString paperText(const Node &node, Column column) const;
    QString resultsText(const ResultFile &file, Column column) const;

    ImportPreview m_preview;
    QVector<Node> m_nodes;
    QVector<int> m_roots;
};

}  // namespace touchstone::ui
