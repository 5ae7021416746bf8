// The bundled kernels by family: a two-level tree over the vocabulary.
#pragma once

#include "library/vocabulary.h"
#include "ui/common/kernel_states.h"

#include <QAbstractItemModel>

namespace touchstone::ui {

class KernelModel : public QAbstractItemModel {
    Q_OBJECT
public:
    // OutcomeRole: a word of compare::Outcome, or empty; BadgeRole: when it was measured, in short.
    enum Role { KernelIdRole = Qt::UserRole + 1, OutcomeRole, BadgeRole };

    explicit KernelModel(QObject *parent = nullptr);
    void languageChanged();
    void setStates(const QMap<QString, KernelState> &states);
    QModelIndex indexOf(const QString &kernelId) const;
    QStringList kernelsUnder(const QModelIndex &index) const;  // of a family, or the one kernel

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    struct Family {
        QString id;
        QVector<const KernelText *> kernels;
    };
    QString toolTip(const KernelText &kernel) const;

    QVector<Family> m_families;
    QMap<QString, KernelState> m_states;
};

}  // namespace touchstone::ui
