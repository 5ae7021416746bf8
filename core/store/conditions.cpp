#include "store/conditions.h"

#include "library/vocabulary.h"

namespace touchstone::store {

namespace {

void flag(ValueFlags &flags, std::size_t id)
{
    flags.resize(std::max(flags.size(), id + 1));
    flags[id] = 1;
}

bool hasAny(const FacetView &paper, Facet facet, const ValueFlags &flags)
{
    const auto f = std::size_t(facet);
    for (const quint32 *id = paper.begin[f]; id != paper.begin[f] + paper.size[f]; ++id) {
        if (*id < flags.size() && flags[*id] != 0) {
            return true;
        }
    }
    return false;
}

// technique:量化 and technique:"KV cache" name the same as the id does.
template <class Item>
QString idFor(const QVector<Item> &items, const QString &typed)
{
    for (const Item &item : items) {
        const auto is = [&](const std::string &name) {
            return QString::fromStdString(name).compare(typed, Qt::CaseInsensitive) == 0;
        };
        if (item.id.compare(typed, Qt::CaseInsensitive) == 0 || is(item.name.en)
            || is(item.name.zh)) {
            return item.id;
        }
    }
    return typed;
}

QString idForTyped(Facet facet, const QString &typed)
{
    const Vocabulary &vocabulary = Vocabulary::bundled();
    switch (facet) {
    case Facet::Technique:
        return idFor(vocabulary.techniques(), typed);
    case Facet::Metric:
        return idFor(vocabulary.metrics(), typed);
    case Facet::Kernel:
        return idFor(vocabulary.kernels(), typed);
    default:
        return typed;
    }
}

}  // namespace

Conditions::Conditions(Connection &connection, const PaperQuery &query)
    : m_connection(connection), m_search(parseSearch(query.search))
{
    choose(Facet::Technique, query.techniques);
    choose(Facet::Metric, query.metrics);
    choose(Facet::Report, query.reports);
    choose(Facet::Institution, query.institutions);
    choose(Facet::Kernel, query.kernels);
    choose(Facet::Grade, query.grades);
    choose(Facet::Outcome, query.outcomes);
    choose(Facet::Tag, query.tags);
    if (query.testable) {
        choose(Facet::Measured, {QStringLiteral("testable")});
    } else if (query.measured) {
        choose(Facet::Measured, {*query.measured ? QStringLiteral("yes") : QStringLiteral("no")});
    }
    type(Facet::Technique, m_search.techniques, true);
    type(Facet::Metric, m_search.metrics, true);
    type(Facet::Report, m_search.reports, true);
    type(Facet::Kernel, m_search.kernels, true);
    type(Facet::Tag, m_search.tags, true);
    type(Facet::Technique, m_search.notTechniques, false);
    type(Facet::Metric, m_search.notMetrics, false);
    type(Facet::Report, m_search.notReports, false);
    type(Facet::Kernel, m_search.notKernels, false);
    type(Facet::Tag, m_search.notTags, false);
    m_bounded = m_search.claimAbove || m_search.claimAtLeast || m_search.claimBelow
                || m_search.claimAtMost;
    m_onFacets = m_onFacets || m_bounded;
}

// An unknown value has no ids, and then no paper fits.
ValueFlags Conditions::idsOf(Facet facet, const QString &value)
{
    ValueFlags flags;
    Query find(m_connection,
               facet == Facet::Report
                       ? "SELECT id FROM facet_value WHERE facet = ?1 "
                         "AND substr(value, 1, length(?2)) = ?2"
                       : "SELECT id FROM facet_value WHERE facet = ?1 AND value = ?2",
               int(facet), value);
    while (find.next()) {
        flag(flags, std::size_t(find.integer(0)));
    }
    return flags;
}

void Conditions::choose(Facet facet, const QStringList &values)
{
    for (const QString &value : values) {
        m_onFacets = true;
        std::optional<ValueFlags> &chosen = m_chosen[std::size_t(facet)];
        if (!chosen) {
            chosen.emplace();
        }
        const ValueFlags ids = idsOf(facet, value);
        for (std::size_t id = 0; id < ids.size(); ++id) {
            if (ids[id] != 0) {
                flag(*chosen, id);
            }
        }
    }
}

void Conditions::type(Facet facet, const QStringList &values, bool wanted)
{
    for (const QString &value : values) {
        m_onFacets = true;
        m_typed.push_back({facet, idsOf(facet, idForTyped(facet, value)), wanted});
    }
}

bool Conditions::withinBounds(double bestClaimed) const
{
    // Written so that NaN, no claim, fails every bound.
    const SearchFilter &s = m_search;
    return (!s.claimAbove || bestClaimed > *s.claimAbove)
           && (!s.claimAtLeast || bestClaimed >= *s.claimAtLeast)
           && (!s.claimBelow || bestClaimed < *s.claimBelow)
           && (!s.claimAtMost || bestClaimed <= *s.claimAtMost);
}

std::optional<unsigned> Conditions::missed(const FacetView &paper) const
{
    if (m_bounded && !withinBounds(paper.bestClaimed)) {
        return std::nullopt;
    }
    for (const Typed &typed : m_typed) {
        if (hasAny(paper, typed.facet, typed.ids) != typed.wanted) {
            return std::nullopt;
        }
    }
    unsigned missing = 0;
    for (std::size_t f = 0; f < facetCount; ++f) {
        if (m_chosen[f] && !hasAny(paper, Facet(f), *m_chosen[f])) {
            missing |= 1U << f;
        }
    }
    return missing;
}

}  // namespace touchstone::store
