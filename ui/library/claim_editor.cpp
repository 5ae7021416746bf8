#include "ui/library/claim_editor.h"

#include "compare/claim_words.h"
#include "ui/common/language.h"
#include "ui/common/widgets.h"
#include "ui/common/wording.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>

namespace touchstone::ui {

namespace {
QString plain(std::optional<double> value)
{
    return value ? QString::number(*value, 'g', 12) : QString();
}

// nullopt for an empty field; NaN if it is not a number.
std::optional<double> number(const QLineEdit *field)
{
    const QString text = field->text().trimmed();
    if (text.isEmpty()) {
        return std::nullopt;
    }
    bool ok = false;
    const double value = text.toDouble(&ok);
    return ok && std::isfinite(value) ? value : std::nan("");
}
}  // namespace

ClaimEditor::ClaimEditor(const Claim &claim, QWidget *parent)
    : Translated<QDialog>(parent), m_claim(claim),
      m_quote(label(QStringLiteral("muted"), this, true)), m_problem(label(QString(), this, true)),
      m_form(new QFormLayout), m_metric(named(new QComboBox(this), QStringLiteral("claimMetric"))),
      m_kind(named(new QComboBox(this), QStringLiteral("claimKind"))),
      m_direction(named(new QComboBox(this), QStringLiteral("claimDirection"))),
      m_qualifier(named(new QComboBox(this), QStringLiteral("claimQualifier"))),
      m_value(named(new QLineEdit(plain(claim.value), this), QStringLiteral("claimValue"))),
      m_high(named(new QLineEdit(plain(claim.valueHigh), this), QStringLiteral("claimHigh"))),
      m_from(named(new QLineEdit(plain(claim.from), this), QStringLiteral("claimFrom"))),
      m_unit(named(new QLineEdit(claim.unit, this), QStringLiteral("claimUnit"))),
      m_baseline(named(new QLineEdit(claim.baseline, this), QStringLiteral("claimBaseline"))),
      m_factor(named(new QLineEdit(this), QStringLiteral("claimFactor"))),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this))
{
    named(this, QStringLiteral("claimEditor"));
    if (claim.normalised) {
        m_factor->setText(plain(claim.normalised->factor));
    }
    QStringList quotes;
    for (const ClaimSource &source : claim.sources) {
        quotes.append(QStringLiteral("“%1”").arg(source.quote));
    }
    m_quote->setText(quotes.join(QChar(u'\n')));
    for (QWidget *field :
         std::initializer_list<QWidget *>{m_metric, m_kind, m_value, m_high, m_from, m_unit,
                                          m_qualifier, m_direction, m_baseline, m_factor}) {
        m_form->addRow(label(QString(), this), field);
    }
    auto *column = new QVBoxLayout(this);
    column->setSpacing(10);
    column->addWidget(m_quote);
    column->addLayout(m_form);
    column->addWidget(m_problem);
    column->addWidget(m_buttons);
    for (QLineEdit *field : {m_value, m_high, m_from, m_factor}) {
        connect(field, &QLineEdit::textChanged, this, &ClaimEditor::check);
    }
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    setMinimumWidth(420);
    fillLists();
    retranslateUi();
    m_value->setFocus();
}

void ClaimEditor::fillLists()
{
    for (const Metric &metric : Vocabulary::bundled().metrics()) {
        m_metric->addItem(QString(), metric.id);
    }
    for (int kind = 0; kind <= int(ClaimKind::Bound); ++kind) {
        m_kind->addItem(QString(), kind);
    }
    for (int direction = 0; direction <= int(Direction::LowerBetter); ++direction) {
        m_direction->addItem(QString(), direction);
    }
    for (int qualifier = 0; qualifier <= int(Qualifier::AtMost); ++qualifier) {
        m_qualifier->addItem(QString(), qualifier);
    }
    m_metric->setCurrentIndex(m_metric->findData(m_claim.metric));
    m_kind->setCurrentIndex(int(m_claim.kind));
    m_direction->setCurrentIndex(int(m_claim.direction));
    m_qualifier->setCurrentIndex(int(m_claim.qualifier));
}

