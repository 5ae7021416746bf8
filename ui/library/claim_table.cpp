#include "ui/library/claim_table.h"

#include "ui/common/heads.h"
#include "ui/common/widgets.h"

#include <algorithm>

namespace touchstone::ui {

namespace {
constexpr int wordsAtLeast = 130;
}

ClaimTable::ClaimTable(ClaimModel &model, QWidget *parent) : QTableView(parent)
{
    named(this, QStringLiteral("claimTable"));
    setModel(&model);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setShowGrid(false);
    setTabKeyNavigation(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    verticalHeader()->hide();
    auto *heads = new Heads(this);
    setHorizontalHeader(heads);
    heads->setSectionResizeMode(QHeaderView::ResizeToContents);
    heads->setSectionResizeMode(ClaimModel::Figure, QHeaderView::Stretch);
    // The quote is shown whole.
    setWordWrap(true);
    verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    connect(&model, &QAbstractItemModel::modelReset, this, &ClaimTable::fitColumns);
    connect(&model, &QAbstractItemModel::headerDataChanged, this, &ClaimTable::fitColumns);
}

void ClaimTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fitColumns();
}

void ClaimTable::fitColumns()
{
    int room = viewport()->width() - wordsAtLeast;
    for (const int column : {ClaimModel::Factor, ClaimModel::Status, ClaimModel::Metric}) {
        const int width =
                std::max(sizeHintForColumn(column), horizontalHeader()->sectionSizeHint(column));
        room -= width;
        if (isColumnHidden(column) == (room >= 0)) {
            setColumnHidden(column, room < 0);
        }
    }
}

}  // namespace touchstone::ui
