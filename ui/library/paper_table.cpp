#include "ui/library/paper_table.h"

#include "compare/headline.h"
#include "ui/common/heads.h"
#include "ui/common/language.h"
#include "ui/common/verdict_chip.h"
#include "ui/common/widgets.h"

#include <QHeaderView>
#include <QScopedValueRollback>
#include <QScrollBar>

#include <algorithm>

namespace touchstone::ui {

namespace {
using Column = PaperModel::Column;

constexpr int titleAtLeast = 132;
constexpr int cellPadding = 15;
// Who goes first when there is room.
constexpr std::array<Column, PaperModel::ColumnCount - 1> byImportance{
        PaperModel::Claimed,    PaperModel::Verdict, PaperModel::Measured, PaperModel::Limit,
        PaperModel::Techniques, PaperModel::Grade,   PaperModel::Report,   PaperModel::Claims};
const QString columnsKey = QStringLiteral("library/paperColumns");
const QString widenedKey = QStringLiteral("library/columnsWidened");
const QString unwantedKey = QStringLiteral("library/unwantedColumns");
}  // namespace

PaperTable::PaperTable(PaperModel &model, QWidget *parent) : QTableView(parent)
{
    named(this, QStringLiteral("paperTable"));
    m_wanted.fill(true);
    m_wanted[PaperModel::Claims] = false;
    setModel(&model);
    setItemDelegateForColumn(PaperModel::Verdict,
                             new VerdictDelegate(PaperModel::OutcomeRole, this));
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setShowGrid(false);
    setWordWrap(true);
    setTabKeyNavigation(false);
    setIconSize({14, 14});
    setContextMenuPolicy(Qt::CustomContextMenu);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    // Two lines, since most titles do not fit into one.
    verticalHeader()->setDefaultSectionSize(2 * fontMetrics().height() + 8);
    auto *header = new Heads(this);
    setHorizontalHeader(header);
    header->setSectionsMovable(true);
    header->setSortIndicatorShown(true);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    header->setSortIndicator(-1, Qt::DescendingOrder);
    header->setStretchLastSection(false);
    header->setMinimumSectionSize(44);
    header->setSectionResizeMode(PaperModel::Title, QHeaderView::Stretch);
    setWidths();
    connect(header, &QHeaderView::sectionResized, this, [this](int column, int, int width) {
        if (width > 0 && column != PaperModel::Title && !m_fitting) {
            m_widths[std::size_t(column)] = width;
            m_widened = true;
        }
    });
}

void PaperTable::setWidths()
{
    const auto widthOf = [this](const Text &sample) {
        return fontMetrics().horizontalAdvance(shown(sample)) + cellPadding;
    };
    const auto widest = [this] {
        int width = 0;
        for (int outcome = 0; outcome <= int(compare::Outcome::NoKernel); ++outcome) {
            width = std::max(width,
                             verdictChipWidth(font(), compare::toWord(compare::Outcome(outcome))));
        }
        return width;
    };
    m_widths[PaperModel::Claimed] = widthOf({"25.8× speedup", "53.18% 困惑度"});
    m_widths[PaperModel::Measured] = widthOf({"25.8× ", "25.8× "});
    m_widths[PaperModel::Limit] = widthOf({"25.8×", "25.8×"}) + cellPadding;
    m_widths[PaperModel::Verdict] = widest();
    m_widths[PaperModel::Grade] = widthOf({"SM", "SM"});
    m_widths[PaperModel::Techniques] = widthOf({"Quantization, Sp", "量化、稀疏注意力"});
    m_widths[PaperModel::Claims] = widthOf({"12", "12"});
    m_widths[PaperModel::Report] = widthOf({"2025-09-24", "2025-09-24"});
    for (const Column column : byImportance) {
        m_widths[column] = std::max(m_widths[column], horizontalHeader()->sectionSizeHint(column));
    }
    fitColumns();
    // However the splitter divides a small window: what a paper claims and whether it holds.
    setMinimumWidth(titleAtLeast + m_widths[PaperModel::Claimed] + m_widths[PaperModel::Verdict]
                    + m_widths[PaperModel::Measured] + 2 * frameWidth()
                    + verticalScrollBar()->sizeHint().width());
}

// Words of another language have other widths; those that a person chose stay.
void PaperTable::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::LanguageChange && !m_widened) {
        setWidths();
    }
}

void PaperTable::setWanted(PaperModel::Column column, bool wanted)
{
    m_wanted[column] = wanted;
    fitColumns();
}

void PaperTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fitColumns();
}

void PaperTable::fitColumns()
{
    const QScopedValueRollback fitting(m_fitting, true);
    int room = viewport()->width() - titleAtLeast;
    for (const Column column : byImportance) {
        const bool fits = m_wanted[column] && m_widths[column] <= room;
        if (fits) {
            room -= m_widths[column];
        } else if (m_wanted[column]) {
            room = 0;  // nor does one that matters less
        }
        if (isColumnHidden(column) == fits) {
            setColumnHidden(column, !fits);
        }
        if (fits && columnWidth(column) != m_widths[column]) {
            setColumnWidth(column, m_widths[column]);
        }
    }
}

void PaperTable::saveState(QSettings &settings) const
{
    settings.setValue(columnsKey, horizontalHeader()->saveState());
    settings.setValue(widenedKey, m_widened);
    QStringList unwanted;
    for (const Column column : byImportance) {
        if (!m_wanted[column]) {
            unwanted.append(QString::number(column));
        }
    }
    settings.setValue(unwantedKey, unwanted);
}

void PaperTable::restoreState(const QSettings &settings)
{
    const QSignalBlocker quiet(horizontalHeader());
    if (horizontalHeader()->restoreState(settings.value(columnsKey).toByteArray())
        && settings.value(widenedKey).toBool()) {
        m_widened = true;
        for (const Column column : byImportance) {
            if (columnWidth(column) > 0) {
                m_widths[column] = columnWidth(column);
            }
        }
    }
    if (settings.contains(unwantedKey)) {
        const QStringList unwanted = settings.value(unwantedKey).toStringList();
        for (const Column column : byImportance) {
            m_wanted[column] = !unwanted.contains(QString::number(column));
        }
    }
    // A state that another version saved may hide it.
    setColumnHidden(PaperModel::Title, false);
    fitColumns();
}

}  // namespace touchstone::ui
