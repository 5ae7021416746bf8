#include "store/sql.h"

#include <QDateTime>

#include <sqlite3.h>

namespace touchstone::store {

namespace {

// Statements differ only in a few sort orders; past this many the least recent habit is not worth
// keeping track of.
constexpr std::size_t maxIdleStatements = 200;
constexpr int instructionsBetweenLooks = 10'000;

// Writing failed for another reason than a full disk: SQLite tells these apart by errno only.
bool mayNotGrow(int extendedCode)
{
    return extendedCode == SQLITE_IOERR_WRITE || extendedCode == SQLITE_IOERR_SHMSIZE
           || extendedCode == SQLITE_IOERR_SHMMAP;
}

Error made(ErrorCode code, std::string_view en, std::string_view zh, const std::string &path,
           const char *detail = "")
{
    return Error{code, text(en, zh, path, detail)};
}

}  // namespace

Error sqliteError(const SQLite::Exception &exception, const std::string &path)
{
    switch (exception.getErrorCode()) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return made(ErrorCode::Busy,
                    "{0}: another program is writing to the library; try again when it is done",
                    "{0}：另一个程序正在写入文献库，请待其完成后重试", path);
    case SQLITE_FULL:
        return made(ErrorCode::DiskFull, "{0}: the disk is full; nothing was changed",
                    "{0}：磁盘已满，未做任何更改", path);
    case SQLITE_READONLY:
        return made(ErrorCode::Unwritable,
                    "{0}: cannot be written: the file or its folder is read-only",
                    "{0}：无法写入：文件或所在文件夹为只读", path);
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return made(ErrorCode::Unreadable,
                    "{0}: cannot be opened: check the path and its permissions",
                    "{0}：无法打开：请检查路径及权限", path);
    case SQLITE_NOTADB:
        return made(ErrorCode::UnknownFormat, "{0}: is not a Touchstone library",
                    "{0}：不是试金石文献库", path);
    case SQLITE_CORRUPT:
        return made(ErrorCode::Corrupt,
                    "{0}: the library is damaged ({1}); restore a backup or import again into a "
                    "new file",
                    "{0}：文献库已损坏（{1}）；请恢复备份，或重新导入到新文件", path,
                    exception.what());
    case SQLITE_INTERRUPT:
        return cancelled().value();
    case SQLITE_IOERR:
        if (mayNotGrow(exception.getExtendedErrorCode())) {
            return made(ErrorCode::DiskFull,
                        "{0}: cannot grow: no space, a quota or a limit of the file size; nothing "
                        "was changed",
                        "{0}：文件无法增大：空间不足、配额或文件大小限制；未做任何更改", path);
        }
        return made(ErrorCode::Unreadable, "{0}: reading or writing failed: {1}",
                    "{0}：读写失败：{1}", path, exception.what());
    default:
        return made(ErrorCode::Internal, "{0}: {1}", "{0}：{1}", path, exception.what());
    }
}

Connection::Connection(const std::string &fileOrUri, std::string shownPath, int flags, int busyMs)
    : m_path(std::move(shownPath)), m_database(fileOrUri, flags, busyMs)
{
}

Transaction::Transaction(Connection &connection, const char *begin)
    : m_connection(connection),
      m_inner(sqlite3_get_autocommit(connection.database().getHandle()) == 0)
{
    m_connection.exec(m_inner ? "SAVEPOINT inner" : begin);
}

void Transaction::commit()
{
    m_connection.exec(m_inner ? "RELEASE inner" : "COMMIT");
    m_open = false;
}

Transaction::~Transaction()
{
    // After some errors SQLite has rolled back by itself.
    if (!m_open || sqlite3_get_autocommit(m_connection.database().getHandle()) != 0) {
        return;
    }
    if (m_inner) {
        m_connection.database().tryExec("ROLLBACK TO inner");
        m_connection.database().tryExec("RELEASE inner");
    } else {
        m_connection.database().tryExec("ROLLBACK");
    }
}

WriteTransaction::WriteTransaction(Connection &connection)
    : Transaction(connection, "BEGIN IMMEDIATE")
{
    if (!isInner()) {
        connection.forgetInterrupt();
    }
}

