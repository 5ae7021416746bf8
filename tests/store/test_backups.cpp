// Backups of a library: listed, restored, and copies that write over nothing.
#include "fixture.h"

#include "store/backups.h"

#include <QDir>
#include <QFile>

#include <SQLiteCpp/SQLiteCpp.h>

using namespace touchstone;
using namespace touchstone::store;

namespace {

// As the first version left it.
void writeOld(const QString &path, const char *theme)
{
    QFile schema(QStringLiteral(":/touchstone/migrations/001_reports.sql"));
    QVERIFY(schema.open(QIODevice::ReadOnly));
    SQLite::Database old(path.toStdString(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    old.exec(schema.readAll().constData());
    old.exec("PRAGMA application_id = 0x54434853");
    old.exec("PRAGMA user_version = 1");
    old.exec(std::string("INSERT INTO setting (key, value) VALUES ('theme', '") + theme + "')");
}

QString themeOf(const QString &path)
{
    const auto store = Store::open(path);
    return store ? valueOf((*store)->setting(QStringLiteral("theme"))) : QString();
}

}  // namespace

class TestBackups : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theBackupOfAnUpdateIsRestored()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("论文 (1).sqlite"));
        writeOld(path, "dark");
        {
            const auto store = Store::open(path);
            QVERIFY(store);
            QVERIFY((*store)->setSetting(QStringLiteral("theme"), QStringLiteral("light")));
        }
        const QVector<Backup> backups = backupsOf(path);
        QCOMPARE(backups.size(), 1);
        QCOMPARE(backups[0].schema, 1);
        QVERIFY(backups[0].bytes > 0);
        QVERIFY(backups[0].at.secsTo(QDateTime::currentDateTimeUtc()) < 600);
        const auto kept = restoreBackup(path, backups[0].path);
        QVERIFY2(kept, kept ? "" : kept.error().message.en.c_str());
        QCOMPARE(themeOf(path), QStringLiteral("dark"));
        // What was there before can be brought back in the same way.
        QCOMPARE(*schemaOf(*kept) > 1, true);
        QVERIFY(restoreBackup(path, *kept));
        QCOMPARE(themeOf(path), QStringLiteral("light"));
        QVERIFY(backupsOf(path).size() >= 3);
    }

    void othersMayHaveTheLibraryOpen()
    {
        TestLibrary library;
        library.import(papers(3));
        const QString copy = library.folder() + QStringLiteral("/copy.sqlite");
        QVERIFY(copyLibrary(library.path(), copy));
        library.import(papers(5, QStringLiteral("2025-10-01T00:00:00")));
        QVERIFY(restoreBackup(library.path(), copy));
        QCOMPARE(valueOf(library->counts()).papers, 3);
    }

    void whatIsNoLibraryIsNotRestored()
    {
        TestLibrary library;
        library.import(papers(3));
        const QString path = library.folder() + QStringLiteral("/letter.txt");
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray("A letter.\n").repeated(200));
        file.close();
        for (const QString &wrong : {path, library.folder() + QStringLiteral("/missing")}) {
            QVERIFY(!restoreBackup(library.path(), wrong));
            QVERIFY(!schemaOf(wrong));
        }
        QCOMPARE(valueOf(library->counts()).papers, 3);
        QVERIFY(backupsOf(library.path()).isEmpty());
    }

    void aCopyWritesOverNothing()
    {
        TestLibrary library;
        library.import(papers(3));
        const auto onItself = copyLibrary(library.path(), library.path());
        QVERIFY(!onItself);
        QCOMPARE(onItself.error().code, ErrorCode::Unwritable);
        const QString copy = library.folder() + QStringLiteral("/copy.sqlite");
        QVERIFY(copyLibrary(library.path(), copy));
        QVERIFY(!copyLibrary(library.path(), copy));
        const auto opened = Store::open(copy);
        QVERIFY(opened);
        QCOMPARE(valueOf((*opened)->counts()).papers, 3);
        QCOMPARE(valueOf(library->counts()).papers, 3);
    }
};

QTEST_GUILESS_MAIN(TestBackups)
#include "test_backups.moc"
