#include "ui/library/paper_table.h"

#include "compare/headline.h"
#include "ui/common/heads.h"
#include "ui/common/language.h"
#include "ui/common/verdict_chip.h"
#include "ui/common/widgets.h"

#include <QHeaderView>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QStyledItemDelegate>

#include <algorithm>

namespace touchstone::ui {

namespace {
using Column = PaperModel::Column;

constexpr int titleAtLeast = 104;
constexpr int titleAtRest = 148;      // as long as the panes beside the table can give way
constexpr int titleInTwoLines = 140;  // a narrower one has three, to be told from others
constexpr int titleAtBest = 300;      // what lies beyond goes to the other columns of words first
constexpr int cellPadding = 16;
constexpr int signWidth = 24;  // of a claim that is open to doubt
// Who goes first when there is room.
constexpr std::array<Column, PaperModel::ColumnCount - 1> byImportance{
        PaperModel::Claimed,    PaperModel::Verdict, PaperModel::Measured, PaperModel::Limit,
        PaperModel::Techniques, PaperModel::Grade,   PaperModel::Report,   PaperModel::Claims};
const QString columnsKey = QStringLiteral("library/paperColumns");
const QString widenedKey = QStringLiteral("library/columnsWidened");
const QString unwantedKey = QStringLiteral("library/unwantedColumns");

// Chinese may break anywhere; the name of a metric in a narrow column should not.
class WholeWords : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QString displayText(const QVariant &value, const QLocale &locale) const override
    {
        const QString text = QStyledItemDelegate::displayText(value, locale);
        QString out;
        for (qsizetype i = 0; i < text.size(); ++i) {
            const bool inside = i > 0 && !text[i].isSpace() && !text[i - 1].isSpace();
            if (inside && text[i].script() == QChar::Script_Han) {
                out += QChar(0x2060);  // word joiner
            }
            out += text[i];
        }
        return out;
    }
};
}  // namespace

PaperTable::PaperTable(PaperModel &model, QWidget *parent) : QTableView(parent)
{
    named(this, QStringLiteral("paperTable"));
    m_wanted.fill(true);
    m_wanted[PaperModel::Claims] = false;
    setModel(&model);
    setItemDelegateForColumn(PaperModel::Claimed, new WholeWords(this));
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
    connect(header, &QHeaderView::sectionResized, this, [this, header](int column, int, int width) {
        if (width > 0 && column != PaperModel::Title && header->isHeld() && !m_fitting) {
            keepWidths();
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
    // In two lines.
    m_widths[PaperModel::Claimed] = std::max(widthOf({"up to 53.18%", "最高 53.18%"}),
                                             widthOf({"throughput", "平均 1.32倍"}) + signWidth);
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
    m_best = m_widths;
    m_best[PaperModel::Claimed] =
            widthOf({"up to 25.8× end-to-end speedup", "端到端加速最高 25.8×"});
    m_best[PaperModel::Techniques] =
            widthOf({"Retrieval and result caching", "检索与结果缓存、量化"});
    fitColumns();
    setLeastWidth();
}

void PaperTable::setRoom(int room)
{
    m_room = room;
    setLeastWidth();
}

void PaperTable::setLeastWidth()
{
    const int least = titleAtLeast + m_widths[PaperModel::Claimed] + m_widths[PaperModel::Verdict]
                      + 2 * frameWidth() + verticalScrollBar()->sizeHint().width();
    const int enough = least + m_widths[PaperModel::Measured] + titleAtRest - titleAtLeast;
    setMinimumWidth(std::clamp(m_room, least, enough));
}

// Words and letters of another kind have other widths; those that a person chose stay.
bool PaperTable::event(QEvent *event)
{
    const bool done = QTableView::event(event);
    const auto type = event->type();
    if ((type == QEvent::LanguageChange || type == QEvent::FontChange || type == QEvent::StyleChange
         || type == QEvent::Polish)
        && !m_widened) {
        setWidths();
    }
    return done;
}

void PaperTable::keepWidths()
{
    for (const Column column : byImportance) {
        if (columnWidth(column) > 0) {
            m_widths[column] = columnWidth(column);
        }
    }
    m_best = m_widths;
    m_widened = true;
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
    }
    room = std::max(0, room - (titleAtBest - titleAtLeast));
    for (const Column column : byImportance) {
        if (isColumnHidden(column)) {
            continue;
        }
        const int more = std::clamp(m_best[column] - m_widths[column], 0, room);
        room -= more;
        if (columnWidth(column) != m_widths[column] + more) {
            setColumnWidth(column, m_widths[column] + more);
        }
    }
    setRowHeight();
}

// Most titles do not fit into one line.
void PaperTable::setRowHeight()
{
    int title = viewport()->width();
    for (const Column column : byImportance) {
        title -= isColumnHidden(column) ? 0 : columnWidth(column);
    }
    const int height = (title < titleInTwoLines ? 3 : 2) * fontMetrics().height() + 8;
    if (verticalHeader()->defaultSectionSize() != height) {
        verticalHeader()->setDefaultSectionSize(height);
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
        keepWidths();
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
