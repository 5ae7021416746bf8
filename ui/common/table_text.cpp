#include "ui/common/table_text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QTableView>

#include <algorithm>

namespace touchstone::ui {

namespace {
QString line(const QStringList &cells, CopyFormat format)
{
    QStringList safe = cells;
    for (QString &cell : safe) {
        cell.replace(QChar(u'\n'), QChar(u' ')).replace(QChar(u'\t'), QChar(u' '));
        if (format == CopyFormat::Markdown) {
            cell.replace(QStringLiteral("|"), QStringLiteral("\\|"));
        }
    }
    return format == CopyFormat::Tsv ? safe.join(QChar(u'\t')) + QChar(u'\n')
                                     : QStringLiteral("| ") + safe.join(QStringLiteral(" | "))
                                               + QStringLiteral(" |\n");
}
}  // namespace

void copyTable(const QTableView &table, CopyFormat format)
{
    const QAbstractItemModel *model = table.model();
    QList<int> columns, rows;
    for (int visual = 0; visual < model->columnCount(); ++visual) {
        const int column = table.horizontalHeader()->logicalIndex(visual);
        if (!table.isColumnHidden(column)) {
            columns.append(column);
        }
    }
    for (const QModelIndex &index : table.selectionModel()->selectedRows()) {
        rows.append(index.row());
    }
    std::sort(rows.begin(), rows.end());
    if (rows.isEmpty()) {
        for (int row = 0; row < model->rowCount(); ++row) {
            rows.append(row);
        }
    }
    QStringList names;
    for (const int column : std::as_const(columns)) {
        names.append(model->headerData(column, Qt::Horizontal).toString());
    }
    QString text = line(names, format);
    if (format == CopyFormat::Markdown) {
        text += line(QStringList(names.size(), QStringLiteral("---")), format);
    }
    for (const int row : std::as_const(rows)) {
        QStringList cells;
        for (const int column : std::as_const(columns)) {
            cells.append(model->index(row, column).data().toString());
        }
        text += line(cells, format);
    }
    QGuiApplication::clipboard()->setText(text);
}

}  // namespace touchstone::ui
