#include "store/kernel_links.h"
#include "store/paper_index.h"
#include "store/private.h"
#include "store/schema.h"
#include "store/search_text.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QThread>
#include <QUrl>

#include <sqlite3.h>

namespace touchstone::store {

namespace {

const QString searchVersionKey = QStringLiteral("internal/search-text");

// What can be said of the path before SQLite sees it, in better words than SQLite's.
void checkPath(const QFileInfo &file, OpenMode mode)
{
    const std::string path = file.filePath().toStdString();
    if (path.empty()) {
        refuse(ErrorCode::Usage, "the library needs a file name", "需给出文献库的文件名");
    }
    if (file.isDir()) {
        refuse(ErrorCode::Unreadable, "{0}: is a folder, not a library file",
               "{0}：是文件夹，不是文献库文件", path);
    }
    if (file.exists()) {
        if (!file.isFile()) {
            refuse(ErrorCode::Unreadable, "{0}: is not a regular file", "{0}：不是普通文件", path);
        }
        if (!file.isReadable()) {
            refuse(ErrorCode::Unreadable, "{0}: no permission to read", "{0}：没有读取权限", path);
        }
    } else if (mode == OpenMode::ReadOnly) {
        refuse(ErrorCode::NotFound, "{0}: no such library", "{0}：文献库不存在", path);
    }
    if (mode == OpenMode::ReadOnly) {
        return;
    }
    const QString folder = file.absolutePath();
    if (!QDir().mkpath(folder)) {
        refuse(ErrorCode::Unwritable,
               "{0}: the folder cannot be made; name a library elsewhere with --db FILE",
               "{0}：无法创建文件夹；请用 --db 文件 指定其他位置的文献库", folder.toStdString());
    }
    if (file.exists() && !file.isWritable()) {
        refuse(ErrorCode::Unwritable, "{0}: the library is read-only", "{0}：文献库为只读", path);
    }
    if (!QFileInfo(folder).isWritable()) {
        refuse(ErrorCode::Unwritable, "{0}: the folder of the library is read-only",
               "{0}：文献库所在文件夹为只读", path);
    }
}

// Two processes that switch a new file to WAL at once may meet; SQLite does not wait for that.
void switchToWal(Connection &connection)
{
    for (int attempt = 0;; ++attempt) {
        try {
            connection.exec("PRAGMA journal_mode = WAL");
            return;
        } catch (const SQLite::Exception &exception) {
            if (exception.getErrorCode() != SQLITE_BUSY || attempt == writerWaitMs / 50) {
                throw;
            }
            QThread::msleep(50);
        }
    }
}

// Indexes the words of every paper again, after a change of how text is split.
void rebuildSearch(Connection &connection)
{
    connection.exec("INSERT INTO paper_text (paper_text) VALUES ('delete-all')");
    connection.exec("DELETE FROM abstract_sketch");
    connection.exec("DELETE FROM claim");
    PaperIndex index(connection);
    Query papers(connection, "SELECT id FROM paper");
    QVector<qint64> ids;
    while (papers.next()) {
        ids.append(papers.integer(0));
    }
    for (const qint64 id : std::as_const(ids)) {
        index.refresh(id);
    }
    index.flush();
    Query(connection, "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", searchVersionKey,
          QString::number(searchTextVersion))
            .run();
}

bool searchIsOld(Connection &connection)
{
    Query read(connection, "SELECT value FROM setting WHERE key = ?", searchVersionKey);
    return !read.next() || read.text(0) != QString::number(searchTextVersion);
}

// Brings the file to this version: schema, search words, kernel links.
void prepareForWriting(Connection &connection)
{
    if (needsMigration(connection)) {
        backUp(connection);
        migrate(connection);
    }
    switchToWal(connection);
    connection.exec("PRAGMA foreign_keys = ON");
    if (searchIsOld(connection) || relinkIsDue(connection)) {
        WriteTransaction transaction(connection);
        if (searchIsOld(connection)) {
            rebuildSearch(connection);
        }
        relinkKernels(connection);
        transaction.commit();
    }
}

// A reader makes no tables and changes none.
[[noreturn]] void refuseUnprepared(Connection &connection, const std::string &shown)
{
    if (isEmpty(connection)) {
        refuse(ErrorCode::NotFound, "{0}: an empty file, no library yet; import a report into it",
               "{0}：空文件，尚不是文献库；请先向其中导入报告", shown);
    }
    refuse(ErrorCode::Unreadable,
           "{0}: a library of an earlier version; the window, or importing a file, brings it up to "
           "date",
           "{0}：旧版文献库；在窗口中打开，或导入一个文件，即可完成升级", shown);
}

}  // namespace

std::unique_ptr<Store::Private> Store::Private::openForReading(const QString &file,
                                                               const std::string &shown)
{
    const auto openWith = [&](const QString &option) {
        QUrl uri = QUrl::fromLocalFile(file);
        uri.setQuery(option);
        auto p = std::make_unique<Private>(uri.toEncoded().toStdString(), shown,
                                           SQLite::OPEN_READONLY | SQLite::OPEN_URI);
        if (needsMigration(p->connection)) {
            refuseUnprepared(p->connection, shown);
        }
        return p;
    };
    try {
        return openWith(QStringLiteral("mode=ro"));
    } catch (const SQLite::Exception &exception) {
        // Read-only media have no place for the -shm file that WAL wants. Nobody writes there, so
        // SQLite may take the file as it is, unless a writer left its last changes in the -wal
        // file.
        const bool noPlace = exception.getErrorCode() == SQLITE_CANTOPEN
                             || exception.getErrorCode() == SQLITE_READONLY;
        if (!noPlace || QFileInfo(file + QStringLiteral("-wal")).size() > 0) {
            throw;
        }
        return openWith(QStringLiteral("immutable=1"));
    }
}

Store::Private::Private(const std::string &fileOrUri, const std::string &shownPath, int flags)
    : connection(fileOrUri, shownPath, flags, writerWaitMs)
{
    // A paper is a row of some 3 KB: of pages of 4 KB, the default, each would hold one and waste
    // the rest. Only a file without tables listens.
    connection.exec("PRAGMA page_size = 8192");
    // The library grows to gigabytes, and two megabytes of cache, the default, would spill all the
    // time. Four times more than this brings nothing. After the page size: SQLite counts the cache
    // in pages and keeps their number when the page grows.
    connection.exec("PRAGMA cache_size = -8192");
}

Store::Store(std::unique_ptr<Private> p) : d(std::move(p)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const QString &path, OpenMode mode)
{
    const std::string shown = path.toStdString();
    return guarded(shown, [&] {
        const QFileInfo file(path);
        checkPath(file, mode);
        std::unique_ptr<Private> p;
        if (mode == OpenMode::ReadWrite) {
            p = std::make_unique<Private>(shown, shown,
                                          SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            prepareForWriting(p->connection);
        } else {
            p = Private::openForReading(file.absoluteFilePath(), shown);
        }
        return std::unique_ptr<Store>(new Store(std::move(p)));
    });
}

QString Store::defaultPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)
           + QStringLiteral("/touchstone/library.sqlite");
}

void Store::interrupt()
{
    d->connection.interrupt();
}

}  // namespace touchstone::store
