#include "ui/library/paper_model.h"

#include "compare/claim_words.h"
#include "ui/common/html.h"
#include "ui/common/icons.h"
#include "ui/common/language.h"
#include "ui/common/palette.h"
#include "ui/common/wording.h"

namespace touchstone::ui {

namespace {
constexpr int pageSize = 64;
constexpr int pagesKept = 64;

bool isNumber(int column)
{
    return column == PaperModel::Claims || column == PaperModel::Measured
           || column == PaperModel::Limit;
}
}  // namespace

PaperModel::PaperModel(Fetch fetch, QObject *parent)
    : QAbstractTableModel(parent), m_fetch(std::move(fetch)), m_pages(pagesKept)
{
}

void PaperModel::setIds(const QVector<qint64> &ids)
{
    beginResetModel();
    m_ids = ids;
    m_pages.clear();
    endResetModel();
}

void PaperModel::languageChanged()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_ids.isEmpty()) {
        Q_EMIT dataChanged(index(0, 0), index(int(m_ids.size()) - 1, ColumnCount - 1));
    }
}

QString PaperModel::paperId(int index) const
{
    const store::PaperRow *found = row(index);
    return found ? found->id : QString();
}

int PaperModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_ids.size());
}

int PaperModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

const store::PaperRow *PaperModel::row(int index) const
{
    if (index < 0 || index >= m_ids.size()) {
        return nullptr;
    }
    const int page = index / pageSize;
    QVector<store::PaperRow> *rows = m_pages.object(page);
    if (!rows) {
        auto read = m_fetch(m_ids.mid(qsizetype(page) * pageSize, pageSize));
        if (!read) {
            Q_EMIT failed(read.error());
        }
        // A failed page is cached as empty; otherwise every cell would repeat the error.
        m_pages.insert(page, new QVector<store::PaperRow>(read ? std::move(*read)
                                                               : QVector<store::PaperRow>()));
        rows = m_pages.object(page);
    }
    const int within = index % pageSize;
    return rows && within < rows->size() ? &(*rows)[within] : nullptr;
}

QVariant PaperModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const store::PaperRow *paper = row(index.row());
    if (!paper) {
        return {};
    }
    const auto column = Column(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return display(*paper, column);
    case Qt::ToolTipRole:
        return toolTipText(toolTip(*paper, column));
    case Qt::TextAlignmentRole:
        return isNumber(column) ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::ForegroundRole:
        if (column == Claimed) {
            return paper->headlineFlags.isEmpty() ? QVariant() : QVariant(tone(Tone::Muted));
        }
        if (column == Measured) {
            return tone(Tone::Measured);
        }
        return column == Title ? QVariant() : QVariant(tone(Tone::Muted));
    case Qt::DecorationRole:
        return column == Claimed && !paper->headlineFlags.isEmpty()
                       ? QVariant(icon(QStringLiteral("warning"), Tone::Warning))
                       : QVariant();
    case PaperIdRole:
        return paper->id;
    case OutcomeRole:
        return column == Verdict ? QVariant(paper->outcome) : QVariant();
    case SortRole:
        return sortValue(*paper, column);
    default:
        return {};
    }
}

QString PaperModel::display(const store::PaperRow &row, Column column) const
{
    switch (column) {
    case Title:
        return Wording::paperTitle(row.title, row.report, 0);
    case Techniques:
        return Wording::techniques(row.techniques);
    case Claims:
        return row.claimCount ? numberText(row.claimCount) : QString();
    case Claimed:
        return shown(row.headline);
    case Measured:
        return row.measured ? factorText(*row.measured) : row.difference;
    case Limit:
        return row.limit ? factorText(*row.limit) : QString();
    case Verdict:
        return Wording::outcome(row.outcome);
    case Grade:
        return row.grade ? Wording::gradeShort(*row.grade) : QString();
    case Report:
        return row.report;
    case ColumnCount:
        break;
    }
    return {};
}

QVariant PaperModel::sortValue(const store::PaperRow &row, Column column) const
{
    switch (column) {
    case Claims:
        return row.claimCount;
    case Claimed:
        return row.headlineFactor.value_or(0);
    case Measured:
        return row.measured.value_or(0);
    case Limit:
        return row.limit.value_or(0);
    case Verdict:
        return row.outcome;
    case Grade:
        return row.grade ? int(*row.grade) : 99;
    case Techniques:
        return row.techniques.join(QChar(u' '));
    case Title:
        return row.title;
    default:
        return row.report;
    }
}

QString PaperModel::toolTip(const store::PaperRow &row, Column column) const
{
    switch (column) {
    case Title:
        return row.title;
    case Claimed: {
        QStringList lines{shown(row.headline)};
        for (const QString &flag : row.headlineFlags) {
            lines.append(shown(compare::flagText(flag)));
        }
        if (!row.headlineFlags.isEmpty()) {
            lines.append(tr("Confirm, edit or reject it under Claims."));
        }
        return lines.join(u'\n');
    }
    case Measured:
        return row.measured || !row.difference.isEmpty()
                       ? tr("What this machine gives for the claim beside it")
                       : QString();
    case Limit:
        return row.limit ? tr("The most that is possible on this machine, by algebra and its "
                              "measured peaks")
                         : QString();
    case Verdict:
        return row.outcome.isEmpty() ? tr("The paper claims no figure") : QString();
    case Techniques:
        return Wording::techniques(row.techniques);
    case Grade:
        return row.grade ? Wording::grade(*row.grade) : QString();
    default:
        return {};
    }
}

QVariant PaperModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return isNumber(section) ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                 : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole) {
        return headerToolTip(Column(section));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (Column(section)) {
    case Title:
        return tr("Title");
    case Techniques:
        return tr("Techniques");
    case Claims:
        return tr("Claims");
    case Claimed:
        return tr("Claimed");
    case Measured:
        return tr("Measured");
    case Limit:
        return tr("Limit");
    case Verdict:
        return tr("Verdict");
    case Grade:
        return tr("Grade");
    case Report:
        return tr("Report");
    case ColumnCount:
        break;
    }
    return {};
}

QVariant PaperModel::headerToolTip(Column column)
{
    switch (column) {
    case Claimed:
        return tr("The paper's headline claim, as printed: of speed where it claims speed. Sorted "
                  "metric by metric; a grey one can be read in more than one way.");
    case Verdict:
        return tr("Whether the headline claim holds on this machine");
    case Grade:
        return tr(
                "How directly a kernel reproduces the claim: SQ same quantity, SM same mechanism, "
                "PX proxy, NM not measurable here");
    default:
        return {};
    }
}

store::PaperSort PaperModel::sortOf(Column column)
{
    switch (column) {
    case Title:
        return store::PaperSort::Title;
    case Claimed:
        return store::PaperSort::ClaimedFactor;
    case Measured:
        return store::PaperSort::MeasuredFactor;
    case Limit:
        return store::PaperSort::Limit;
    case Verdict:
        return store::PaperSort::Outcome;
    case Grade:
        return store::PaperSort::Grade;
    case Report:
        return store::PaperSort::Report;
    default:
        return store::PaperSort::Relevance;
    }
}

}  // namespace touchstone::ui
