// The backups of a library, to restore one of them.
#pragma once

#include "store/backups.h"
#include "ui/common/translated.h"

#include <QDialog>

class QDialogButtonBox;
class QLabel;
class QTableWidget;

namespace touchstone::ui {

class BackupDialog : public Translated<QDialog> {
    Q_OBJECT
public:
    explicit BackupDialog(const QString &libraryPath, QWidget *parent = nullptr);
    QString chosen() const;  // path of a backup; "" = none

protected:
    void retranslateUi() override;

private:
    QVector<store::Backup> m_backups;
    QLabel *m_explanation;
    QTableWidget *m_table;
    QDialogButtonBox *m_buttons;
};

}  // namespace touchstone::ui
