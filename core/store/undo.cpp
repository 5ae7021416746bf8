#include "store/paper_index.h"
#include "store/private.h"

#include <tuple>

namespace touchstone::store {

namespace {

qint64 lastImportRow(Connection &connection)
{
    Query last(connection, "SELECT max(id) FROM import");
    last.next();
    if (last.isNull(0)) {
        refuse(ErrorCode::NotFound, "{0}: no import to undo", "{0}：没有可撤销的导入",
               connection.path());
    }
    return last.integer(0);
}

QStringList sourceNames(Connection &connection, qint64 import)
{
    QStringList names;
    Query rows(connection, "SELECT source_name FROM edition WHERE import_id = ? ORDER BY id",
               import);
    while (rows.next()) {
        names.append(rows.text(0));
    }
    return names;
}

QVector<int> positionsOf(Connection &connection, qint64 edition)
{
    QVector<int> positions;
    Query rows(connection, "SELECT position FROM appearance WHERE edition_id = ? ORDER BY position",
               edition);
    while (rows.next()) {
        positions.append(int(rows.integer(0)));
    }
    return positions;
}

QVector<UndoneImport::File> filesOf(Connection &connection, qint64 import)
{
    QVector<UndoneImport::File> files;
    Query rows(connection,
               "SELECT e.id, e.source_name, s.bytes FROM edition e JOIN source s "
               "ON s.id = e.source_id WHERE e.import_id = ? ORDER BY e.id",
               import);
    while (rows.next()) {
        files.append({rows.text(1), qUncompress(rows.blob(2)),
                      positionsOf(connection, rows.integer(0))});
    }
    return files;
}

// Papers of the import: those that are nowhere else, and the others.
std::pair<int, int> papersOfImport(Connection &connection, qint64 import)
{
    Query count(connection,
                "SELECT ifnull(sum(own), 0), count(*) FROM (SELECT min(e.import_id = ?1) AS own "
                "FROM appearance a JOIN edition e ON e.id = a.edition_id WHERE a.paper_id IN "
                "(SELECT b.paper_id FROM appearance b JOIN edition f ON f.id = b.edition_id "
                "WHERE f.import_id = ?1) GROUP BY a.paper_id)",
                import);
    count.next();
    const int own = int(count.integer(0));
    return {own, int(count.integer(1)) - own};
}

QVector<qint64> papersOf(Connection &connection, qint64 import)
{
    QVector<qint64> papers;
    Query rows(connection,
               "SELECT DISTINCT a.paper_id FROM appearance a JOIN edition e ON e.id = a.edition_id "
               "WHERE e.import_id = ?",
               import);
    while (rows.next()) {
        papers.append(rows.integer(0));
    }
    return papers;
}

// What the import superseded is current again; then its rows go.
void removeFacts(Connection &connection, qint64 import)
{
    Query(connection,
          "UPDATE appearance SET superseded_by = NULL WHERE superseded_by IN "
          "(SELECT a.id FROM appearance a JOIN edition e ON e.id = a.edition_id "
          "WHERE e.import_id = ?)",
          import)
            .run();
    Query(connection,
          "DELETE FROM appearance WHERE edition_id IN (SELECT id FROM edition WHERE import_id = ?)",
          import)
            .run();
    Query(connection, "DELETE FROM edition WHERE import_id = ?", import).run();
    connection.exec("DELETE FROM report WHERE id NOT IN (SELECT report_id FROM edition)");
    connection.exec("DELETE FROM source WHERE id NOT IN (SELECT source_id FROM edition)");
    Query(connection, "DELETE FROM import WHERE id = ?", import).run();
}

int paperCount(Connection &connection)
{
    Query count(connection, "SELECT count(*) FROM paper");
    count.next();
    return int(count.integer(0));
}

}  // namespace

Text UndoneImport::words() const
{
    Text removed = text(papersRemoved == 1 ? "{0} paper removed" : "{0} papers removed",
                        "移除 {0} 篇论文", papersRemoved);
    Text restored = text(papersRestored == 1 ? "{0} paper as before" : "{0} papers as before",
                         "{0} 篇论文恢复原样", papersRestored);
    if (papersRestored == 0) {
        return removed;
    }
    return papersRemoved == 0
                   ? restored
                   : text("{0}, {1}", "{2}，{3}", removed.en, restored.en, removed.zh, restored.zh);
}

Result<LastImport> Store::lastImport() const
{
    return guarded(d->path(), [&] {
        ReadTransaction transaction(d->connection);
        LastImport last;
        Query find(d->connection, "SELECT id, at FROM import ORDER BY id DESC LIMIT 1");
        if (!find.next()) {
            return last;
        }
        const qint64 import = find.integer(0);
        last.at = find.text(1);
        last.sourceNames = sourceNames(d->connection, import);
        last.reports = int(last.sourceNames.size());
        std::tie(last.papers, last.changed) = papersOfImport(d->connection, import);
        return last;
    });
}

Result<UndoneImport> Store::undoLastImport()
{
    return guarded(d->path(), [&] {
        WriteTransaction transaction(d->connection);
        Connection &connection = d->connection;
        const qint64 import = lastImportRow(connection);
        const QVector<qint64> papers = papersOf(connection, import);
        UndoneImport undone;
        undone.sourceNames = sourceNames(connection, import);
        undone.files = filesOf(connection, import);
        const int before = paperCount(connection);

        PaperIndex index(connection);
        const auto stopIfAsked = [&connection] {
            if (connection.interrupted()) {
                throw Failure{cancelled().value()};
            }
        };
        for (const qint64 paper : papers) {
            stopIfAsked();
            index.forget(paper);
        }
        removeFacts(connection, import);
        for (const qint64 paper : papers) {
            stopIfAsked();
            index.refresh(paper);
        }
        index.flush();
        undone.papersRemoved = before - paperCount(connection);
        undone.papersRestored = int(papers.size()) - undone.papersRemoved;
        transaction.commit();
        return undone;
    });
}

}  // namespace touchstone::store
