// A PaperQuery as conditions on facet records. Private to this folder.
#pragma once

#include "store/facet_columns.h"
#include "store/queries.h"
#include "store/search_text.h"

namespace touchstone::store {

// Value ids of one facet, by id; ids beyond the end are not in it.
using ValueFlags = std::vector<std::uint8_t>;

class Conditions {
public:
    Conditions(Connection &connection, const PaperQuery &query);

    bool hasText() const { return !m_search.match.isEmpty() || !m_search.exclude.isEmpty(); }
    // FTS5 expressions; see SearchFilter.
    const QString &match() const { return m_search.match; }
    const QString &exclude() const { return m_search.exclude; }
    bool onFacets() const { return m_onFacets; }

    // Which chosen facets a paper misses: one bit a facet. nullopt: it fails what was typed, and so
    // counts in no facet.
    std::optional<unsigned> missed(const FacetView &paper) const;

private:
    struct Typed {
        Facet facet;
        ValueFlags ids;
        bool wanted;
    };
    void choose(Facet facet, const QStringList &values);
    void type(Facet facet, const QStringList &values, bool wanted);
    ValueFlags idsOf(Facet facet, const QString &value);
    bool withinBounds(double bestClaimed) const;

    Connection &m_connection;
    SearchFilter m_search;
    std::array<std::optional<ValueFlags>, facetCount> m_chosen;  // any of them
    std::vector<Typed> m_typed;                                  // all of them
    bool m_onFacets = false;
    bool m_bounded = false;
};

}  // namespace touchstone::store
