#include "ui/library/claim_editor.h"

#include "compare/claim_words.h"
#include "library/claim_factor.h"
#include "ui/common/language.h"
#include "ui/common/widgets.h"
#include "ui/common/wording.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>

namespace touchstone::ui {

namespace {
// Of words in which no figure was read, the figure is the person's to enter.
bool isRead(const Claim &claim, ClaimEditor::Purpose purpose)
{
    return purpose == ClaimEditor::Edit || !claim.rules.isEmpty();
}

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

ClaimEditor::ClaimEditor(const Claim &claim, Purpose purpose, QWidget *parent)
    : Translated<QDialog>(parent), m_claim(claim), m_purpose(purpose),
      m_quote(label(QStringLiteral("muted"), this, true)), m_problem(label(QString(), this, true)),
      m_form(new QFormLayout), m_metric(named(new QComboBox(this), QStringLiteral("claimMetric"))),
      m_kind(named(new QComboBox(this), QStringLiteral("claimKind"))),
      m_direction(named(new QComboBox(this), QStringLiteral("claimDirection"))),
      m_qualifier(named(new QComboBox(this), QStringLiteral("claimQualifier"))),
      m_value(named(new QLineEdit(isRead(claim, purpose) ? plain(claim.value) : QString(), this),
                    QStringLiteral("claimValue"))),
      m_high(named(new QLineEdit(plain(claim.valueHigh), this), QStringLiteral("claimHigh"))),
      m_from(named(new QLineEdit(plain(claim.from), this), QStringLiteral("claimFrom"))),
      m_unit(named(new QLineEdit(claim.unit, this), QStringLiteral("claimUnit"))),
      m_baseline(named(new QLineEdit(claim.baseline, this), QStringLiteral("claimBaseline"))),
      m_factor(named(new QLineEdit(this), QStringLiteral("claimFactor"))),
      m_override(named(new QCheckBox(this), QStringLiteral("overrideFactor"))),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this))
{
    named(this, QStringLiteral("claimEditor"));
    named(m_problem, QStringLiteral("claimProblem"));
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
    m_form->addRow(QString(), m_override);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(10);
    column->addWidget(m_quote);
    column->addLayout(m_form);
    column->addWidget(m_problem);
    column->addWidget(m_buttons);
    setMinimumWidth(420);
    fillLists();
    // A factor that a person once entered stays entered.
    const std::optional<NormalisedClaim> own = derived(claim);
    const bool isDerived =
            own && claim.normalised
                    ? std::abs(own->factor - claim.normalised->factor) <= 1e-9 * own->factor
                    : own.has_value() == claim.normalised.has_value();
    if (claim.status == ClaimStatus::Edited && !isDerived) {
        m_override->setChecked(true);
    }
    if (claim.normalised) {
        m_factor->setText(plain(claim.normalised->factor));
    }
    connectFields();
    retranslateUi();
    m_value->setFocus();
}

void ClaimEditor::connectFields()
{
    for (QLineEdit *field : {m_value, m_high, m_from, m_unit, m_factor}) {
        connect(field, &QLineEdit::textChanged, this, &ClaimEditor::check);
    }
    for (QComboBox *list : {m_metric, m_kind, m_direction}) {
        connect(list, &QComboBox::currentIndexChanged, this, &ClaimEditor::check);
    }
    connect(m_override, &QCheckBox::toggled, this, &ClaimEditor::check);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
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
    setWindowTitle(m_purpose == Add ? tr("New claim") : tr("Edit claim"));
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
    nameRows(*m_form, names);
    m_high->setPlaceholderText(tr("only for a range"));
    m_from->setPlaceholderText(tr("only for “from … to …”"));
    m_factor->setPlaceholderText(tr("none: not compared as a ratio"));
    m_factor->setToolTip(tr("Improvement factor: above 1 is always better. It follows from the "
                            "figures above."));
    setTexts(m_override, tr("Enter the factor by hand"),
             tr("Where the figures above do not say it"));
    check();
}

QString ClaimEditor::problem() const
{
    const auto value = number(m_value), high = number(m_high), from = number(m_from),
               factor = number(m_factor);
    if (!value || std::isnan(*value)) {
        return tr("Value: enter a number, with a point before decimals.");
    }
    if (high && !(*high >= *value)) {
        return tr("Upper end: enter a number that is not below the value, or nothing.");
    }
    if (from && std::isnan(*from)) {
        return tr("From: enter a number, or nothing.");
    }
    if (m_override->isChecked() && factor && !(*factor > 0)) {
        return tr("Factor: enter a number above 0, or nothing.");
    }
    return {};
}

void ClaimEditor::check()
{
    const QString found = problem();
    m_problem->setText(found);
    m_problem->setVisible(!found.isEmpty());
    if (QPushButton *save = m_buttons->button(QDialogButtonBox::Save)) {
        save->setEnabled(found.isEmpty());
    }
    m_factor->setReadOnly(!m_override->isChecked());
    if (!m_override->isChecked()) {
        const auto factor = found.isEmpty() ? derived(withoutFactor()) : std::nullopt;
        const QSignalBlocker quiet(m_factor);
        m_factor->setText(factor ? plain(factor->factor) : QString());
    }
}

Claim ClaimEditor::withoutFactor() const
{
    Claim edited = m_claim;
    edited.metric = m_metric->currentData().toString();
    edited.kind = ClaimKind(m_kind->currentIndex());
    edited.direction = Direction(m_direction->currentIndex());
    edited.qualifier = Qualifier(m_qualifier->currentIndex());
    edited.value = number(m_value).value_or(edited.value);
    edited.valueHigh = number(m_high);
    edited.from = number(m_from);
    edited.unit = m_unit->text().trimmed();
    edited.baseline = m_baseline->text().trimmed();
    edited.normalised.reset();
    return edited;
}

std::optional<NormalisedClaim> ClaimEditor::derived(const Claim &entered) const
{
    // A factor that a person entered follows from the figures again when it is no longer wanted.
    const bool wasRead = m_claim.status != ClaimStatus::Edited && m_purpose == Edit;
    return wasRead ? editedClaim(m_claim, entered).normalised : factorFromEntered(m_claim, entered);
}

std::optional<NormalisedClaim> ClaimEditor::chosenFactor(const Claim &entered) const
{
    if (!m_override->isChecked()) {
        return derived(entered);
    }
    const auto factor = number(m_factor);
    const Metric *metric = Vocabulary::bundled().metric(entered.metric);
    if (!factor || !metric || metric->isQuality) {
        return std::nullopt;
    }
    return NormalisedClaim{metric->quantity, *factor, {}, {}};
}

Claim ClaimEditor::claim() const
{
    Claim edited = editedClaim(m_claim, withoutFactor());
    edited.normalised = chosenFactor(edited);
    return edited;
}

}  // namespace touchstone::ui
