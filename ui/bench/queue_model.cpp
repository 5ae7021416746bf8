#include "ui/bench/queue_model.h"

#include "ui/common/html.h"
#include "ui/common/language.h"
#include "ui/common/palette.h"
#include "ui/common/wording.h"

#include <cmath>

namespace touchstone::ui {

QueueModel::QueueModel(const BenchQueue &queue, QObject *parent)
    : QAbstractTableModel(parent), m_queue(queue)
{
    connect(&queue, &BenchQueue::inserted, this, [this](int row) {
        beginInsertRows({}, row, row);
        m_rows = row + 1;
        endInsertRows();
    });
    connect(&queue, &BenchQueue::aboutToReset, this, &QueueModel::beginResetModel);
    connect(&queue, &BenchQueue::wasReset, this, [this] {
        m_rows = int(m_queue.items().size());
        endResetModel();
    });
    connect(&queue, &BenchQueue::changed, this,
            [this](int row) { Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1)); });
}

void QueueModel::languageChanged()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (m_rows > 0) {
        Q_EMIT dataChanged(index(0, 0), index(m_rows - 1, ColumnCount - 1));
    }
}

int QueueModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int QueueModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString QueueModel::state(const BenchItem &item) const
{
    switch (item.state) {
    case BenchItem::State::Waiting:
        return tr("waiting");
    case BenchItem::State::Running: {
        const QString percent = percentText(std::floor(item.fraction * 100) / 100);
        const QString stage = item.stage.isEmpty() ? tr("starting") : Wording::stage(item.stage);
        if (item.rounds > 0) {
            return tr("%1, %2; %3 of %4 rounds kept", "stage, percent, kept, rounds")
                    .arg(stage, percent)
                    .arg(item.kept)
                    .arg(item.rounds);
        }
        return tr("%1, %2", "stage, percent").arg(stage, percent);
    }
    case BenchItem::State::Done:
        return item.result ? Wording::runStatus(item.result->status) : tr("failed");
    }
    return {};
}

QVariant QueueModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_queue.items().size()) {
        return {};
    }
    const BenchItem &item = m_queue.items()[index.row()];
    const auto column = Column(index.column());
    if (role == Qt::TextAlignmentRole) {
        return column == Ratio || column == Interval ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                                     : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    }
    if (role == Qt::ForegroundRole) {
        const bool bad = item.state == BenchItem::State::Done
                         && (!item.result || item.result->status != measure::RunStatus::Ok);
        if (column == State && bad) {
            return tone(Tone::Bad);
        }
        return column == Ratio ? QVariant(tone(Tone::Measured)) : QVariant();
    }
    if (role == Qt::ToolTipRole && column == State) {
        return toolTipText(item.problem.en.empty() ? state(item) : shown(item.problem));
    }
    if (role == SortRole) {
        return item.id;
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case Kernel:
        return Wording::kernel(item.kernel);
    case How:
        return tr("%1, %2", "device, preset")
                .arg(Wording::device(item.device),
                     Wording::preset(item.sweep ? QStringLiteral("sweep") : item.preset));
    case State:
        return state(item);
    case Ratio:
        return item.ratio ? factorText(*item.ratio) : QString();
    case Interval:
        return item.low && item.high ? intervalText(*item.low, *item.high) : QString();
    case ColumnCount:
        break;
    }
    return {};
}

QVariant QueueModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return section == Ratio || section == Interval ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                                       : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole && section == Ratio) {
        return tr(
                "Time of the baseline over time of the technique: above 1 the technique is faster");
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (Column(section)) {
    case Kernel:
        return tr("Kernel");
    case How:
        return tr("On");
    case State:
        return tr("State");
    case Ratio:
        return tr("Ratio");
    case Interval:
        return tr("95 % interval");
    case ColumnCount:
        break;
    }
    return {};
}

}  // namespace touchstone::ui
