#include "ui/library/paper_editor.h"

#include "ui/common/widgets.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QUrl>
#include <QVBoxLayout>

namespace touchstone::ui {

namespace {

QStringList parts(const QString &text, const QString &separators)
{
    QStringList found;
    const QRegularExpression between(QStringLiteral("[%1]").arg(separators));
    for (const QString &part : text.split(between, Qt::SkipEmptyParts)) {
        const QString plain = part.simplified();
        if (!plain.isEmpty() && !found.contains(plain)) {
            found.append(plain);
        }
    }
    return found;
}

bool isWebAddress(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    return url.isValid() && !url.host().isEmpty()
           && (url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http"));
}

}  // namespace

PaperEditor::PaperEditor(const ReportPaper &paper, Purpose purpose, QWidget *parent)
    : Translated<QDialog>(parent), m_purpose(purpose), m_form(new QFormLayout),
      m_title(named(new QLineEdit(paper.title, this), QStringLiteral("newTitle"))),
      m_institutions(named(new QLineEdit(paper.institutions.join(QStringLiteral("; ")), this),
                           QStringLiteral("newInstitutions"))),
      m_doi(named(new QLineEdit(paper.links.doi, this), QStringLiteral("paperDoi"))),
      m_arxiv(named(new QLineEdit(paper.links.arxiv, this), QStringLiteral("paperArxiv"))),
      m_code(named(new QLineEdit(paper.codeUrl, this), QStringLiteral("paperCode"))),
      m_year(named(new QLineEdit(yearText(paper.links), this), QStringLiteral("paperYear"))),
      m_venue(named(new QLineEdit(paper.links.venue, this), QStringLiteral("paperVenue"))),
      m_tags(named(new QLineEdit(paper.tags.join(QStringLiteral(", ")), this),
                   QStringLiteral("paperTags"))),
      m_abstract(named(new QPlainTextEdit(paper.abstract, this), QStringLiteral("newAbstract"))),
      m_note(named(new QPlainTextEdit(paper.note, this), QStringLiteral("paperNote"))),
      m_problem(named(label(QString(), this, true), QStringLiteral("paperProblem"))),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this))
{
    named(this, QStringLiteral("paperEditor"));
    for (QWidget *field :
         std::initializer_list<QWidget *>{m_title, m_institutions, m_abstract, m_year, m_venue,
                                          m_doi, m_arxiv, m_code, m_tags, m_note}) {
        m_form->addRow(label(QString(), this), field);
    }
    for (QPlainTextEdit *text : {m_abstract, m_note}) {
        text->setTabChangesFocus(true);
        text->setMinimumHeight(4 * fontMetrics().height());
    }
    for (QWidget *ofNewPaper :
         std::initializer_list<QWidget *>{m_title, m_institutions, m_abstract}) {
        ofNewPaper->setVisible(purpose == Add);
        m_form->labelForField(ofNewPaper)->setVisible(purpose == Add);
    }
    auto *column = new QVBoxLayout(this);
    column->setSpacing(10);
    column->addLayout(m_form);
    column->addWidget(m_problem);
    column->addWidget(m_buttons);
    setMinimumWidth(460);
    for (QLineEdit *field : {m_title, m_doi, m_arxiv, m_code, m_year}) {
        connect(field, &QLineEdit::textChanged, this, &PaperEditor::check);
    }
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    retranslateUi();
    (purpose == Add ? m_title : m_year)->setFocus();
}

void PaperEditor::retranslateUi()
{
    setWindowTitle(m_purpose == Add ? tr("Add a paper") : tr("Links, tags and note"));
    const QStringList names{tr("Title"), tr("Institutions"), tr("Abstract"), tr("Year"),
                            tr("Venue"), tr("DOI"),          tr("arXiv"),    tr("Code"),
                            tr("Tags"),  tr("Note")};
    nameRows(*m_form, names);
    m_institutions->setPlaceholderText(tr("separated by semicolons"));
    m_abstract->setPlaceholderText(tr("Claims are read from it."));
    m_venue->setPlaceholderText(tr("journal or conference"));
    m_doi->setPlaceholderText(QStringLiteral("10.1145/…"));
    m_arxiv->setPlaceholderText(QStringLiteral("2309.06180"));
    m_code->setPlaceholderText(QStringLiteral("https://…"));
    m_tags->setPlaceholderText(tr("separated by commas"));
    check();
}

QString PaperEditor::problem() const
{
    const auto given = [](const QLineEdit *field) { return field->text().trimmed(); };
    if (m_purpose == Add && given(m_title).isEmpty()) {
        return tr("Title: enter the title of the paper.");
    }
    if (!given(m_year).isEmpty() && yearIn(given(m_year)) == 0) {
        return tr("Year: enter a year such as 2025, or nothing.");
    }
    if (!given(m_doi).isEmpty() && doiIn(given(m_doi)).isEmpty()) {
        return tr("DOI: enter one such as 10.1145/3600006.3613165, or its address, or nothing.");
    }
    if (!given(m_arxiv).isEmpty() && arxivIn(given(m_arxiv)).isEmpty()) {
        return tr("arXiv: enter a number such as 2309.06180, or its address, or nothing.");
    }
    if (!given(m_code).isEmpty() && !isWebAddress(given(m_code))) {
        return tr("Code: enter an address that begins with https://, or nothing.");
    }
    return {};
}

void PaperEditor::check()
{
    const QString found = problem();
    m_problem->setText(found);
    m_problem->setVisible(!found.isEmpty());
    if (QPushButton *save = m_buttons->button(QDialogButtonBox::Save)) {
        save->setEnabled(found.isEmpty());
    }
}

store::PaperFacts PaperEditor::facts() const
{
    store::PaperFacts facts;
    facts.links = {doiIn(m_doi->text()), arxivIn(m_arxiv->text()), m_venue->text().simplified(),
                   yearIn(m_year->text())};
    facts.codeUrl = m_code->text().trimmed();
    facts.note = m_note->toPlainText().trimmed();
    facts.tags = parts(m_tags->text(), QStringLiteral(",，、;；"));
    return facts;
}

ReportPaper PaperEditor::paper() const
{
    ReportPaper entered;
    entered.title = m_title->text().simplified();
    entered.institutions = parts(m_institutions->text(), QStringLiteral(";；"));
    entered.abstract = m_abstract->toPlainText().simplified();
    entered.hasAbstract = !entered.abstract.isEmpty();
    const store::PaperFacts given = facts();
    entered.links = given.links;
    entered.codeUrl = given.codeUrl;
    entered.tags = given.tags;
    entered.note = given.note;
    return entered;
}

}  // namespace touchstone::ui
