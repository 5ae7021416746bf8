// What can be wrong with the file, and two programs at once.
#include "fixture.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>

#include <SQLiteCpp/SQLiteCpp.h>

#include <atomic>
#include <chrono>
#include <thread>

using namespace touchstone;
using namespace touchstone::store;

namespace {

void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

class TestOpen : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void makesFileAndFolder()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("新 文件夹/a b#?%.sqlite"));
        QVERIFY(Store::open(path));
        QVERIFY(QFileInfo::exists(path));
        QVERIFY(Store::open(path, OpenMode::ReadOnly));
        const QByteArray before = qgetenv("XDG_DATA_HOME");
        qputenv("XDG_DATA_HOME", "/data");
        QCOMPARE(Store::defaultPath(), QStringLiteral("/data/touchstone/library.sqlite"));
        qputenv("XDG_DATA_HOME", "relative");  // no name, as the standard says
        QVERIFY(Store::defaultPath().endsWith(
                QStringLiteral("/.local/share/touchstone/library.sqlite")));
        QVERIFY(QDir::isAbsolutePath(Store::defaultPath()));
        qputenv("XDG_DATA_HOME", before);
    }

    void refusesWhatIsNoLibrary()
    {
        QTemporaryDir folder;
        verifyNames(errorOf(folder.path()), ErrorCode::Unreadable, folder.path());
        const QString path = folder.filePath(QStringLiteral("file"));
        verifyNames(errorOf(path, OpenMode::ReadOnly), ErrorCode::NotFound, path);
        for (const OpenMode mode : {OpenMode::ReadWrite, OpenMode::ReadOnly}) {
            const QByteArray text = QByteArray("A letter, no library.\n").repeated(100);
            write(path, text);
            verifyNames(errorOf(path, mode), ErrorCode::UnknownFormat, path);
            QCOMPARE(read(path), text);
        }
        QVERIFY(QFile::remove(path));
        {
            SQLite::Database other(path.toStdString(),
                                   SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            other.exec("CREATE TABLE bookmarks (url TEXT)");
        }
        const QByteArray before = read(path);
        verifyNames(errorOf(path), ErrorCode::UnknownFormat, path);
        QCOMPARE(read(path), before);
        verifyNames(errorOf(path + QStringLiteral("/below")), ErrorCode::Unwritable, path);
    }

    void refusesANewerSchema()
    {
        TestLibrary library;
        library.close();
        {
            SQLite::Database database(library.path().toStdString(), SQLite::OPEN_READWRITE);
            database.exec("PRAGMA user_version = 900");
        }
        for (const OpenMode mode : {OpenMode::ReadWrite, OpenMode::ReadOnly}) {
            const Error error = errorOf(library.path(), mode);
            verifyNames(error, ErrorCode::NewerSchema, library.path());
            QVERIFY(error.message.en.find("900") != std::string::npos);
        }
    }

    void refusesASchemaBelowZero()
    {
        TestLibrary library;
        library.close();
        {
            SQLite::Database database(library.path().toStdString(), SQLite::OPEN_READWRITE);
            database.exec("PRAGMA user_version = -5");
        }
        for (const OpenMode mode : {OpenMode::ReadWrite, OpenMode::ReadOnly}) {
            verifyNames(errorOf(library.path(), mode), ErrorCode::Corrupt, library.path());
        }
    }

    void migratesAnOlderSchemaWithABackup()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("old.sqlite"));
        {
            SQLite::Database old(path.toStdString(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            old.exec(read(QStringLiteral(":/touchstone/migrations/001_reports.sql")).constData());
            old.exec("PRAGMA application_id = 0x54434853");
            old.exec("PRAGMA user_version = 1");
            old.exec("INSERT INTO setting (key, value) VALUES ('theme', 'dark')");
        }
        const Error early = errorOf(path, OpenMode::ReadOnly);
        verifyNames(early, ErrorCode::Unreadable, path);
        const QString empty = folder.filePath(QStringLiteral("empty.sqlite"));
        QFile file(empty);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        verifyNames(errorOf(empty, OpenMode::ReadOnly), ErrorCode::NotFound, empty);
        auto opened = Store::open(path);
        QVERIFY2(opened, opened ? "" : opened.error().message.en.c_str());
        QCOMPARE(valueOf((*opened)->setting(QStringLiteral("theme"))), QStringLiteral("dark"));
        QVERIFY((*opened)->apply({planOf(papers(2))}));
        const QStringList backups = QDir(folder.path()).entryList({QStringLiteral("*.backup")});
        QCOMPARE(backups.size(), 1);
        QVERIFY(backups[0].contains(QStringLiteral("schema-1")));
        SQLite::Database backup(folder.filePath(backups[0]).toStdString());
        QCOMPARE(backup.execAndGet("PRAGMA user_version").getInt(), 1);
        QCOMPARE(backup.execAndGet("SELECT value FROM setting").getString(), std::string("dark"));
        // Opening once more makes no second one.
        opened->reset();
        QVERIFY(Store::open(path));
        QCOMPARE(QDir(folder.path()).entryList({QStringLiteral("*.backup")}).size(), 1);
    }

    void theBackupIsAsPrivateAsTheLibrary()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("old.sqlite"));
        {
            SQLite::Database old(path.toStdString(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            old.exec(read(QStringLiteral(":/touchstone/migrations/001_reports.sql")).constData());
            old.exec("PRAGMA application_id = 0x54434853");
            old.exec("PRAGMA user_version = 1");
        }
        const auto owner = QFile::ReadOwner | QFile::WriteOwner;
        QVERIFY(QFile::setPermissions(path, owner));
        QVERIFY(Store::open(path));
        const QStringList backups = QDir(folder.path()).entryList({QStringLiteral("*.backup")});
        QCOMPARE(backups.size(), 1);
        QVERIFY(!(QFile::permissions(folder.filePath(backups[0]))
                  & (QFile::ReadGroup | QFile::ReadOther)));
    }

    void aMigrationThatFailsLeavesNoBackup()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("odd.sqlite"));
        {
            SQLite::Database odd(path.toStdString(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            odd.exec("CREATE TABLE paper_text (other)");  // 002 makes a table of this name
            odd.exec("PRAGMA application_id = 0x54434853");
            odd.exec("PRAGMA user_version = 1");
        }
        const QByteArray before = read(path);
        QVERIFY(!Store::open(path));
        QVERIFY(QDir(folder.path()).entryList({QStringLiteral("*.backup")}).isEmpty());
        QCOMPARE(read(path), before);
    }

    // A file of unknown hands runs nothing of its own.
    void triggersOfAFileDoNotRun()
    {
        TestLibrary library;
        library.import(papers(2));
        library.close();
        {
            SQLite::Database hostile(library.path().toStdString(), SQLite::OPEN_READWRITE);
            hostile.exec("CREATE TRIGGER planted AFTER INSERT ON run BEGIN "
                         "UPDATE paper SET title = 'HACKED'; END");
            hostile.exec("CREATE TRIGGER other AFTER INSERT ON setting BEGIN "
                         "UPDATE paper SET title = 'HACKED'; END");
        }
        library.reopen();
        measure::Bundle bundle;
        bundle.machine.id = "m-1";
        bundle.results.emplace_back();
        bundle.results[0].runId = "r-1";
        QVERIFY(library->addBundle(bundle));
        QVERIFY(library->setSetting(QStringLiteral("theme"), QStringLiteral("dark")));
        const auto rows = valueOf(library->paperRows(valueOf(library->paperIds({}))));
        QCOMPARE(rows.size(), 2);
        for (const PaperRow &row : rows) {
            QVERIFY(row.title != QStringLiteral("HACKED"));
        }
    }

    void aViewInPlaceOfATableIsNotRead()
    {
        TestLibrary library;
        library.import(papers(2));
        library.close();
        {
            SQLite::Database hostile(library.path().toStdString(), SQLite::OPEN_READWRITE);
            hostile.exec("ALTER TABLE paper RENAME TO hidden");
            hostile.exec("CREATE VIEW paper AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL "
                         "SELECT id + 1 FROM n) SELECT id, '' AS public_id, '' AS title FROM n");
        }
        auto opened = Store::open(library.path(), OpenMode::ReadOnly);
        QVERIFY(opened);
        QVERIFY(!(*opened)->paperIds({}));  // without an end, it would hang
    }

    void aFileThatLostItsEndIsRefused()
    {
        TestLibrary library;
        library.import(papers(20));
        library.close();
        QFile file(library.path());
        QVERIFY(file.resize(file.size() - 3600));
        for (const OpenMode mode : {OpenMode::ReadWrite, OpenMode::ReadOnly}) {
            verifyNames(errorOf(library.path(), mode), ErrorCode::Corrupt, library.path());
        }
    }

    void searchWordsAreRebuiltWhenTheirRulesChanged()
    {
        TestLibrary library;
        library.import(papers(3));
        library.close();
        {
            SQLite::Database database(library.path().toStdString(), SQLite::OPEN_READWRITE);
            database.exec("UPDATE setting SET value = '0' WHERE key = 'internal/search-text'");
            database.exec("INSERT INTO paper_text (paper_text) VALUES ('delete-all')");
        }
        library.reopen();
        QCOMPARE(library.found(QStringLiteral("缓存")).size(), 3);
        QCOMPARE(valueOf(library->facets({})).total, 3);
        // The words that were written are the ones that undo takes away.
        QCOMPARE(valueOf(library->undoLastImport()).papersRemoved, 3);
        QVERIFY(library.found(QStringLiteral("缓存")).isEmpty());
    }

    void aNewFileNeedsNoBackup()
    {
        TestLibrary library;
        QVERIFY(QDir(library.folder()).entryList({QStringLiteral("*.backup")}).isEmpty());
    }

    void damageIsReported()
    {
        TestLibrary library;
        library.import(papers(50));
        library.close();
        QByteArray bytes = read(library.path());
        // The first page stays, so that the file still looks like a library.
        for (qsizetype i = 4096; i < bytes.size(); ++i) {
            bytes[i] = char(i * 31);
        }
        write(library.path(), bytes);
        auto opened = Store::open(library.path());
        if (!opened) {
            verifyNames(opened.error(), ErrorCode::Corrupt, library.path());
            return;
        }
        const auto facets = (*opened)->facets({});
        QVERIFY(!facets);
        verifyNames(facets.error(), ErrorCode::Corrupt, library.path());
    }

    void writingThroughAReaderIsRefused()
    {
        TestLibrary library;
        library.import(papers(2));
        auto reader = Store::open(library.path(), OpenMode::ReadOnly);
        QVERIFY(reader);
        QCOMPARE(valueOf((*reader)->paperIds({})).size(), 2);
        const auto written = (*reader)->setSetting(QStringLiteral("a"), QStringLiteral("b"));
        QVERIFY(!written);
        verifyNames(written.error(), ErrorCode::Unwritable, library.path());
        // A reader sees what a writer commits.
        library.import(papers(3, QStringLiteral("2025-10-10T00:00:00")));
        QCOMPARE(valueOf((*reader)->paperIds({})).size(), 5);
    }

    void anImportWaitsForItsTurnUntilTold()
    {
        TestLibrary library;
        SQLite::Database other(library.path().toStdString(), SQLite::OPEN_READWRITE);
        other.exec("BEGIN IMMEDIATE");
        std::stop_source stop;
        std::thread teller([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            stop.request_stop();
        });
        const auto stopped = library->apply({planOf(papers(1))}, stop.get_token());
        teller.join();
        QVERIFY(!stopped);
        QVERIFY2(stopped.error().cancelled(), stopped.error().message.en.c_str());

        std::thread releaser([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(700));
            other.exec("COMMIT");
        });
        const auto waited = library->apply({planOf(papers(1))});
        releaser.join();
        QVERIFY2(waited, waited ? "" : waited.error().message.en.c_str());
        QCOMPARE(valueOf(library->paperIds({})).size(), 1);
    }

    void oneWriterWaitsForTheOther()
    {
        TestLibrary library;
        std::vector<std::thread> writers;
        std::atomic<int> failures = 0;
        const QString path = library.path();
        for (int writer = 0; writer < 3; ++writer) {
            writers.emplace_back([&failures, path, writer] {
                auto opened = Store::open(path);
                const auto time = QStringLiteral("2025-0%1-01T00:00:00").arg(writer + 1);
                if (!opened || !(*opened)->apply({planOf(papers(100, time))})) {
                    ++failures;
                }
            });
        }
        for (std::thread &writer : writers) {
            writer.join();
        }
        QCOMPARE(failures.load(), 0);
        QCOMPARE(valueOf(library->paperIds({})).size(), 300);
        QCOMPARE(valueOf(library->facets({})).total, 300);
    }

    void severalMayMakeTheFileAtOnce()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("new.sqlite"));
        std::vector<std::thread> openers;
        std::atomic<int> failures = 0;
        for (int i = 0; i < 4; ++i) {
            openers.emplace_back([&failures, path] {
                if (!Store::open(path)) {
                    ++failures;
                }
            });
        }
        for (std::thread &opener : openers) {
            opener.join();
        }
        QCOMPARE(failures.load(), 0);
    }

    void interruptCancels()
    {
        TestLibrary library;
        const auto stopped = library->apply({planOf(papers(200))}, {}, [&](int done, int) {
            QVERIFY(done <= 3);
            if (done == 3) {
                library->interrupt();
            }
        });
        QVERIFY(!stopped);
        QVERIFY2(stopped.error().cancelled(), stopped.error().message.en.c_str());
        // What comes after is not concerned.
        QVERIFY(valueOf(library->paperIds({})).isEmpty());
        library->interrupt();
        QVERIFY(library->apply({planOf(papers(2000))}));
        QCOMPARE(valueOf(library->paperIds({})).size(), 2000);

        // A reader in the middle of its work, from another thread.
        std::atomic<bool> stop = false;
        std::thread interrupter([&] {
            while (!stop) {
                library->interrupt();
            }
        });
        int cancelledReads = 0;
        PaperQuery query;
        query.search = QStringLiteral("缓存");
        query.sort = PaperSort::Title;
        for (int i = 0; i < 50; ++i) {
            const auto ids = library->paperIds(query);
            cancelledReads += !ids && ids.error().cancelled() ? 1 : 0;
        }
        stop = true;
        interrupter.join();
        QVERIFY(cancelledReads > 0);
        QCOMPARE(valueOf(library->paperIds(query)).size(), 2000);
    }

    void settingsAreKept()
    {
        TestLibrary library;
        const QString key = QStringLiteral("'; DROP TABLE setting; --");
        QCOMPARE(valueOf(library->setting(key)), QString());
        QVERIFY(library->setSetting(key, QStringLiteral("一")));
        QVERIFY(library->setSetting(key, QStringLiteral("二")));
        library.reopen();
        QCOMPARE(valueOf(library->setting(key)), QStringLiteral("二"));
    }
};

QTEST_GUILESS_MAIN(TestOpen)
#include "test_open.moc"
