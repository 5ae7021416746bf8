// Edits the values extracted from a sentence; the sentence itself is read-only.
#pragma once

#include "library/claim.h"
#include "ui/common/translated.h"

#include <QDialog>

class QComboBox;
class QDialogButtonBox;
class QFormLayout;
class QLabel;
class QLineEdit;

namespace touchstone::ui {

class ClaimEditor : public Translated<QDialog> {
    Q_OBJECT
public:
    explicit ClaimEditor(const Claim &claim, QWidget *parent = nullptr);
    Claim claim() const;  // as entered

protected:
    void retranslateUi() override;

private:
    void fillLists();
    void check();
    void recompute(Claim &claim) const;

    Claim m_claim;
    QLabel *m_quote, *m_problem;
    QFormLayout *m_form;
    QComboBox *m_metric, *m_kind, *m_direction, *m_qualifier;
    QLineEdit *m_value, *m_high, *m_from, *m_unit, *m_baseline, *m_factor;
    QDialogButtonBox *m_buttons;
};

}  // namespace touchstone::ui
