// A disk that is full or that one may not write to: a clear message, and nothing is lost.
#include "fixture.h"

#include <QDir>
#include <QFile>
#include <QProcess>

#include <sys/resource.h>
#include <unistd.h>

#include <csignal>

using namespace touchstone;
using namespace touchstone::store;

namespace {

// Root may write everywhere; tests of permissions then run as the user nobody.
class WithoutPrivileges {
public:
    WithoutPrivileges()
    {
        if (geteuid() == 0) {
            m_dropped = setresgid(nobody, nobody, 0) == 0 && setresuid(nobody, nobody, 0) == 0;
        }
    }
    ~WithoutPrivileges()
    {
        if (m_dropped && (setresuid(0, 0, 0) != 0 || setresgid(0, 0, 0) != 0)) {
            qFatal("cannot become root again");
        }
    }
    WithoutPrivileges(const WithoutPrivileges &) = delete;
    WithoutPrivileges &operator=(const WithoutPrivileges &) = delete;
    bool effective() const { return geteuid() != 0; }

private:
    static constexpr unsigned nobody = 65534;
    bool m_dropped = false;
};

// No file may grow beyond so many bytes, as under a quota or on FAT; the disk itself has space.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);  // the write fails instead
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        m_set = setrlimit(RLIMIT_FSIZE, &limit) == 0;
    }
    ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &m_before); }
    FileSizeLimit(const FileSizeLimit &) = delete;
    FileSizeLimit &operator=(const FileSizeLimit &) = delete;
    bool set() const { return m_set; }

private:
    rlimit m_before{};
    bool m_set = false;
};

// A file system of 3 MB, where the test may mount one.
class SmallFileSystem {
public:
    SmallFileSystem()
    {
        const QStringList arguments{QStringLiteral("-t"),    QStringLiteral("tmpfs"),
                                    QStringLiteral("-o"),    QStringLiteral("size=3m"),
                                    QStringLiteral("tmpfs"), m_folder.path()};
        m_mounted = geteuid() == 0 && QProcess::execute(QStringLiteral("mount"), arguments) == 0;
    }
    ~SmallFileSystem()
    {
        if (m_mounted) {
            QProcess::execute(QStringLiteral("umount"), {m_folder.path()});
        }
    }
    SmallFileSystem(const SmallFileSystem &) = delete;
    SmallFileSystem &operator=(const SmallFileSystem &) = delete;
    bool mounted() const { return m_mounted; }
    QString filePath(const QString &name) const { return m_folder.filePath(name); }

private:
    QTemporaryDir m_folder;
    bool m_mounted = false;
};

}  // namespace

class TestDisk : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readOnlyFileAndFolder()
    {
        TestLibrary library;
        library.import(papers(3));
        library.close();
        QFile::setPermissions(library.path(),
                              QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther);
        QFile::setPermissions(library.folder(), QFile::ReadOwner | QFile::ReadGroup
                                                        | QFile::ExeGroup | QFile::ExeOwner
                                                        | QFile::ReadOther | QFile::ExeOther);
        const QString absent = QDir(library.folder()).filePath(QStringLiteral("absent.sqlite"));
        const QString below = QDir(library.folder()).filePath(QStringLiteral("sub/new.sqlite"));
        {
            const WithoutPrivileges nobody;
            if (!nobody.effective()) {
                QSKIP("cannot become an unprivileged user here");
            }
            verifyNames(errorOf(library.path()), ErrorCode::Unwritable, library.path());
            verifyNames(errorOf(absent), ErrorCode::Unwritable, library.folder());
            verifyNames(errorOf(below), ErrorCode::Unwritable, library.folder());
            auto reader = Store::open(library.path(), OpenMode::ReadOnly);
            QVERIFY2(reader, reader ? "" : reader.error().message.en.c_str());
            QCOMPARE(valueOf((*reader)->paperIds({})).size(), 3);
        }
        QFile::setPermissions(library.path(), {});
        {
            const WithoutPrivileges nobody;
            verifyNames(errorOf(library.path(), OpenMode::ReadOnly), ErrorCode::Unreadable,
                        library.path());
        }
        QFile::setPermissions(library.folder(),
                              QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }

    void fullDiskChangesNothing()
    {
        const SmallFileSystem disk;
        if (!disk.mounted()) {
            QSKIP("cannot mount a small file system here");
        }
        const QString path = disk.filePath(QStringLiteral("library.sqlite"));
        auto opened = Store::open(path);
        QVERIFY2(opened, opened ? "" : opened.error().message.en.c_str());
        QVERIFY((*opened)->apply({planOf(papers(20))}));
        const auto full =
                (*opened)->apply({planOf(papers(5000, QStringLiteral("2025-11-11T00:00:00")))});
        QVERIFY(!full);
        verifyNames(full.error(), ErrorCode::DiskFull, path);
        QCOMPARE(valueOf((*opened)->paperIds({})).size(), 20);
        QCOMPARE(valueOf((*opened)->facets({})).total, 20);
        QVERIFY((*opened)->apply({planOf(papers(2, QStringLiteral("2025-12-12T00:00:00")))}));
        opened->reset();
        opened = Store::open(path);
        QVERIFY(opened);
        QCOMPARE(valueOf((*opened)->paperIds({})).size(), 22);
    }

    void aFileThatMayNotGrowChangesNothing()
    {
        TestLibrary library;
        library.import(papers(20));
        const Report large = papers(5000, QStringLiteral("2025-11-11T00:00:00"));
        {
            const FileSizeLimit limit(1 << 20);
            QVERIFY(limit.set());
            const auto full = library->apply({planOf(large)});
            QVERIFY(!full);
            verifyNames(full.error(), ErrorCode::DiskFull, library.path());
            QCOMPARE(valueOf(library->paperIds({})).size(), 20);
        }
        library.reopen();
        QCOMPARE(valueOf(library->paperIds({})).size(), 20);
        QCOMPARE(valueOf(library->facets({})).total, 20);
        QVERIFY(!library->hasSource(large.sourceSha256));
        // With space again, the same import goes through.
        QCOMPARE(library.import(large).files[0].newPapers, 5000);
    }

    void aNewLibraryOnAFullDisk()
    {
        const SmallFileSystem disk;
        if (!disk.mounted()) {
            QSKIP("cannot mount a small file system here");
        }
        QFile filler(disk.filePath(QStringLiteral("filler")));
        QVERIFY(filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
        const QByteArray block(4096, 'x');
        while (filler.write(block) == block.size()) {
        }
        const QString path = disk.filePath(QStringLiteral("library.sqlite"));
        verifyNames(errorOf(path), ErrorCode::DiskFull, path);
        QVERIFY(filler.remove());
        QVERIFY(Store::open(path));
    }
};

QTEST_GUILESS_MAIN(TestDisk)
#include "test_disk.moc"
