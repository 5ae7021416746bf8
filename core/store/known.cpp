// What the import planner asks. These calls have no error channel: a library that cannot be read
// knows nothing, and apply() then reports why.
#include "library/import_plan.h"
#include "store/appearance.h"
#include "store/paper_index.h"
#include "store/private.h"

#include <QHash>

#include <algorithm>

namespace touchstone::store {

namespace {

constexpr qsizetype maxSimilar = 5;

QString timeOf(const QDateTime &report)
{
    return report.isValid() ? report.toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss")) : QString();
}

// The paper, with its text hash in the report asked about.
KnownPaper knownPaper(Connection &connection, qint64 paper, const QDateTime &report)
{
    KnownPaper known;
    Query find(connection, "SELECT public_id, title FROM paper WHERE id = ?", paper);
    if (find.next()) {
        known.id = find.text(0);
        known.title = find.text(1);
    }
    // From the newest text backwards: one title may be thousands of times in one report.
    Query hash(connection,
               "SELECT a.text_hash FROM appearance a INDEXED BY appearance_paper "
               "CROSS JOIN report r ON r.id = a.report_id "
               "WHERE a.paper_id = ? AND a.superseded_by IS NULL AND r.generated_at = ? "
               "AND r.generated_at <> '' ORDER BY a.id DESC LIMIT 1",
               paper, timeOf(report));
    if (hash.next()) {
        known.textHash = hash.blob(0);
    }
    return known;
}

template <class Value>
Value orNothing(Result<Value> result)
{
    return result.has_value() ? std::move(*result) : Value();
}

std::optional<KnownPaper> firstPaper(Connection &connection, Query &query, const QDateTime &report)
{
    return query.next() ? std::optional(knownPaper(connection, query.integer(0), report))
                        : std::nullopt;
}

}  // namespace

bool Store::hasSource(const QByteArray &sha256) const
{
    return orNothing(guarded(d->path(), [&] {
        Query find(d->connection, "SELECT 1 FROM source WHERE sha256 = ?",
                   QString::fromLatin1(sha256));
        return find.next();
    }));
}

std::optional<KnownPaper> Store::byTitleKey(const QString &key, const QDateTime &report) const
{
    return orNothing(guarded(d->path(), [&] {
        Query find(d->connection,
                   "SELECT paper_id FROM appearance WHERE title_hash = ? AND title_hash <> 0 "
                   "ORDER BY superseded_by IS NOT NULL, id LIMIT 1",
                   titleKeyHash(key));
        return firstPaper(d->connection, find, report);
    }));
}

std::optional<KnownPaper> Store::byCodeUrl(const QString &url, const QDateTime &report) const
{
    return orNothing(guarded(d->path(), [&] {
        Query find(d->connection,
                   "SELECT paper_id FROM appearance WHERE code_url = ? AND code_url <> '' "
                   "ORDER BY superseded_by IS NOT NULL, id LIMIT 1",
                   url);
        return firstPaper(d->connection, find, report);
    }));
}

std::optional<KnownPaper> Store::byPlace(const QDateTime &report, int index) const
{
    return orNothing(guarded(d->path(), [&] {
        Query find(d->connection,
                   "SELECT a.paper_id FROM appearance a JOIN report r ON r.id = a.report_id "
                   "WHERE r.generated_at = ? AND r.generated_at <> '' AND a.position = ? "
                   "AND a.superseded_by IS NULL LIMIT 1",
                   timeOf(report), index);
        return firstPaper(d->connection, find, report);
    }));
}

QVector<std::pair<KnownPaper, QString>> Store::similarAbstracts(const QString &abstract) const
{
    return orNothing(guarded(d->path(), [&] {
        QVector<std::pair<KnownPaper, QString>> similar;
        Query any(d->connection, "SELECT 1 FROM abstract_sketch LIMIT 1");
        if (!any.next()) {
            return similar;  // a first import spares itself the words of each abstract
        }
        QHash<qint64, int> shared;
        Query find(d->connection, "SELECT paper_id FROM abstract_sketch WHERE hash = ? LIMIT 50");
        const QVector<qint64> sketch = abstractSketch(abstract);
        for (const qint64 hash : sketch) {
            find.bindAll(hash);
            while (find.next()) {
                ++shared[find.integer(0)];
            }
            find.reset();
        }
        QVector<qint64> papers(shared.keyBegin(), shared.keyEnd());
        std::sort(papers.begin(), papers.end(), [&](qint64 a, qint64 b) {
            return shared[a] != shared[b] ? shared[a] > shared[b] : a < b;
        });
        for (const qint64 paper : std::as_const(papers)) {
            if (similar.size() == maxSimilar) {
                break;
            }
            const auto appearances = currentAppearances(d->connection, paper);
            if (!appearances.isEmpty()) {
                similar.append(
                        {knownPaper(d->connection, paper, {}), shownPaper(appearances).abstract});
            }
        }
        return similar;
    }));
}

}  // namespace touchstone::store