ReadTransaction::ReadTransaction(Connection &connection)
    : Transaction(connection, "BEGIN DEFERRED"), m_connection(connection)
{
    if (isInner()) {
        return;
    }
    connection.forgetInterrupt();
    const auto stop = [](void *about) {
        return static_cast<Connection *>(about)->interrupted() ? 1 : 0;
    };
    sqlite3_progress_handler(connection.database().getHandle(), instructionsBetweenLooks, stop,
                             &connection);
}

ReadTransaction::~ReadTransaction()
{
    if (!isInner()) {
        sqlite3_progress_handler(m_connection.database().getHandle(), 0, nullptr, nullptr);
    }
}

PatientWriteTransaction::PatientWriteTransaction(Connection &connection,
                                                 const std::stop_token &stop)
{
    constexpr int lookEveryMs = 200;
    constexpr int looks = 10 * 60 * 1000 / lookEveryMs;
    if (sqlite3_get_autocommit(connection.database().getHandle()) == 0) {
        m_transaction.emplace(connection);  // part of one that has its turn already
        return;
    }
    connection.forgetInterrupt();
    connection.database().setBusyTimeout(lookEveryMs);
    for (int look = 1; !m_transaction; ++look) {
        try {
            m_transaction.emplace(connection);
        } catch (const SQLite::Exception &exception) {
            const bool stopped = stop.stop_requested() || connection.interrupted();
            if (stopped || exception.getErrorCode() != SQLITE_BUSY || look == looks) {
                connection.database().setBusyTimeout(writerWaitMs);
                if (stopped) {
                    throw Failure{cancelled().value()};
                }
                throw;
            }
        }
    }
    connection.database().setBusyTimeout(writerWaitMs);
}

Query::Query(Connection &connection, std::string sql)
    : m_connection(connection), m_sql(std::move(sql))
{
    const auto idle = connection.m_idle.find(m_sql);
    if (idle != connection.m_idle.end()) {
        m_statement = std::move(idle->second);
        connection.m_idle.erase(idle);
    } else {
        m_statement = std::make_unique<SQLite::Statement>(connection.m_database, m_sql);
    }
}

Query::~Query()
{
    if (m_connection.m_idle.size() < maxIdleStatements) {
        m_statement->tryReset();
        m_statement->clearBindings();
        m_connection.m_idle.emplace(std::move(m_sql), std::move(m_statement));
    }
}

void Query::bind(int at, const QString &value)
{
    bind(at, Utf8{value.toUtf8()});
}

void Query::bind(int at, const Utf8 &text)
{
    m_statement->bind(at, std::string(text.bytes.constData(), std::size_t(text.bytes.size())));
}

// A null pointer would bind NULL instead of an empty blob; constData() is never null.
void Query::bind(int at, const QByteArray &blob)
{
    m_statement->bind(at, static_cast<const void *>(blob.constData()), int(blob.size()));
}

void Query::run()
{
    m_statement->exec();
    m_statement->reset();
}

int Query::changes() const
{
    return m_connection.m_database.getChanges();
}

QByteArray Query::blob(int column) const
{
    const std::string_view bytes = view(column);
    return {bytes.data(), qsizetype(bytes.size())};
}

std::string_view Query::view(int column) const
{
    const SQLite::Column value = m_statement->getColumn(column);
    const auto *bytes = static_cast<const char *>(value.getBlob());
    return bytes ? std::string_view(bytes, std::size_t(value.getBytes())) : std::string_view();
}

QString Query::text(int column) const
{
    return QString::fromUtf8(blob(column));
}

std::optional<double> Query::optionalReal(int column) const
{
    return isNull(column) ? std::nullopt : std::optional<double>(real(column));
}

void writeBlob(Connection &connection, const char *table, const char *column, qint64 row,
               const QByteArray &bytes)
{
    sqlite3 *const handle = connection.database().getHandle();
    sqlite3_blob *blob = nullptr;
    int code = sqlite3_blob_open(handle, "main", table, column, row, 1, &blob);
    if (code == SQLITE_OK) {
        code = sqlite3_blob_write(blob, bytes.constData(), int(bytes.size()), 0);
    }
    const SQLite::Exception problem(handle, code);  // closing would forget it
    const int closed = sqlite3_blob_close(blob);
    if (code != SQLITE_OK) {
        throw problem;
    }
    if (closed != SQLITE_OK) {
        throw SQLite::Exception(handle, closed);
    }
}

QString utcNow()
{
    return QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
}

}  // namespace touchstone::store
