#include "store/conditions.h"
#include "store/private.h"

#include <algorithm>

namespace touchstone::store {

namespace {

// bm25 looks up the length of every match; past this many matches the order by relevance means
// little and would cost more than the search.
constexpr qsizetype maxRanked = 5000;
// Fewer papers than this are sorted by themselves; more are picked from the sorted index.
constexpr qsizetype maxSortedAlone = 20000;
constexpr std::size_t maxInstitutions = 200;

struct TextMatches {
    QVector<qint64> ids;  // last imported first
    PaperSet set;
};

TextMatches textMatches(Connection &connection, const QString &expression)
{
    Query find(connection,
               "SELECT rowid FROM paper_text WHERE paper_text MATCH ? ORDER BY rowid DESC",
               expression);
    TextMatches matches;
    while (find.next()) {
        matches.ids.append(find.integer(0));
        matches.set.insert(matches.ids.last());
    }
    return matches;
}

QVector<qint64> rankedMatches(Connection &connection, const QString &expression)
{
    // A word of the title says more about a paper than one of its abstract.
    Query find(connection,
               "SELECT rowid FROM paper_text WHERE paper_text MATCH ? "
               "ORDER BY bm25(paper_text, 10, 3, 2, 1), rowid DESC",
               expression);
    QVector<qint64> ids;
    while (find.next()) {
        ids.append(find.integer(0));
    }
    return ids;
}

// The text part of a query: which papers match it.
struct TextFilter {
    std::optional<TextMatches> matches;  // nullopt: all
    PaperSet excluded;

