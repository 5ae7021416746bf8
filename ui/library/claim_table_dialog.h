// A table of claims: which column is which, what each row would become, and what is left out.
#pragma once

#include "exchange/claim_table.h"
#include "ui/common/translated.h"
#include "ui/common/workspace.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QLabel;
class QTableWidget;

namespace touchstone::ui {

class ClaimTableDialog : public Translated<QDialog> {
    Q_OBJECT
public:
    ClaimTableDialog(Workspace &workspace, exchange::ClaimTable table, QWidget *parent = nullptr);
    const exchange::ClaimTable &table() const { return m_claims; }
    exchange::ClaimMapping mapping() const;
    bool addsPapers() const;

protected:
    void retranslateUi() override;

private:
    void readRows();
    void showRows();
    void updateTexts();

    Workspace &m_workspace;
    LatestJob m_job;
    exchange::ClaimTable m_claims;
    QVector<exchange::TableClaim> m_rows;
    QVector<QComboBox *> m_columns;  // one a field
    QVector<QLabel *> m_names;
    QTableWidget *m_table;
    QCheckBox *m_addPapers;
    QLabel *m_summary;
    QDialogButtonBox *m_buttons;
};

}  // namespace touchstone::ui
