#include "ui/reports/preview_model.h"

#include "compare/claim_words.h"
#include "exchange/door.h"
#include "ui/common/html.h"
#include "ui/common/icons.h"
#include "ui/common/language.h"
#include "ui/common/wording.h"

#include <QFileInfo>
#include <QMap>

namespace touchstone::ui {

namespace {
// Where in the file the texts of a paper begin, to its place in the plan.
QMap<int, int> papersByLine(const ImportPlan &plan)
{
    QMap<int, int> places;
    for (int number = 0; number < plan.papers.size(); ++number) {
        const ReportPaper &paper = plan.report.papers[plan.papers[number].position];
        for (const int line : {paper.titleLine, paper.institutionsLine, paper.abstractLine}) {
            places.insert(line, number);
        }
        if (paper.briefLine > 0) {
            places.insert(std::max(1, paper.briefLine - 2), number);  // its heading is above it
        }
    }
    places.remove(0);  // not in this file
    return places;
}

// The paper whose text begins last before that line; -1: none.
int paperAt(const QMap<int, int> &places, int line)
{
    const auto after = places.upperBound(line);
    return line <= 0 || after == places.cbegin() ? -1 : std::prev(after).value();
}
}  // namespace

int PreviewModel::addNode(Kind kind, int plan, int item, int parent)
{
    const int number = int(m_nodes.size());
    Node node;
    node.kind = kind;
    node.plan = plan;
    node.item = item;
    node.parent = parent;
    QVector<int> &siblings = parent < 0 ? m_roots : m_nodes[parent].children;
    node.row = int(siblings.size());
    siblings.append(number);
    m_nodes.append(node);
    return number;
}

void PreviewModel::setPreview(ImportPreview preview)
{
    beginResetModel();
    m_preview = std::move(preview);
    m_nodes.clear();
    m_roots.clear();
    for (int i = 0; i < m_preview.unread.size(); ++i) {
        addNode(Kind::Unread, i, 0, -1);
    }
    for (int i = 0; i < m_preview.results.size(); ++i) {
        addNode(Kind::Results, i, 0, -1);
    }
    for (int i = 0; i < m_preview.plans.size(); ++i) {
        const ImportPlan &plan = m_preview.plans[i];
        const int report = addNode(Kind::Report, i, 0, -1);
        // What is said of one paper is shown with it, the rest before all papers.
        const QMap<int, int> places = papersByLine(plan);
        QHash<int, QVector<int>> warningsOf;
        for (int warning = 0; warning < plan.report.warnings.size(); ++warning) {
            const int paper = paperAt(places, plan.report.warnings[warning].line);
            if (paper < 0) {
                addNode(Kind::Warning, i, warning, report);
            } else {
                warningsOf[paper].append(warning);
            }
        }
        for (int number = 0; number < plan.papers.size(); ++number) {
            addPaper(i, number, report, warningsOf.value(number));
        }
    }
    endResetModel();
    Q_EMIT selectionChanged();
}

void PreviewModel::addPaper(int plan, int number, int report, const QVector<int> &warnings)
{
    const int paper = addNode(Kind::Paper, plan, number, report);
    if (plan < m_preview.differences.size()) {
        const auto changes = m_preview.differences[plan].value(number);
        for (int change = 0; change < changes.size(); ++change) {
            addNode(Kind::Difference, plan, change, paper);
        }
    }
    for (const int warning : warnings) {
        addNode(Kind::Warning, plan, warning, paper);
    }
    const ImportPlan &of = m_preview.plans[plan];
    const auto &claims = of.report.papers[of.papers[number].position].claims;
    for (int claim = 0; claim < claims.size(); ++claim) {
        addNode(Kind::Claim, plan, claim, paper);
    }
}

void PreviewModel::selectAll(bool on)
{
    for (int i = 0; i < m_nodes.size(); ++i) {
        if (m_nodes[i].kind != Kind::Paper) {
            continue;
        }
        m_preview.plans[m_nodes[i].plan].papers[m_nodes[i].item].selected = on;
        const QModelIndex changed = createIndex(m_nodes[i].row, 0, quintptr(i));
        Q_EMIT dataChanged(changed, changed, {Qt::CheckStateRole});
    }
    Q_EMIT selectionChanged();
}

void PreviewModel::languageChanged()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    for (int i = 0; i < m_nodes.size(); ++i) {
        Q_EMIT dataChanged(createIndex(m_nodes[i].row, 0, quintptr(i)),
                           createIndex(m_nodes[i].row, ColumnCount - 1, quintptr(i)));
    }
}

