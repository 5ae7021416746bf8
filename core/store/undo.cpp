#include "store/paper_index.h"
#include "store/private.h"

namespace touchstone::store {

namespace {

qint64 lastImport(Connection &connection)
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

Result<UndoneImport> Store::undoLastImport()
{
    return guarded(d->path(), [&] {
        WriteTransaction transaction(d->connection);
        Connection &connection = d->connection;
        const qint64 import = lastImport(connection);
        const QVector<qint64> papers = papersOf(connection, import);
        UndoneImport undone;
        undone.sourceNames = sourceNames(connection, import);
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
        transaction.commit();
        return undone;
    });
}

}  // namespace touchstone::store
