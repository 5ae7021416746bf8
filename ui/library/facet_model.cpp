#include "ui/library/facet_model.h"

#include "compare/headline.h"
#include "ui/common/html.h"
#include "ui/common/language.h"
#include "ui/common/wording.h"

#include <QFont>

#include <algorithm>

namespace touchstone::ui {

namespace {
// Further values of a section are found by search; chosen ones are always listed.
constexpr int mostValues = 200;

// The internal id of an index: 0 for a section, its number + 1 for one of its values.
FacetModel::Section sectionOf(const QModelIndex &index)
{
    return FacetModel::Section(index.internalId() ? int(index.internalId()) - 1 : index.row());
}

// Verdicts have an order of their own: what is answered first.
QVector<store::FacetValue> inOrder(QVector<store::FacetValue> outcomes)
{
    std::stable_sort(outcomes.begin(), outcomes.end(), [](const auto &a, const auto &b) {
        return compare::outcomeFromWord(a.value) < compare::outcomeFromWord(b.value);
    });
    return outcomes;
}
}  // namespace

FacetModel::FacetModel(QObject *parent) : QAbstractItemModel(parent) {}

void FacetModel::setFacets(const store::Facets &facets)
{
    setValues(Techniques, facets.techniques);
    setValues(Verdicts, inOrder(facets.outcomes));
    setValues(Metrics, facets.metrics);
    setValues(Measured, facets.measured);
    setValues(Grades, facets.grades);
    setValues(Tags, facets.tags);
    setValues(Reports, facets.reports);
    setValues(Institutions, facets.institutions);
}

void FacetModel::setValues(Section section, QVector<store::FacetValue> values)
{
    for (const QString &chosen : std::as_const(m_chosen[section])) {
        const bool present = std::any_of(values.begin(), values.end(),
                                         [&](const auto &v) { return v.value == chosen; });
        if (!present) {
            values.append({chosen, 0});
        }
    }
    if (values.size() > mostValues) {
        values.resize(mostValues);
    }
    QVector<store::FacetValue> &current = m_values[section];
    const QModelIndex parent = index(section, 0);
    // When only the counts change, no reset: scroll position and keyboard focus stay.
    const bool same = std::equal(current.begin(), current.end(), values.begin(), values.end(),
                                 [](const auto &a, const auto &b) { return a.value == b.value; });
    if (same) {
        current = values;
        if (!current.isEmpty()) {
            Q_EMIT dataChanged(index(0, 0, parent), index(int(current.size()) - 1, 0, parent));
        }
        return;
    }
    if (!current.isEmpty()) {
        beginRemoveRows(parent, 0, int(current.size()) - 1);
        current.clear();
        endRemoveRows();
    }
    if (!values.isEmpty()) {
        beginInsertRows(parent, 0, int(values.size()) - 1);
        current = values;
        endInsertRows();
    }
}

void FacetModel::setChosen(Section section, const QString &value, bool on)
{
    QStringList &chosen = m_chosen[section];
    if (chosen.contains(value) == on) {
        return;
    }
    if (on) {
        // Yes and no together would not filter anything.
        if (section == Measured) {
            chosen.clear();
        }
        chosen.append(value);
    } else {
        chosen.removeAll(value);
    }
    const QModelIndex parent = index(section, 0);
    if (const int rows = rowCount(parent)) {
        Q_EMIT dataChanged(index(0, 0, parent), index(rows - 1, 0, parent), {Qt::CheckStateRole});
    }
    Q_EMIT chosenChanged();
}

void FacetModel::choose(Section section, const QStringList &values)
{
    for (QStringList &chosen : m_chosen) {
        chosen.clear();
    }
    m_chosen[section] = values;
    languageChanged();  // the boxes of all sections
    Q_EMIT chosenChanged();
}

void FacetModel::clear()
{
    if (!anyChosen()) {
        return;
    }
    for (QStringList &chosen : m_chosen) {
        chosen.clear();
    }
    for (int section = 0; section < SectionCount; ++section) {
        const QModelIndex parent = index(section, 0);
        if (const int rows = rowCount(parent)) {
            Q_EMIT dataChanged(index(0, 0, parent), index(rows - 1, 0, parent),
                               {Qt::CheckStateRole});
        }
    }
    Q_EMIT chosenChanged();
}

bool FacetModel::anyChosen() const
{
    return std::any_of(m_chosen.begin(), m_chosen.end(),
                       [](const QStringList &chosen) { return !chosen.isEmpty(); });
}

void FacetModel::applyTo(store::PaperQuery &query) const
{
    query.techniques = m_chosen[Techniques];
    query.metrics = m_chosen[Metrics];
    query.tags = m_chosen[Tags];
    query.reports = m_chosen[Reports];
    query.institutions = m_chosen[Institutions];
    query.grades = m_chosen[Grades];
    query.outcomes = m_chosen[Verdicts];
    if (!m_chosen[Measured].isEmpty()) {
        const QString &value = m_chosen[Measured].first();
        query.testable = value == QStringLiteral("testable");
        query.measured = value == QStringLiteral("yes");
    }
}

void FacetModel::languageChanged()
{
    Q_EMIT dataChanged(index(0, 0), index(SectionCount - 1, 0));
    for (int section = 0; section < SectionCount; ++section) {
        const QModelIndex parent = index(section, 0);
        if (const int rows = rowCount(parent)) {
            Q_EMIT dataChanged(index(0, 0, parent), index(rows - 1, 0, parent));
        }
    }
}

QString FacetModel::sectionName(Section section)
{
    switch (section) {
    case Techniques:
        return tr("Technique");
    case Verdicts:
        return tr("Verdict");
    case Metrics:
        return tr("Metric");
    case Measured:
        return tr("Measurement");
    case Grades:
        return tr("Grade");
    case Tags:
        return tr("Tag");
    case Reports:
        return tr("Report");
    case Institutions:
        return tr("Institution");
    case SectionCount:
        break;
    }
    return {};
}

QString FacetModel::settingsKey(Section section)
{
    switch (section) {
    case Techniques:
        return QStringLiteral("facet0");
    case Metrics:
        return QStringLiteral("facet1");
    case Measured:
        return QStringLiteral("facet2");
    case Grades:
        return QStringLiteral("facet3");
    case Tags:
        return QStringLiteral("tags");
    case Reports:
        return QStringLiteral("facet4");
    case Institutions:
        return QStringLiteral("facet5");
    case Verdicts:
    case SectionCount:
        break;
    }
    return QStringLiteral("verdicts");
}

QString FacetModel::valueName(Section section, const QString &value)
{
    switch (section) {
    case Techniques:
        return Wording::technique(value);
    case Metrics:
        return Wording::metric(value);
    case Measured:
        return value == QStringLiteral("yes")        ? tr("Measured")
               : value == QStringLiteral("testable") ? tr("Testable here")
                                                     : tr("Not measured");
    case Verdicts:
        if (const auto outcome = compare::outcomeFromWord(value)) {
            return shown(compare::outcomeWords(*outcome));
        }
        return value;
    case Grades:
        if (const auto grade = gradeFromWord(value)) {
            return Wording::grade(*grade);
        }
        return value;
    default:
        return value;
    }
}

QModelIndex FacetModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row() + 1) : quintptr(0));
}

