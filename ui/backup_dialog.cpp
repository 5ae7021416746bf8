#include "ui/backup_dialog.h"

#include "ui/common/language.h"
#include "ui/common/widgets.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLocale>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace touchstone::ui {

namespace {
enum Column { At, Schema, Size, ColumnCount };
}

BackupDialog::BackupDialog(const QString &libraryPath, QWidget *parent)
    : Translated<QDialog>(parent), m_backups(store::backupsOf(libraryPath)),
      m_explanation(label(QStringLiteral("muted"), this, true)),
      m_table(makeTable(this, QStringLiteral("backupTable"), ColumnCount)),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Cancel, this))
{
    named(this, QStringLiteral("backupDialog"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setRowCount(int(m_backups.size()));
    m_table->horizontalHeader()->setSectionResizeMode(At, QHeaderView::Stretch);
    QPushButton *restore = named(m_buttons->addButton(QString(), QDialogButtonBox::AcceptRole),
                                 QStringLiteral("restoreChosen"));
    auto *column = new QVBoxLayout(this);
    column->setSpacing(10);
    column->addWidget(m_explanation);
    column->addWidget(m_table, 1);
    column->addWidget(m_buttons);
    resize(520, 340);
    connect(m_table, &QTableWidget::itemSelectionChanged, this,
            [this, restore] { restore->setEnabled(!chosen().isEmpty()); });
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    restore->setEnabled(false);
    retranslateUi();
}

QString BackupDialog::chosen() const
{
    const int row = m_table->currentRow();
    return row >= 0 && row < m_backups.size() ? m_backups[row].path : QString();
}

void BackupDialog::retranslateUi()
{
    setWindowTitle(tr("Restore a backup"));
    m_explanation->setText(
            m_backups.isEmpty()
                    ? tr("There is no backup yet. One is written beside the library before an "
                         "update changes it.")
                    : tr("The library becomes what it was then. What it is now is kept as a "
                         "backup of its own."));
    m_table->setHorizontalHeaderLabels({tr("Written"), tr("Version of the file"), tr("Size")});
    m_table->setAccessibleName(tr("Backups of the library"));
    for (int row = 0; row < m_backups.size(); ++row) {
        const store::Backup &backup = m_backups[row];
        m_table->setItem(row, At, new QTableWidgetItem(localTime(backup.at.toString(Qt::ISODate))));
        m_table->setItem(row, Schema, new QTableWidgetItem(QString::number(backup.schema)));
        m_table->setItem(row, Size,
                         new QTableWidgetItem(QLocale().formattedDataSize(backup.bytes)));
    }
    findChild<QPushButton *>(QStringLiteral("restoreChosen"))->setText(tr("Restore"));
}

}  // namespace touchstone::ui
