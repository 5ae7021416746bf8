#include "store/kernel_links.h"
#include "store/paper_index.h"
#include "store/private.h"
#include "store/schema.h"
#include "store/search_text.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QThread>
#include <QUrl>
#include <QtEndian>

#include <pwd.h>
#include <sqlite3.h>
#include <unistd.h>

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
        refuse(ErrorCode::NotFound, "{0}: no such library; importing into it creates one",
               "{0}：文献库不存在；向其中导入即可创建", path);
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
void rebuildSearch(Connection &connection, const PaperDone &paperDone)
{
    connection.exec("INSERT INTO paper_text (paper_text) VALUES ('delete-all')");
    connection.exec("DELETE FROM abstract_sketch");
    connection.exec("DELETE FROM claim");
    // The index is written in few large pieces: FTS5 collects words up to this many bytes, and as
    // long as the rows come in ascending order.
    connection.exec("INSERT INTO paper_text (paper_text, rank) VALUES ('hashsize', 33554432)");
    PaperIndex index(connection);
    Query papers(connection, "SELECT id FROM paper ORDER BY id");
    QVector<qint64> ids;
    while (papers.next()) {
        ids.append(papers.integer(0));
    }
    for (qsizetype i = 0; i < ids.size(); ++i) {
        index.refresh(ids[i]);
        paperDone(i + 1, ids.size());
    }
    index.flush();
    connection.exec("INSERT INTO paper_text (paper_text, rank) VALUES ('hashsize', 4194304)");
    Query(connection, "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", searchVersionKey,
          QString::number(searchTextVersion))
            .run();
}

bool searchIsOld(Connection &connection)
{
    Query read(connection, "SELECT value FROM setting WHERE key = ?", searchVersionKey);
    return !read.next() || read.text(0) != QString::number(searchTextVersion);
}

// What a file of unknown hands could do through SQLite is switched off, as sqlite.org/security.html
// advises: a library has neither triggers nor views.
void distrust(Connection &connection)
{
    sqlite3 *const handle = connection.database().getHandle();
    for (const int setting : {SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_VIEW,
                              SQLITE_DBCONFIG_TRUSTED_SCHEMA}) {
        sqlite3_db_config(handle, setting, 0, nullptr);
    }
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    connection.exec("PRAGMA cell_size_check = ON");
}

// The header tells how many pages there are (sqlite.org/fileformat2.html, 1.3.7 and 1.3.8).
void refuseTruncated(const QString &path, const std::string &shown)
{
    constexpr qsizetype headBytes = 100, pageSizeAt = 16, pagesAt = 28;
    QFile file(path);
    if (QFileInfo(path + QStringLiteral("-wal")).size() > 0 || !file.open(QIODevice::ReadOnly)) {
        return;  // a page may still lie in the log of the last writer
    }
    const QByteArray head = file.read(headBytes);
    if (head.size() < headBytes || !head.startsWith("SQLite format 3")) {
        return;
    }
    const qint64 stored = qFromBigEndian<quint16>(head.constData() + pageSizeAt);
    const qint64 pageSize = stored == 1 ? 65536 : stored;
    const qint64 wanted = pageSize * qFromBigEndian<quint32>(head.constData() + pagesAt);
    if (file.size() < wanted) {
        refuse(ErrorCode::Corrupt,
               "{0}: the library is damaged: {1} of its {2} bytes are there; restore a backup or "
               "import again into a new file",
               "{0}：文献库已损坏：{2} 字节中仅存 {1} 字节；请恢复备份，或重新导入到新文件", shown,
               file.size(), wanted);
    }
}

// Looks at every page before one is changed. Of a large library that would take longer than what is
// asked of it; there SQLite finds a bad page when it comes to it.
void refuseDamaged(Connection &connection, qint64 bytes)
{
    constexpr qint64 quickToCheck = qint64(64) << 20;
    if (bytes == 0 || bytes > quickToCheck) {
        return;
    }
    Query check(connection, "PRAGMA quick_check(1)");
    if (check.next() && check.text(0) != QLatin1String("ok")) {
        refuse(ErrorCode::Corrupt,
               "{0}: the library is damaged ({1}); restore a backup or import again into a new "
               "file",
               "{0}：文献库已损坏（{1}）；请恢复备份，或重新导入到新文件", connection.path(),
               check.text(0).toStdString());
    }
}