QModelIndex FacetModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == 0) {
        return {};
    }
    return createIndex(int(child.internalId()) - 1, 0, quintptr(0));
}

int FacetModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid()) {
        return SectionCount;
    }
    if (parent.internalId() != 0 || parent.column() != 0) {
        return 0;
    }
    return int(m_values[std::size_t(parent.row())].size());
}

int FacetModel::columnCount(const QModelIndex &) const
{
    return 1;
}

Qt::ItemFlags FacetModel::flags(const QModelIndex &index) const
{
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    if (index.internalId() == 0) {
        return Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    }
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable
           | Qt::ItemNeverHasChildren;
}

QString FacetModel::named(Section section, const store::FacetValue &value)
{
    return tr("%1: %Ln paper(s)", nullptr, value.count).arg(valueName(section, value.value));
}

QVariant FacetModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Section section = sectionOf(index);
    if (role == SectionRole) {
        return int(section);
    }
    if (index.internalId() == 0) {
        if (role == Qt::DisplayRole) {
            return sectionName(section);
        }
        if (role == Qt::FontRole) {
            QFont font;
            font.setWeight(QFont::DemiBold);
            return font;
        }
        const QString topic = section == Verdicts ? QStringLiteral("verdicts")
                              : section == Grades ? QStringLiteral("grades")
                                                  : QString();
        if (role == HelpRole && !topic.isEmpty()) {
            return topic;
        }
        if (role == Qt::ToolTipRole && !topic.isEmpty()) {
            return tr("F1, or a click on the question mark, says what the values mean");
        }
        return {};
    }
    const store::FacetValue &value = m_values[section][index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return valueName(section, value.value);
    case Qt::ToolTipRole:
        return toolTipText(named(section, value));
    case Qt::AccessibleTextRole:
        return named(section, value);
    case Qt::CheckStateRole:
        return m_chosen[section].contains(value.value) ? Qt::Checked : Qt::Unchecked;
    case ValueRole:
        return value.value;
    case CountRole:
        return value.count;
    default:
        return {};
    }
}

bool FacetModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || !index.isValid() || index.internalId() == 0) {
        return false;
    }
    const Section section = sectionOf(index);
    setChosen(section, m_values[section][index.row()].value, value.toInt() == int(Qt::Checked));
    return true;
}

}  // namespace touchstone::ui
