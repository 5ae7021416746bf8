#include "store/schema.h"

#include "store/run_rows.h"

#include <QDateTime>
#include <QDir>
#include <QFile>

namespace touchstone::store {

namespace {

const QString folder = QStringLiteral(":/touchstone/migrations");

// In order of their numbers, which begin at 1 and have no gaps.
QStringList migrationFiles()
{
    return QDir(folder).entryList({QStringLiteral("*.sql")}, QDir::Files, QDir::Name);
}

int pragma(Connection &connection, const char *name)
{
    return connection.database().execAndGet(std::string("PRAGMA ") + name).getInt();
}

}  // namespace

bool isEmpty(Connection &connection)
{
    return connection.database().execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0;
}

int newestSchema()
{
    return int(migrationFiles().size());
}

bool needsMigration(Connection &connection)
{
    const int schema = pragma(connection, "user_version");
    const bool empty = isEmpty(connection);
    if (!empty && pragma(connection, "application_id") != applicationId) {
        refuse(ErrorCode::UnknownFormat,
               "{0}: is an SQLite database of another program, not a Touchstone library",
               "{0}：是其他程序的 SQLite 数据库，不是试金石文献库", connection.path());
    }
    if (schema < 0) {
        refuse(ErrorCode::Corrupt, "{0}: the library is damaged (schema {1})",
               "{0}：文献库已损坏（模式 {1}）", connection.path(), schema);
    }
    if (schema > newestSchema()) {
        refuse(ErrorCode::NewerSchema,
               "{0}: written by a newer Touchstone (schema {1}, this one reads up to {2}); update "
               "Touchstone",
               "{0}：由更新版本的试金石写入（模式 {1}，本版本最高支持 {2}）；请升级试金石",
               connection.path(), schema, newestSchema());
    }
    return schema < newestSchema();
}

QString backUp(Connection &connection)
{
    const int schema = pragma(connection, "user_version");
    if (schema == 0) {
        return {};  // nothing in it yet
    }
    const QString time =
            QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz"));
    const QString path = QStringLiteral("%1.schema-%2.%3.backup")
                                 .arg(QString::fromStdString(connection.path()))
                                 .arg(schema)
                                 .arg(time);
    Query(connection, "VACUUM INTO ?", path).run();
    // A library that is closed to others has no open copy.
    QFile::setPermissions(path, QFile::permissions(QString::fromStdString(connection.path())));
    return path;
}

void migrate(Connection &connection)
{
    WriteTransaction transaction(connection);
    // Another process may have been first.
    const int schema = pragma(connection, "user_version");
    const QStringList files = migrationFiles();
    for (int next = schema; next < files.size(); ++next) {
        QFile file(folder + u'/' + files[next]);
        if (!file.open(QIODevice::ReadOnly)) {
            refuse(ErrorCode::Internal, "{0}: migration {1} is missing", "{0}：缺少迁移 {1}",
                   connection.path(), next + 1);
        }
        connection.database().exec(file.readAll().constData());
    }
    fillRunRows(connection);
    connection.database().exec("PRAGMA application_id = " + std::to_string(applicationId));
    connection.database().exec("PRAGMA user_version = " + std::to_string(files.size()));
    transaction.commit();
}

}  // namespace touchstone::store
