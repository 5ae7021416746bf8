#include "ui/bench/kernel_model.h"

#include "ui/common/html.h"
#include "ui/common/language.h"
#include "ui/common/wording.h"

#include <QFont>

#include <algorithm>

namespace touchstone::ui {

KernelModel::KernelModel(QObject *parent) : QAbstractItemModel(parent)
{
    for (const KernelText &kernel : Vocabulary::bundled().kernels()) {
        auto family = std::find_if(m_families.begin(), m_families.end(),
                                   [&](const Family &f) { return f.id == kernel.family; });
        if (family == m_families.end()) {
            family = m_families.insert(m_families.end(), Family{kernel.family, {}});
        }
        family->kernels.append(&kernel);
    }
}

void KernelModel::languageChanged()
{
    if (m_families.isEmpty()) {
        return;
    }
    Q_EMIT dataChanged(index(0, 0), index(int(m_families.size()) - 1, 0));
    for (int row = 0; row < m_families.size(); ++row) {
        const QModelIndex family = index(row, 0);
        Q_EMIT dataChanged(index(0, 0, family), index(rowCount(family) - 1, 0, family));
    }
}

void KernelModel::setStates(const QMap<QString, KernelState> &states)
{
    m_states = states;
    languageChanged();
}

// What it measures, and whether and when it did here.
QString KernelModel::toolTip(const KernelText &kernel) const
{
    const KernelState state = m_states.value(kernel.id);
    QString measured = tr("Not measured yet");
    if (!state.measuredAt.isEmpty()) {
        measured = state.outcome.isEmpty() ? tr("Measured %1; no claim is compared with it")
                                                     .arg(localTime(state.measuredAt))
                                           : tr("Measured %1: %2", "time, verdict")
                                                     .arg(localTime(state.measuredAt),
                                                          Wording::outcome(state.outcome));
    }
    return shown(kernel.summary) + u'\n' + measured;
}

QModelIndex KernelModel::indexOf(const QString &kernelId) const
{
    for (int family = 0; family < m_families.size(); ++family) {
        for (int row = 0; row < m_families[family].kernels.size(); ++row) {
            if (m_families[family].kernels[row]->id == kernelId) {
                return index(row, 0, index(family, 0));
            }
        }
    }
    return {};
}

QStringList KernelModel::kernelsUnder(const QModelIndex &index) const
{
    if (!index.isValid()) {
        return {};
    }
    if (index.parent().isValid()) {
        return {index.data(KernelIdRole).toString()};
    }
    QStringList ids;
    for (const KernelText *kernel : m_families[index.row()].kernels) {
        ids.append(kernel->id);
    }
    return ids;
}

QModelIndex KernelModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row() + 1) : quintptr(0));
}

QModelIndex KernelModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == 0) {
        return {};
    }
    return createIndex(int(child.internalId()) - 1, 0, quintptr(0));
}

int KernelModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid()) {
        return int(m_families.size());
    }
    if (parent.internalId() != 0) {
        return 0;
    }
    return int(m_families[parent.row()].kernels.size());
}

int KernelModel::columnCount(const QModelIndex &) const
{
    return 1;
}

QVariant KernelModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    if (index.internalId() == 0) {
        if (role == Qt::DisplayRole) {
            return Wording::family(m_families[index.row()].id);
        }
        if (role == Qt::FontRole) {
            QFont font;
            font.setWeight(QFont::DemiBold);
            return font;
        }
        return {};
    }
    const KernelText *kernel = m_families[int(index.internalId()) - 1].kernels[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return shown(kernel->name);
    case Qt::ToolTipRole:
        return toolTipText(toolTip(*kernel));
    case KernelIdRole:
        return kernel->id;
    case OutcomeRole:
        return m_states.value(kernel->id).outcome;
    case BadgeRole:
        return localTime(m_states.value(kernel->id).measuredAt).mid(5, 5);  // month and day
    default:
        return {};
    }
}

}  // namespace touchstone::ui
