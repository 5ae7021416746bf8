// The facet values of all papers, packed for scanning. Private to this folder.
//
// Link tables would need a row for each value of each paper (some fifteen million at a million
// papers); packed, 256 papers per row, the whole library is scanned in tens of milliseconds, and
// all facets are counted in the same pass.
#pragma once

#include "store/sql.h"

#include <QHash>
#include <QMap>

#include <array>
#include <functional>
#include <vector>

namespace touchstone::store {

enum class Facet : std::uint8_t {
    Technique,
    Metric,
    Report,
    Institution,
    Kernel,
    Grade,
    Measured,
    Outcome,
    Tag
};
inline constexpr int facetCount = 9;

// One paper: the ids of its values in table facet_value.
struct FacetRecord {
    qint64 paper = 0;
    double bestClaimed = 0;  // NaN: none
    std::array<std::vector<quint32>, facetCount> values;

    std::vector<quint32> &of(Facet facet) { return values[std::size_t(facet)]; }
};

// The same, read in place.
struct FacetView {
    qint64 paper = 0;
    double bestClaimed = 0;
    std::array<const quint32 *, facetCount> begin{};
    std::array<std::uint8_t, facetCount> size{};
};

// A set of papers by row id.
class PaperSet {
public:
    void insert(qint64 paper)
    {
        const auto word = std::size_t(paper) / 64;
        if (word >= m_words.size()) {
            m_words.resize(std::max(word + 1, m_words.size() * 2));
        }
        m_words[word] |= quint64(1) << (paper % 64);
    }
    bool contains(qint64 paper) const
    {
        const auto word = std::size_t(paper) / 64;
        return word < m_words.size() && (m_words[word] >> (paper % 64) & 1);
    }

private:
    std::vector<quint64> m_words;
};

// Writes; changes are gathered and reach the table with flush().
class FacetWriter {
public:
    explicit FacetWriter(Connection &connection) : m_connection(connection) {}

    // The id of a value, made when it is new.
    quint32 idOf(Facet facet, const QString &value);
    void put(const FacetRecord &record);
    void remove(qint64 paper);
    void flush();

private:
    Connection &m_connection;
    std::array<QHash<QString, quint32>, facetCount> m_ids;
    QMap<qint64, QByteArray> m_changed;  // packed record; empty: removed
};

// Calls visit for every paper in ascending order.
void scanFacets(Connection &connection, const std::function<void(const FacetView &)> &visit);

}  // namespace touchstone::store