const PlannedPaper &PreviewModel::plannedOf(const Node &node) const
{
    const Node &paper = node.kind == Kind::Paper ? node : m_nodes[node.parent];
    return m_preview.plans[paper.plan].papers[paper.item];
}

const ReportPaper &PreviewModel::paperOf(const Node &node) const
{
    return m_preview.plans[node.plan].report.papers[plannedOf(node).position];
}

const PaperDifference &PreviewModel::differenceOf(const Node &node) const
{
    const QHash<int, QVector<PaperDifference>> &plan = m_preview.differences[node.plan];
    return plan.constFind(m_nodes[node.parent].item)->at(node.item);
}

QModelIndex PreviewModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    const QVector<int> &siblings =
            parent.isValid() ? m_nodes[qsizetype(parent.internalId())].children : m_roots;
    return createIndex(row, column, quintptr(siblings[row]));
}

QModelIndex PreviewModel::parent(const QModelIndex &child) const
{
    if (!child.isValid()) {
        return {};
    }
    const int parent = m_nodes[qsizetype(child.internalId())].parent;
    return parent < 0 ? QModelIndex() : createIndex(m_nodes[parent].row, 0, quintptr(parent));
}

int PreviewModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid()) {
        return int(m_roots.size());
    }
    return parent.column() == 0 ? int(m_nodes[qsizetype(parent.internalId())].children.size()) : 0;
}

int PreviewModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

Qt::ItemFlags PreviewModel::flags(const QModelIndex &index) const
{
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (index.column() == Item && m_nodes[qsizetype(index.internalId())].kind == Kind::Paper) {
        flags |= Qt::ItemIsUserCheckable;
    }
    return flags;
}

QVariant PreviewModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Node &node = m_nodes[qsizetype(index.internalId())];
    const auto column = Column(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return display(node, column);
    case Qt::ToolTipRole:
        return toolTipText(display(node, column));
    case Qt::CheckStateRole:
        if (node.kind == Kind::Paper && column == Item) {
            return plannedOf(node).selected ? Qt::Checked : Qt::Unchecked;
        }
        return {};
    case Qt::DecorationRole:
        if (column != Item) {
            return {};
        }
        if (node.kind == Kind::Report) {
            return icon(QStringLiteral("reports"), Tone::Muted);
        }
        if (node.kind == Kind::Results) {
            return icon(QStringLiteral("bench"), Tone::Muted);
        }
        if (node.kind == Kind::Unread) {
            return icon(QStringLiteral("warning"), Tone::Bad);
        }
        return node.kind == Kind::Warning ? QVariant(icon(QStringLiteral("warning"), Tone::Warning))
                                          : QVariant();
    case Qt::ForegroundRole:
        return colour(node, column);
    case KindRole:
        return int(node.kind);
    default:
        return {};
    }
}

QString PreviewModel::display(const Node &node, Column column) const
{
    switch (node.kind) {
    case Kind::Report:
        return reportText(node, column);
    case Kind::Paper:
        return paperText(node, column);
    case Kind::Results:
        return resultsText(m_preview.results[node.plan], column);
    case Kind::Unread: {
        const UnreadFile &file = m_preview.unread[node.plan];
        return column == Item     ? file.name
               : column == Change ? tr("not read")
                                  : shown(file.error.message);
    }
    case Kind::Warning: {
        const ImportWarning &warning = m_preview.plans[node.plan].report.warnings[node.item];
        if (column == Item) {
            return shown(warning.message);
        }
        return column == Change && warning.line > 0 ? tr("line %1").arg(warning.line) : QString();
    }
    case Kind::Claim:
        return claimText(node, column);
    case Kind::Difference:
        return differenceText(node, column);
    }
    return {};
}

QVariant PreviewModel::colour(const Node &node, Column column) const
{
    if (node.kind == Kind::Unread || (node.kind == Kind::Difference && differenceOf(node).loses)) {
        return tone(Tone::Bad);
    }
    if (column == Change && node.kind == Kind::Paper) {
        const auto changes = node.plan < m_preview.differences.size()
                                     ? m_preview.differences[node.plan].value(node.item)
                                     : QVector<PaperDifference>();
        if (losesAnything(changes)) {
            return tone(Tone::Bad);
        }
        const PaperChange change = plannedOf(node).change;
        return tone(change == PaperChange::New                 ? Tone::Good
                    : change == PaperChange::PossibleDuplicate ? Tone::Warning
                    : change == PaperChange::Changed           ? Tone::Accent
                                                               : Tone::Muted);
    }
    return column == Details && node.kind != Kind::Difference ? QVariant(tone(Tone::Muted))
                                                              : QVariant();
}

