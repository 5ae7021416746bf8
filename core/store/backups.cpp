#include "store/backups.h"

#include "store/schema.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <SQLiteCpp/Backup.h>
#include <sqlite3.h>

#include <algorithm>

namespace touchstone::store {

namespace {

Connection opened(const QString &path, int flags)
{
    const std::string file = path.toStdString();
    return {file, file, flags, writerWaitMs};
}

int pragma(Connection &connection, const char *name)
{
    return connection.database().execAndGet(std::string("PRAGMA ") + name).getInt();
}

void requireFile(const QString &path)
{
    if (!QFileInfo(path).isFile()) {
        refuse(ErrorCode::NotFound, "{0}: no such file", "{0}：文件不存在", path.toStdString());
    }
}

}  // namespace

QVector<Backup> backupsOf(const QString &libraryPath)
{
    const QFileInfo library(libraryPath);
    const QRegularExpression name(
            QStringLiteral("^%1\\.schema-(\\d+)\\.(\\d{8}-\\d{6}-\\d{3})\\.backup$")
                    .arg(QRegularExpression::escape(library.fileName())));
    QVector<Backup> found;
    const auto files = library.absoluteDir().entryInfoList(QDir::Files);
    for (const QFileInfo &file : files) {
        const auto match = name.match(file.fileName());
        if (match.hasMatch()) {
            QDateTime at =
                    QDateTime::fromString(match.captured(2), QStringLiteral("yyyyMMdd-HHmmss-zzz"));
            at.setTimeSpec(Qt::UTC);
            found.append({file.absoluteFilePath(), at, match.captured(1).toInt(), file.size()});
        }
    }
    std::sort(found.begin(), found.end(),
              [](const Backup &a, const Backup &b) { return a.at > b.at; });
    return found;
}

Result<int> schemaOf(const QString &path)
{
    return guarded(path.toStdString(), [&] {
        requireFile(path);
        Connection connection = opened(path, SQLite::OPEN_READONLY);
        needsMigration(connection);  // refuses what is no library of ours
        return pragma(connection, "user_version");
    });
}

Result<QString> restoreBackup(const QString &libraryPath, const QString &backupPath)
{
    return guarded(libraryPath.toStdString(), [&] {
        requireFile(backupPath);
        Connection source = opened(backupPath, SQLite::OPEN_READONLY);
        needsMigration(source);
        if (isEmpty(source)) {
            refuse(ErrorCode::UnknownFormat, "{0}: an empty file, no library",
                   "{0}：空文件，不是文献库", backupPath.toStdString());
        }
        Connection target = opened(libraryPath, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        const QString kept = isEmpty(target) ? QString() : backUp(target);
        if (pragma(source, "page_size") != pragma(target, "page_size")) {
            // SQLite cannot change the page size of a library in WAL.
            target.exec("PRAGMA journal_mode = DELETE");
        }
        SQLite::Backup copy(target.database(), source.database());
        if (copy.executeStep(-1) != SQLITE_DONE) {
            refuse(ErrorCode::Busy, "{0}: another program has the library open",
                   "{0}：文献库正被其他程序使用", libraryPath.toStdString());
        }
        return kept;
    });
}

Result<> copyLibrary(const QString &libraryPath, const QString &copyPath)
{
    return guarded(libraryPath.toStdString(), [&] {
        requireFile(libraryPath);
        if (QFileInfo::exists(copyPath)) {
            refuse(ErrorCode::Unwritable, "{0}: exists already; give the copy a new name",
                   "{0}：已存在；请为副本另取新名", copyPath.toStdString());
        }
        Connection connection = opened(libraryPath, SQLite::OPEN_READONLY);
        Query(connection, "VACUUM INTO ?", copyPath).run();
    });
}

}  // namespace touchstone::store