    TextFilter(Connection &connection, const Conditions &conditions)
    {
        if (!conditions.match().isEmpty()) {
            matches = textMatches(connection, conditions.match());
        }
        if (!conditions.exclude().isEmpty()) {
            excluded = textMatches(connection, conditions.exclude()).set;
        }
    }
    bool passes(qint64 paper) const
    {
        return (!matches || matches->set.contains(paper)) && !excluded.contains(paper);
    }
};

struct SortOrder {
    std::string column;  // "" = newest first, which has no papers without a value
    std::string by;
};

// Papers without a value come last in both directions, so they are asked for separately.
SortOrder sortOrder(PaperSort sort, bool descending)
{
    const std::string way = descending ? " DESC" : " ASC";
    const auto nullable = [&](const char *column) {
        return SortOrder{column, std::string(column) + way + ", id" + way};
    };
    switch (sort) {
    case PaperSort::Title:
        return {"", "title COLLATE NOCASE" + way + ", id" + way};
    case PaperSort::Report:
        return descending ? SortOrder{"", "report DESC, position, id"}
                          : SortOrder{"", "report ASC, position DESC, id DESC"};
    case PaperSort::ClaimedFactor:
        // Within a metric: a factor of training cost says nothing beside one of speed.
        return {"headline_group",
                "headline_group, headline_metric, headline_factor" + way + ", id" + way};
    case PaperSort::MeasuredFactor:
        return nullable("measured");
    case PaperSort::Limit:
        return nullable("upper_limit");
    case PaperSort::Outcome:
        return nullable("outcome");
    case PaperSort::Grade:
        return nullable("grade");
    case PaperSort::Relevance:
        break;
    }
    return {"", "report DESC, position, id"};
}

QByteArray jsonOf(const QVector<qint64> &ids)
{
    QByteArray json = "[";
    for (const qint64 id : ids) {
        json += QByteArray::number(id) + ',';
    }
    if (json.size() > 1) {
        json.chop(1);
    }
    return json + ']';
}

// ids: nullptr for all papers.
QVector<qint64> sorted(Connection &connection, const SortOrder &order, const QVector<qint64> *ids)
{
    const bool alone = ids && ids->size() <= maxSortedAlone;
    PaperSet set;
    if (ids && !alone) {
        for (const qint64 id : *ids) {
            set.insert(id);
        }
    }
    const std::string from =
            alone ? "SELECT id FROM paper WHERE id IN (SELECT value FROM json_each(?))"
                  : "SELECT id FROM paper WHERE true";
    QVector<qint64> result;
    const auto append = [&](const std::string &sql) {
        Query rows(connection, sql);
        if (alone) {
            rows.bindAll(QString::fromLatin1(jsonOf(*ids)));
        }
        while (rows.next()) {
            const qint64 id = rows.integer(0);
            if (!ids || alone || set.contains(id)) {
                result.append(id);
            }
        }
    };
    if (order.column.empty()) {
        append(from + " ORDER BY " + order.by);
    } else {
        append(from + " AND " + order.column + " IS NOT NULL ORDER BY " + order.by);
        append(from + " AND " + order.column + " IS NULL ORDER BY " + order.column + ", id");
    }
    return result;
}

QVector<qint64> matching(Connection &connection, const Conditions &conditions,
                         const TextFilter &text)
{
    QVector<qint64> ids;
    if (!conditions.onFacets() && text.matches) {
        std::copy_if(text.matches->ids.cbegin(), text.matches->ids.cend(), std::back_inserter(ids),
                     [&](qint64 id) { return text.passes(id); });
        return ids;
    }
    scanFacets(connection, [&](const FacetView &paper) {
        if (text.passes(paper.paper) && conditions.missed(paper) == 0U) {
            ids.append(paper.paper);
        }
    });
    std::reverse(ids.begin(), ids.end());
    return ids;
}

QVector<FacetValue> namedCounts(Connection &connection, Facet facet, const std::vector<int> &counts,
                                const QStringList &chosen)
{
    std::vector<std::pair<int, quint32>> found;
    Query ids(connection, "SELECT id FROM facet_value WHERE facet = ?", int(facet));
    while (ids.next()) {
        const auto id = quint32(ids.integer(0));
        if (id < counts.size() && counts[id] > 0) {
            found.emplace_back(-counts[id], id);
        }
    }
    std::sort(found.begin(), found.end());
    if (facet == Facet::Institution && found.size() > maxInstitutions) {
        found.resize(maxInstitutions);
    }
    QVector<FacetValue> values;
    Query name(connection, "SELECT value FROM facet_value WHERE id = ?");
    for (const auto &[negative, id] : found) {
        name.bindAll(qint64(id));
        name.next();
        values.append({name.text(0), -negative});
        name.reset();
    }
    // What is chosen stays in sight, even when nothing is left of it.
    for (const QString &value : chosen) {
        const auto is = [&](const FacetValue &v) { return v.value == value; };
        if (std::none_of(values.cbegin(), values.cend(), is)) {
            values.append({value, 0});
        }
    }
    return values;
}

}  // namespace

Result<QVector<qint64>> Store::paperIds(const PaperQuery &query) const
{
    return guarded(d->path(), [&] {
        ReadTransaction transaction(d->connection);
        const Conditions conditions(d->connection, query);
        const SortOrder order = sortOrder(query.sort, query.descending);
        if (!conditions.hasText() && !conditions.onFacets()) {
            return sorted(d->connection, order, nullptr);
        }
        const TextFilter text(d->connection, conditions);
        QVector<qint64> ids = matching(d->connection, conditions, text);
        if (query.sort != PaperSort::Relevance || !text.matches) {
            return sorted(d->connection, order, &ids);
        }
        if (text.matches->ids.size() > maxRanked) {
            return ids;
        }
        PaperSet wanted;
        for (const qint64 id : std::as_const(ids)) {
            wanted.insert(id);
        }
        ids = rankedMatches(d->connection, conditions.match());
        ids.removeIf([&](qint64 id) { return !wanted.contains(id); });
        return ids;
    });
}

Result<Facets> Store::facets(const PaperQuery &query) const
{
    return guarded(d->path(), [&] {
        ReadTransaction transaction(d->connection);
        Connection &c = d->connection;
        const Conditions conditions(c, query);
        const TextFilter text(c, conditions);
        Query maxId(c, "SELECT ifnull(max(id), 0) FROM facet_value");
        maxId.next();
        std::vector<int> counts(std::size_t(maxId.integer(0)) + 1);
        Facets facets;
        scanFacets(c, [&](const FacetView &paper) {
            if (!text.passes(paper.paper)) {
                return;
            }
            const std::optional<unsigned> missed = conditions.missed(paper);
            if (!missed) {
                return;
            }
            facets.total += *missed == 0 ? 1 : 0;
            for (std::size_t f = 0; f < facetCount; ++f) {
                // A paper that only this facet's own filter hides counts in this facet.
                if ((*missed & ~(1U << f)) == 0) {
                    for (std::size_t i = 0; i < paper.size[f]; ++i) {
                        ++counts.at(paper.begin[f][i]);
                    }
                }
            }
        });
        facets.techniques = namedCounts(c, Facet::Technique, counts, query.techniques);
        facets.metrics = namedCounts(c, Facet::Metric, counts, query.metrics);
        facets.reports = namedCounts(c, Facet::Report, counts, query.reports);
        facets.institutions = namedCounts(c, Facet::Institution, counts, query.institutions);
        facets.kernels = namedCounts(c, Facet::Kernel, counts, query.kernels);
        facets.grades = namedCounts(c, Facet::Grade, counts, query.grades);
        facets.outcomes = namedCounts(c, Facet::Outcome, counts, query.outcomes);
        facets.tags = namedCounts(c, Facet::Tag, counts, query.tags);
        facets.measured = namedCounts(c, Facet::Measured, counts, {});
        return facets;
    });
}

}  // namespace touchstone::store
