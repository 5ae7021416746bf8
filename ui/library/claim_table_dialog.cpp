#include "ui/library/claim_table_dialog.h"

#include "compare/printed_figure.h"
#include "ui/common/html.h"
#include "ui/common/language.h"
#include "ui/common/palette.h"
#include "ui/common/widgets.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace touchstone::ui {

namespace {
enum Column { Paper, ClaimRead, Sentence, ColumnCount };
// All rows are imported; more of them say nothing new.
constexpr int mostShown = 200;
}  // namespace

ClaimTableDialog::ClaimTableDialog(Workspace &workspace, exchange::ClaimTable table,
                                   QWidget *parent)
    : Translated<QDialog>(parent), m_workspace(workspace), m_job(workspace.jobs()),
      m_claims(std::move(table)),
      m_table(makeTable(this, QStringLiteral("claimTableRows"), ColumnCount)),
      m_addPapers(named(new QCheckBox(this), QStringLiteral("addMissingPapers"))),
      m_summary(named(label(QString(), this, true), QStringLiteral("claimTableSummary"))),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this))
{
    named(this, QStringLiteral("claimTableDialog"));
    const exchange::ClaimMapping guessed = exchange::guessedMapping(m_claims);
    auto *grid = new QGridLayout;
    for (std::size_t field = 0; field < exchange::claimFieldCount; ++field) {
        auto *box = named(new QComboBox(this), QStringLiteral("claimColumn%1").arg(field));
        box->addItem(QString(), -1);
        for (int column = 0; column < m_claims.columns.size(); ++column) {
            box->addItem(m_claims.columns[column], column);
        }
        box->setCurrentIndex(box->findData(guessed[field]));
        connect(box, &QComboBox::currentIndexChanged, this, &ClaimTableDialog::readRows);
        m_columns.append(box);
        m_names.append(label(QStringLiteral("caption"), this));
        m_names.last()->setBuddy(box);
        const int row = int(field) / 2, column = int(field) % 2 * 2;
        grid->addWidget(m_names.last(), row, column);
        grid->addWidget(box, row, column + 1);
    }
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    m_table->horizontalHeader()->setSectionResizeMode(Paper, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(Sentence, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(ClaimRead, QHeaderView::ResizeToContents);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(10);
    column->addLayout(grid);
    column->addWidget(m_table, 1);
    column->addWidget(m_addPapers);
    column->addWidget(m_summary);
    column->addWidget(m_buttons);
    resize(760, 520);
    connect(m_addPapers, &QCheckBox::toggled, this, &ClaimTableDialog::updateTexts);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    retranslateUi();
    readRows();
}

exchange::ClaimMapping ClaimTableDialog::mapping() const
{
    exchange::ClaimMapping mapping;
    for (std::size_t field = 0; field < exchange::claimFieldCount; ++field) {
        mapping[field] = m_columns[qsizetype(field)]->currentData().toInt();
    }
    return mapping;
}

bool ClaimTableDialog::addsPapers() const
{
    return m_addPapers->isChecked();
}

void ClaimTableDialog::readRows()
{
    using Rows = QVector<exchange::TableClaim>;
    m_workspace.read<Rows>(
            m_job, this,
            [table = m_claims, mapping = mapping()](store::Store &store) -> Result<Rows> {
                return exchange::claimsOf(table, mapping, store);
            },
            [this](Result<Rows> rows) {
                if (!rows) {
                    m_summary->setText(shown(rows.error().message));
                    return;
                }
                m_rows = std::move(*rows);
                showRows();
                updateTexts();
            });
}

void ClaimTableDialog::showRows()
{
    m_table->setRowCount(std::min(mostShown, int(m_rows.size())));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const exchange::TableClaim &one = m_rows[row];
        const auto put = [&](Column column, const QString &text, Tone color) {
            auto *item = new QTableWidgetItem(text);
            item->setToolTip(toolTipText(text));
            item->setForeground(tone(color));
            m_table->setItem(row, column, item);
        };
        const bool known = !one.paperId.isEmpty();
        put(Paper, known ? one.paper : tr("%1 (not in the library)").arg(one.paper),
            known ? Tone::Text : Tone::Warning);
        put(ClaimRead,
            one.problem ? tr("line %1: %2").arg(one.line).arg(shown(*one.problem))
                        : shown(compare::headlineText(one.claim)),
            one.problem ? Tone::Bad : Tone::Claim);
        put(Sentence, one.claim.sources.isEmpty() ? QString() : one.claim.sources.first().quote,
            Tone::Muted);
    }
}

void ClaimTableDialog::updateTexts()
{
    int good = 0, problems = 0, missing = 0;
    for (const exchange::TableClaim &row : std::as_const(m_rows)) {
        problems += row.problem ? 1 : 0;
        missing += !row.problem && row.paperId.isEmpty() ? 1 : 0;
        good += !row.problem && !row.paperId.isEmpty() ? 1 : 0;
    }
    QStringList parts{tr("%n claim(s) of papers in the library", nullptr, good)};
    if (missing > 0) {
        parts.append(tr("%n of papers that are not in it", nullptr, missing));
    }
    if (problems > 0) {
        parts.append(tr("%n row(s) left out", nullptr, problems));
    }
    m_summary->setText(parts.join(QStringLiteral(" · ")));
    m_addPapers->setEnabled(missing > 0);
    const int added = good + (m_addPapers->isChecked() ? missing : 0);
    if (QPushButton *ok = m_buttons->button(QDialogButtonBox::Ok)) {
        ok->setText(tr("Add %n claim(s)", nullptr, added));
        ok->setEnabled(added > 0);
    }
}

void ClaimTableDialog::retranslateUi()
{
    setWindowTitle(tr("Claims of %1").arg(m_claims.name));
    const QStringList names{tr("Paper"), tr("Sentence"),      tr("Metric"), tr("Value"),
                            tr("Unit"),  tr("Compared with"), tr("Setting")};
    for (int field = 0; field < m_columns.size(); ++field) {
        m_names[field]->setText(names[field]);
        m_columns[field]->setAccessibleName(names[field]);
        m_columns[field]->setItemText(0, tr("no column"));
    }
    m_columns[1]->setToolTip(tr("The words of the paper; a figure that the other columns do not "
                                "give is read in them"));
    m_table->setHorizontalHeaderLabels({tr("Paper"), tr("Claim"), tr("Sentence")});
    m_table->setAccessibleName(tr("What each row becomes"));
    m_addPapers->setText(tr("Add the papers that are not in the library, with their title"));
    showRows();
    updateTexts();
}

}  // namespace touchstone::ui