QString PreviewModel::claimText(const Node &node, Column column) const
{
    const Claim &claim = paperOf(node).claims[node.item];
    if (column == Item) {
        return tr("%1, %2", "figure, metric")
                .arg(shown(compare::figureText(claim)), Wording::metric(claim.metric));
    }
    QStringList flags;
    for (const QString &flag : claim.flags) {
        flags.append(Wording::flag(flag));
    }
    if (column == Change) {
        return claim.flags.isEmpty() ? QString()
                                     : QStringLiteral("⚠ ") + flags.join(QStringLiteral(", "));
    }
    return claim.sources.isEmpty() ? QString() : claim.sources.first().quote;
}

QString PreviewModel::differenceText(const Node &node, Column column) const
{
    const PaperDifference &difference = differenceOf(node);
    if (column == Item) {
        return shown(difference.what);
    }
    if (column == Change) {
        return difference.loses              ? tr("is lost")
               : difference.before.isEmpty() ? tr("is added")
                                             : tr("changes");
    }
    const auto orNothing = [](const QString &text) {
        return text.isEmpty() ? QStringLiteral("–") : text.simplified();
    };
    return tr("%1 → %2", "old, new").arg(orNothing(difference.before), orNothing(difference.after));
}

QString PreviewModel::reportText(const Node &node, Column column) const
{
    const ImportPlan &plan = m_preview.plans[node.plan];
    if (column == Item) {
        return tr("%1 (%2)", "file, date of the report")
                .arg(plan.report.sourceName,
                     plan.report.generatedAt.isValid()
                             ? plan.report.generatedAt.date().toString(Qt::ISODate)
                             : tr("no date"));
    }
    if (column == Change) {
        return plan.sourceKnown ? tr("already imported") : QString();
    }
    QStringList parts{tr("%Ln paper(s)", nullptr, int(plan.papers.size()))};
    if (!plan.report.warnings.isEmpty()) {
        parts.append(tr("%n warning(s)", nullptr, int(plan.report.warnings.size())));
    }
    return parts.join(QStringLiteral(" · "));
}

QString PreviewModel::paperText(const Node &node, Column column) const
{
    const ReportPaper &paper = paperOf(node);
    const PlannedPaper &planned = plannedOf(node);
    if (column == Item) {
        return tr("%1. %2", "number, title")
                .arg(QString::number(paper.index),
                     Wording::paperTitle(
                             paper.title,
                             m_preview.plans[node.plan].report.generatedAt.date().toString(
                                     Qt::ISODate),
                             paper.index));
    }
    if (column == Change) {
        const auto changes = node.plan < m_preview.differences.size()
                                     ? m_preview.differences[node.plan].value(node.item)
                                     : QVector<PaperDifference>();
        return losesAnything(changes) ? tr("changed, loses text")
                                      : Wording::paperChange(planned.change);
    }
    QStringList parts{tr("%n claim(s)", nullptr, int(paper.claims.size()))};
    if (const QString reason = shown(planned.reason); !reason.isEmpty()) {
        parts.append(reason);
    }
    return parts.join(QStringLiteral(" · "));
}

QString PreviewModel::resultsText(const ResultFile &file, Column column) const
{
    if (column == Item) {
        return QFileInfo(file.path).fileName();
    }
    if (column == Change) {
        return tr("results");
    }
    QStringList tools;
    for (const measure::KernelResult &result : file.bundle.results) {
        tools.append(QString::fromStdString(result.kernel));
    }
    tools.removeDuplicates();
    constexpr qsizetype most = 5;
    if (tools.size() > most) {
        tools.resize(most);
        tools.append(QStringLiteral("…"));
    }
    QStringList parts{tr("%n run(s)", nullptr, int(file.bundle.results.size())),
                      tools.join(QStringLiteral(", "))};
    if (const std::string leftOut = exchange::leftOutOf(file.bundle); !leftOut.empty()) {
        parts.append(tr("left out: %1").arg(QString::fromStdString(onOneLine(leftOut))));
    }
    return parts.join(QStringLiteral(" · "));
}

bool PreviewModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || !index.isValid() || index.column() != Item) {
        return false;
    }
    const Node &node = m_nodes[qsizetype(index.internalId())];
    if (node.kind != Kind::Paper) {
        return false;
    }
    m_preview.plans[node.plan].papers[node.item].selected = value.toInt() == int(Qt::Checked);
    Q_EMIT dataChanged(index, index, {Qt::CheckStateRole});
    Q_EMIT selectionChanged();
    return true;
}

QVariant PreviewModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (Column(section)) {
    case Item:
        return tr("Report, paper, claim");
    case Change:
        return tr("State");
    case Details:
        return tr("Details");
    case ColumnCount:
        break;
    }
    return {};
}

}  // namespace touchstone::ui
