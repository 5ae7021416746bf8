// The border to SQLiteCpp: prepared statements with Qt types, and exceptions turned into Result.
// Private to this folder.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

#include <SQLiteCpp/SQLiteCpp.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>

namespace touchstone::store {

// Thrown inside the folder only; guarded() makes a Result of it.
struct Failure {
    Error error;
};

template <class... Values>
[[noreturn]] void refuse(ErrorCode code, std::string_view en, std::string_view zh,
                         const Values &...values)
{
    throw Failure{Error{code, text(en, zh, values...)}};
}

// One line in words for what SQLite reports; names the file.
Error sqliteError(const SQLite::Exception &exception, const std::string &path);

template <class Function>
auto guarded(const std::string &path, const Function &function) -> Result<decltype(function())>
{
    try {
        if constexpr (std::is_void_v<decltype(function())>) {
            function();
            return {};
        } else {
            return function();
        }
    } catch (const Failure &failure) {
        return passOn(failure.error);
    } catch (const SQLite::Exception &exception) {
        return passOn(sqliteError(exception, path));
    } catch (const std::bad_alloc &) {
        return fail(ErrorCode::Internal, "{0}: not enough memory", "{0}：内存不足", path);
    }
}

// A database handle with its prepared statements, which are kept for the next call.
class Connection {
public:
    Connection(const std::string &fileOrUri, std::string shownPath, int flags, int busyMs);

    SQLite::Database &database() { return m_database; }
    const std::string &path() const { return m_path; }  // for messages
    void exec(const char *sql) { m_database.exec(sql); }
    qint64 lastRow() const { return m_database.getLastInsertRowid(); }

    // Asks the running call to stop; from any thread. Readers stop within a statement. Writers look
    // at interrupted() between papers: sqlite3_interrupt() inside an FTS5 write would leave its
    // reader open, and then every later call would be taken for interrupted as well.
    void interrupt() { m_interrupted = true; }
    bool interrupted() const { return m_interrupted; }
    void forgetInterrupt() { m_interrupted = false; }

private:
    friend class Query;
    std::atomic<bool> m_interrupted = false;
    std::string m_path;
    SQLite::Database m_database;
    std::unordered_multimap<std::string, std::unique_ptr<SQLite::Statement>> m_idle;
};

// Text that is UTF-8 already.
struct Utf8 {
    const QByteArray &bytes;
};

// One use of a statement: Query(c, "SELECT a FROM t WHERE b = ?", b); while (q.next()) q.text(0).
class Query {
public:
    template <class... Values>
    Query(Connection &connection, const char *sql, const Values &...values)
        : Query(connection, std::string(sql))
    {
        bindAll(values...);
    }
    Query(Connection &connection, std::string sql);
    ~Query();
    Query(const Query &) = delete;
    Query &operator=(const Query &) = delete;

    template <class... Values>
    void bindAll(const Values &...values)
    {
        int at = 0;
        (bind(++at, values), ...);
    }
    void bind(int at, const QString &value);
    void bind(int at, const QByteArray &blob);
    void bind(int at, const Utf8 &text);
    void bind(int at, qint64 value) { m_statement->bind(at, std::int64_t(value)); }
    void bind(int at, int value) { m_statement->bind(at, value); }
    void bind(int at, bool value) { m_statement->bind(at, value ? 1 : 0); }
    void bind(int at, double value) { m_statement->bind(at, value); }
    void bind(int at, std::nullptr_t) { m_statement->bind(at); }
    template <class Value>
    void bind(int at, const std::optional<Value> &value)
    {
        if (value) {
            bind(at, *value);
        } else {
            bind(at, nullptr);
        }
    }

    bool next() { return m_statement->executeStep(); }
    void reset() { m_statement->reset(); }
    void run();  // a statement without rows; may be bound and run again
    int changes() const;

    QString text(int column) const;
    QByteArray blob(int column) const;        // of TEXT too: its UTF-8
    std::string_view view(int column) const;  // the same in place, until the next step
    qint64 integer(int column) const { return m_statement->getColumn(column).getInt64(); }
    double real(int column) const { return m_statement->getColumn(column).getDouble(); }
    bool isNull(int column) const { return m_statement->getColumn(column).isNull(); }
    std::optional<double> optionalReal(int column) const;

private:
    Connection &m_connection;
    std::string m_sql;
    std::unique_ptr<SQLite::Statement> m_statement;
};

// Rolls back unless committed. Inside another transaction of the connection it is a part of that
// one: a savepoint, which goes with it.
class Transaction {
public:
    Transaction(Connection &connection, const char *begin);
    ~Transaction();
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;
    void commit();

protected:
    bool isInner() const { return m_inner; }

private:
    Connection &m_connection;
    bool m_inner;
    bool m_open = true;
};

// Readers see one state of the library for all their statements; writers come one at a time and
// wait up to writerWaitMs for each other. The outermost forgets an interrupt() that came before it.
inline constexpr int writerWaitMs = 10'000;
class ReadTransaction : public Transaction {
public:
    explicit ReadTransaction(Connection &connection);
    ~ReadTransaction();

private:
    Connection &m_connection;
};
class WriteTransaction : public Transaction {
public:
    explicit WriteTransaction(Connection &connection);
};

// For work that may follow a long import of another process: waits for its end, up to ten minutes
// or until told to stop.
class PatientWriteTransaction {
public:
    PatientWriteTransaction(Connection &connection, const std::stop_token &stop);
    void commit() { m_transaction->commit(); }

private:
    std::optional<WriteTransaction> m_transaction;
};

// Fills the blob of a row, which was made by zeroblob() of the same size: bound as a value, SQLite
// would copy all of it once more.
void writeBlob(Connection &connection, const char *table, const char *column, qint64 row,
               const QByteArray &bytes);

QString utcNow();  // ISO 8601 with milliseconds

}  // namespace touchstone::store
