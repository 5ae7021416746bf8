// Edits the figures read from a sentence; the sentence itself is read-only. The improvement factor
// follows from them, unless the person enters another.
#pragma once

#include "library/claim.h"
#include "ui/common/translated.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QFormLayout;
class QLabel;
class QLineEdit;

namespace touchstone::ui {

class ClaimEditor : public Translated<QDialog> {
    Q_OBJECT
public:
    enum Purpose { Edit, Add };
    explicit ClaimEditor(const Claim &claim, Purpose purpose = Edit, QWidget *parent = nullptr);
    Claim claim() const;  // as entered

protected:
    void retranslateUi() override;

private:
    void fillLists();
    void connectFields();
    void check();
    QString problem() const;
    Claim withoutFactor() const;  // as entered
    std::optional<NormalisedClaim> derived(const Claim &entered) const;
    std::optional<NormalisedClaim> chosenFactor(const Claim &entered) const;

    Claim m_claim;
    Purpose m_purpose;
    QLabel *m_quote, *m_problem;
    QFormLayout *m_form;
    QComboBox *m_metric, *m_kind, *m_direction, *m_qualifier;
    QLineEdit *m_value, *m_high, *m_from, *m_unit, *m_baseline, *m_factor;
    QCheckBox *m_override;
    QDialogButtonBox *m_buttons;
};

}  // namespace touchstone::ui
