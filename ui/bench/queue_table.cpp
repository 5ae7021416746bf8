#include "ui/bench/queue_table.h"

#include "ui/common/heads.h"
#include "ui/common/widgets.h"

#include <algorithm>

namespace touchstone::ui {

namespace {
constexpr int cellPadding = 24;
}

QueueTable::QueueTable(QueueModel &model, QWidget *parent) : QTableView(parent)
{
    named(this, QStringLiteral("queueTable"));
    setModel(&model);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setShowGrid(false);
    setTabKeyNavigation(false);
    setWordWrap(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    verticalHeader()->hide();
    // Two lines: what a running kernel does and how many rounds it has kept.
    verticalHeader()->setDefaultSectionSize(2 * fontMetrics().height() + 8);
    auto *header = new Heads(this);
    setHorizontalHeader(header);
    header->setSectionResizeMode(QueueModel::Kernel, QHeaderView::Stretch);
}

void QueueTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fitColumns();
}

bool QueueTable::event(QEvent *event)
{
    const bool done = QTableView::event(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange
        || event->type() == QEvent::StyleChange) {
        fitColumns();
    }
    return done;
}

// Figures are shown whole; of what remains, the name of the kernel has the most.
void QueueTable::fitColumns()
{
    const auto wide = [this](int column, const QString &sample) {
        return std::max(fontMetrics().horizontalAdvance(sample) + cellPadding,
                        horizontalHeader()->sectionSizeHint(column));
    };
    const int ratio = wide(QueueModel::Ratio, QStringLiteral("0.941×"));
    const int interval = wide(QueueModel::Interval, QStringLiteral("0.941–2.82×"));
    const int room = std::max(0, viewport()->width() - ratio - interval);
    horizontalHeader()->resizeSection(QueueModel::Ratio, ratio);
    horizontalHeader()->resizeSection(QueueModel::Interval, interval);
    horizontalHeader()->resizeSection(QueueModel::How, std::min(150, room * 26 / 100));
    horizontalHeader()->resizeSection(QueueModel::State, std::min(260, room * 34 / 100));
}

}  // namespace touchstone::ui