// A migration that fails has changed nothing, and its backup is not left behind.
void migrateWithBackup(Connection &connection)
{
    const QString backup = backUp(connection);
    try {
        migrate(connection);
    } catch (...) {
        QFile::remove(backup);
        throw;
    }
}

bool hasPapers(Connection &connection)
{
    return Query(connection, "SELECT 1 FROM paper LIMIT 1").next();
}

// Brings the file to this version: schema, search words, kernel links.
void prepareForWriting(Connection &connection, const std::stop_token &stop,
                       const PaperDone &paperDone)
{
    if (needsMigration(connection)) {
        migrateWithBackup(connection);
    }
    switchToWal(connection);
    connection.exec("PRAGMA foreign_keys = ON");
    if (searchIsOld(connection) || relinkIsDue(connection)) {
        if (hasPapers(connection)) {
            paperDone(0, 0);
        }
        // Another process may be at the same work.
        PatientWriteTransaction transaction(connection, stop);
        if (searchIsOld(connection)) {
            rebuildSearch(connection, paperDone);
            noteLinked(connection);  // indexing a paper links it and derives its columns
        } else if (relinkIsDue(connection)) {
            relinkKernels(connection, paperDone);
        }
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
        // Nor has a full disk.
        const bool noPlace = exception.getErrorCode() == SQLITE_CANTOPEN
                             || exception.getErrorCode() == SQLITE_READONLY
                             || exception.getErrorCode() == SQLITE_FULL
                             || exception.getExtendedErrorCode() == SQLITE_IOERR_SHMSIZE
                             || exception.getExtendedErrorCode() == SQLITE_IOERR_SHMOPEN;
        if (!noPlace || QFileInfo(file + QStringLiteral("-wal")).size() > 0) {
            throw;
        }
        return openWith(QStringLiteral("immutable=1"));
    }
}

Store::Private::Private(const std::string &fileOrUri, const std::string &shownPath, int flags)
    : connection(fileOrUri, shownPath, flags, writerWaitMs)
{
    distrust(connection);
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

Result<std::unique_ptr<Store>> Store::open(const QString &path, OpenMode mode, std::stop_token stop,
                                           const Progress &progress)
{
    const std::string shown = path.toStdString();
    const PaperDone paperDone = [&](qsizetype done, qsizetype total) {
        if (stop.stop_requested()) {
            throw Failure{cancelled().value()};
        }
        if (progress) {
            progress(int(done), int(total));
        }
    };
    return guarded(shown, [&] {
        const QFileInfo file(path);
        checkPath(file, mode);
        std::unique_ptr<Private> p;
        if (mode == OpenMode::ReadWrite) {
            refuseTruncated(path, shown);
            const qint64 bytes = file.size();
            p = std::make_unique<Private>(shown, shown,
                                          SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            refuseDamaged(p->connection, bytes);
            prepareForWriting(p->connection, stop, paperDone);
        } else {
            refuseTruncated(path, shown);
            p = Private::openForReading(file.absoluteFilePath(), shown);
        }
        return std::unique_ptr<Store>(new Store(std::move(p)));
    });
}

QString Store::defaultPath()
{
    // Relative names are none, as the standard of these variables says: the library would be
    // another one in every folder. Without HOME, Qt would take the root folder for it.
    const auto absolute = [](const char *variable) {
        const QString name = QFile::decodeName(qgetenv(variable));
        return QDir::isAbsolutePath(name) ? name : QString();
    };
    QString home = absolute("HOME");
    if (const passwd *const user = home.isEmpty() ? ::getpwuid(::geteuid()) : nullptr) {
        home = QFile::decodeName(user->pw_dir);
    }
    const QString chosen = absolute("XDG_DATA_HOME");
    const QString folder = chosen.isEmpty() ? home + QStringLiteral("/.local/share") : chosen;
    return folder + QStringLiteral("/touchstone/library.sqlite");
}

void Store::interrupt()
{
    d->connection.interrupt();
}

}  // namespace touchstone::store