void ClaimEditor::retranslateUi()
{
    setWindowTitle(tr("Edit claim"));
    for (int i = 0; i < m_metric->count(); ++i) {
        m_metric->setItemText(i, Wording::metric(m_metric->itemData(i).toString()));
    }
    for (int i = 0; i < m_kind->count(); ++i) {
        m_kind->setItemText(i, Wording::kind(ClaimKind(i)));
    }
    m_direction->setItemText(0, tr("higher is better"));
    m_direction->setItemText(1, tr("lower is better"));
    for (int i = 0; i < m_qualifier->count(); ++i) {
        m_qualifier->setItemText(i, i == 0 ? tr("as stated")
                                           : shown(compare::qualifierText(Qualifier(i))));
    }
    const QStringList names{tr("Metric"),        tr("Read as"), tr("Value"),     tr("Upper end"),
                            tr("From"),          tr("Unit"),    tr("Qualifier"), tr("Direction"),
                            tr("Compared with"), tr("Factor")};
    for (int row = 0; row < m_form->rowCount(); ++row) {
        auto *name = qobject_cast<QLabel *>(m_form->itemAt(row, QFormLayout::LabelRole)->widget());
        QWidget *field = m_form->itemAt(row, QFormLayout::FieldRole)->widget();
        name->setText(names[row]);
        name->setBuddy(field);
        field->setAccessibleName(names[row]);
    }
    m_high->setPlaceholderText(tr("only for a range"));
    m_from->setPlaceholderText(tr("only for “from … to …”"));
    m_factor->setPlaceholderText(tr("none: not compared as a ratio"));
    m_factor->setToolTip(tr("Improvement factor: above 1 is always better"));
    check();
}

void ClaimEditor::check()
{
    QString problem;
    const auto value = number(m_value), high = number(m_high), from = number(m_from),
               factor = number(m_factor);
    if (!value || std::isnan(*value)) {
        problem = tr("Value: enter a number, with a point before decimals.");
    } else if (high && !(*high >= *value)) {
        problem = tr("Upper end: enter a number that is not below the value, or nothing.");
    } else if (from && std::isnan(*from)) {
        problem = tr("From: enter a number, or nothing.");
    } else if (factor && !(*factor > 0)) {
        problem = tr("Factor: enter a number above 0, or nothing.");
    }
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    if (QPushButton *save = m_buttons->button(QDialogButtonBox::Save)) {
        save->setEnabled(problem.isEmpty());
    }
}

Claim ClaimEditor::claim() const
{
    Claim edited = m_claim;
    edited.metric = m_metric->currentData().toString();
    edited.kind = ClaimKind(m_kind->currentIndex());
    edited.direction = Direction(m_direction->currentIndex());
    edited.qualifier = Qualifier(m_qualifier->currentIndex());
    edited.value = number(m_value).value_or(edited.value);
    edited.valueHigh = number(m_high);
    edited.from = number(m_from);
    edited.to = edited.kind == ClaimKind::FromTo ? std::optional(edited.value) : std::nullopt;
    edited.unit = m_unit->text().trimmed();
    edited.baseline = m_baseline->text().trimmed();
    edited.flags.clear();  // the user has decided
    edited.status = ClaimStatus::Edited;
    recompute(edited);
    return edited;
}

void ClaimEditor::recompute(Claim &claim) const
{
    const auto factor = number(m_factor);
    const Metric *metric = Vocabulary::bundled().metric(claim.metric);
    if (!factor || !metric || metric->isQuality) {
        claim.normalised.reset();
        return;
    }
    NormalisedClaim normalised;
    normalised.quantity = metric->quantity;
    normalised.factor = *factor;
    // The range of an unchanged factor still holds.
    if (m_claim.normalised && m_claim.normalised->factor == *factor) {
        normalised = *m_claim.normalised;
    }
    claim.normalised = normalised;
}

}  // namespace touchstone::ui
