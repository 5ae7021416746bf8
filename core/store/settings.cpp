#include "store/private.h"

namespace touchstone::store {

Result<> Store::together(const std::function<Result<>()> &work, const std::stop_token &stop)
{
    return guarded(d->path(), [&] {
        PatientWriteTransaction transaction(d->connection, stop);
        if (const auto done = work(); !done) {
            throw Failure{done.error()};
        }
        transaction.commit();
    });
}

Result<QString> Store::setting(const QString &key) const
{
    return guarded(d->path(), [&] {
        Query find(d->connection, "SELECT value FROM setting WHERE key = ?", key);
        return find.next() ? find.text(0) : QString();
    });
}

Result<qint64> Store::changeCount() const
{
    return guarded(d->path(), [&] {
        Query version(d->connection, "PRAGMA data_version");
        version.next();
        return version.integer(0);
    });
}

Result<> Store::setSetting(const QString &key, const QString &value)
{
    return guarded(d->path(), [&] {
        WriteTransaction transaction(d->connection);
        Query(d->connection, "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", key,
              value)
                .run();
        transaction.commit();
    });
}

}  // namespace touchstone::store
