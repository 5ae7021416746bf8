// The original text of the report, with the sentence of a claim marked in both languages.
#pragma once

#include "ui/common/translated.h"
#include "ui/library/paper_file.h"

class QComboBox;
class QPushButton;
class QTextEdit;

namespace touchstone::ui {

class SourceTab : public Translated<QWidget> {
    Q_OBJECT
public:
    explicit SourceTab(QWidget *parent = nullptr);
    void setPaper(const PaperFile *paper);
    void setClaim(const QString &claimId);  // "" = none; scrolls to its first sentence
    void rebuild();
    QStringList highlighted() const;  // the marked sentences, in order

Q_SIGNALS:
    // The selected words, in the brief or the abstract of the paper as it is shown.
    void claimWanted(const touchstone::ClaimSource &source);

protected:
    void retranslateUi() override;

private:
    void fillAppearances();
    void showAppearance();
    void mark(bool scroll);
    std::optional<ClaimSource> selectedSource() const;
    void selectionChanged();

    const PaperFile *m_paper = nullptr;
    QString m_claim;
    QComboBox *m_appearance;
    QTextEdit *m_text;
    QPushButton *m_newClaim;
    int m_fieldStart[2] = {-1, -1};  // offsets of TextField::Abstract and Brief in the view
};

}  // namespace touchstone::ui
