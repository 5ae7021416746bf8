#include "store/facet_columns.h"

#include <cstring>

namespace touchstone::store {

namespace {

constexpr qint64 papersPerChunk = 256;
constexpr std::size_t maxValues = 255;  // of one facet of one paper; counts are one byte

// A record, native byte order fixed to little-endian by assertion: the largest claimed factor
// (double), the row id (64 bits), 16 counts, then the value ids (32 bits each). Counts of facets
// that there are not yet are 0.
static_assert(Q_BYTE_ORDER == Q_LITTLE_ENDIAN, "packed facet records are little-endian");
struct Head {
    double bestClaimed;
    qint64 paper;
    std::uint8_t size[16];
};
static_assert(sizeof(Head) == 32 && facetCount <= 16);

QByteArray packed(const FacetRecord &record)
{
    Head head{record.bestClaimed, record.paper, {}};
    std::size_t total = 0;
    for (int f = 0; f < facetCount; ++f) {
        head.size[f] = std::uint8_t(std::min(record.values[std::size_t(f)].size(), maxValues));
        total += head.size[f];
    }
    QByteArray out(qsizetype(sizeof(Head) + total * sizeof(quint32)), Qt::Uninitialized);
    char *to = out.data();
    std::memcpy(to, &head, sizeof head);
    to += sizeof head;
    for (int f = 0; f < facetCount; ++f) {
        const std::size_t bytes = head.size[f] * sizeof(quint32);
        if (bytes > 0) {
            std::memcpy(to, record.values[std::size_t(f)].data(), bytes);
        }
        to += bytes;
    }
    return out;
}

std::size_t lengthOf(const Head &head)
{
    std::size_t total = 0;
    for (const std::uint8_t size : head.size) {
        total += size;
    }
    return sizeof(Head) + total * sizeof(quint32);
}

// Calls each(head, bytes of the record) for a chunk; a cut or foreign blob is damage.
template <class Each>
void eachRecord(const Connection &connection, const char *bytes, std::size_t length,
                const Each &each)
{
    std::size_t at = 0;
    while (at < length) {
        Head head;
        if (length - at >= sizeof head) {
            std::memcpy(&head, bytes + at, sizeof head);
        }
        if (length - at < sizeof head || length - at < lengthOf(head)) {
            refuse(ErrorCode::Corrupt, "{0}: the facet index is damaged", "{0}：分面索引已损坏",
                   connection.path());
        }
        each(head, bytes + at);
        at += lengthOf(head);
    }
}

}  // namespace

quint32 FacetWriter::idOf(Facet facet, const QString &value)
{
    QHash<QString, quint32> &ids = m_ids[std::size_t(facet)];
    const auto known = ids.constFind(value);
    if (known != ids.constEnd()) {
        return *known;
    }
    Query find(m_connection, "SELECT id FROM facet_value WHERE facet = ? AND value = ?", int(facet),
               value);
    quint32 id = 0;
    if (find.next()) {
        id = quint32(find.integer(0));
    } else {
        Query(m_connection, "INSERT INTO facet_value (facet, value) VALUES (?, ?)", int(facet),
              value)
                .run();
        id = quint32(m_connection.lastRow());
    }
    ids.insert(value, id);
    return id;
}

void FacetWriter::put(const FacetRecord &record)
{
    m_changed.insert(record.paper, packed(record));
}

void FacetWriter::remove(qint64 paper)
{
    m_changed.insert(paper, {});
}

void FacetWriter::flush()
{
    Query read(m_connection, "SELECT papers FROM facet_column WHERE chunk = ?");
    Query write(m_connection, "INSERT OR REPLACE INTO facet_column (chunk, papers) VALUES (?, ?)");
    auto next = m_changed.constBegin();
    while (next != m_changed.constEnd()) {
        const qint64 chunk = next.key() / papersPerChunk;
        QMap<qint64, QByteArray> papers;
        read.bindAll(chunk);
        if (read.next()) {
            const QByteArray old = read.blob(0);
            eachRecord(m_connection, old.constData(), std::size_t(old.size()),
                       [&](const Head &head, const char *bytes) {
                           papers.insert(head.paper, QByteArray(bytes, qsizetype(lengthOf(head))));
                       });
        }
        read.reset();
        for (; next != m_changed.constEnd() && next.key() / papersPerChunk == chunk; ++next) {
            papers.insert(next.key(), next.value());
        }
        write.bindAll(chunk, papers.values().join());
        write.run();
    }
    m_changed.clear();
}

void scanFacets(Connection &connection, const std::function<void(const FacetView &)> &visit)
{
    Query chunks(connection, "SELECT papers FROM facet_column ORDER BY chunk");
    // A record is a whole number of ids long, so that all of a chunk copied here can be read as
    // ids.
    std::vector<quint32> ids;
    while (chunks.next()) {
        const std::string_view blob = chunks.view(0);
        ids.resize((blob.size() + sizeof(quint32) - 1) / sizeof(quint32));
        if (!blob.empty()) {
            std::memcpy(ids.data(), blob.data(), blob.size());
        }
        eachRecord(connection, blob.data(), blob.size(), [&](const Head &head, const char *bytes) {
            FacetView view;
            view.paper = head.paper;
            view.bestClaimed = head.bestClaimed;
            const auto offset = std::size_t(bytes - blob.data()) + sizeof head;
            const quint32 *at = ids.data() + offset / sizeof(quint32);
            for (int f = 0; f < facetCount; ++f) {
                view.begin[std::size_t(f)] = at;
                view.size[std::size_t(f)] = head.size[f];
                at += head.size[f];
            }
            visit(view);
        });
    }
}

}  // namespace touchstone::store
