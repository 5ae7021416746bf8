// The bundled kernels by family: a two-level tree over the vocabulary.
#pragma once

#include "library/vocabulary.h"

#include <QAbstractItemModel>

namespace touchstone::ui {

class KernelModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Role { KernelIdRole = Qt::UserRole + 1 };

    explicit KernelModel(QObject *parent = nullptr);
    void languageChanged();
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
    QVector<Family> m_families;
};

}  // namespace touchstone::ui
