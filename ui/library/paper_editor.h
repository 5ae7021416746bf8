// What a person says of a paper: its links, year and venue, tags and a note; of a paper that is
// added by hand also its title, institutions and abstract.
#pragma once

#include "store/queries.h"
#include "ui/common/translated.h"

#include <QDialog>

class QDialogButtonBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace touchstone::ui {

class PaperEditor : public Translated<QDialog> {
    Q_OBJECT
public:
    enum Purpose { Edit, Add };
    explicit PaperEditor(const ReportPaper &paper, Purpose purpose = Edit,
                         QWidget *parent = nullptr);
    // As entered. Addresses that were pasted for a DOI or a number of arXiv become these.
    store::PaperFacts facts() const;
    ReportPaper paper() const;

protected:
    void retranslateUi() override;

private:
    void check();
    QString problem() const;

    Purpose m_purpose;
    QFormLayout *m_form;
    QLineEdit *m_title, *m_institutions, *m_doi, *m_arxiv, *m_code, *m_year, *m_venue, *m_tags;
    QPlainTextEdit *m_abstract, *m_note;
    QLabel *m_problem;
    QDialogButtonBox *m_buttons;
};

}  // namespace touchstone::ui
