#include "base/files.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace touchstone;

namespace {

std::string contentOf(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void put(const std::filesystem::path &path, std::string_view content)
{
    std::ofstream(path, std::ios::binary) << content;
}

constexpr std::string_view database("SQLite format 3\0rest", 20);

}  // namespace

class TestFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void replacesTheFileAndKeepsItsPermissions();
    void aLinkStaysALink();
    void neverReplacesADatabase_data();
    void neverReplacesADatabase();
    void namesWhyItCannotWrite();
    void writesIntoAPipeThatIsRead();
    void aPipeWithoutReaderIsNamed();
    void aReaderThatLeavesIsNamed();
    void stopsWaitingForASlowReader();
    void aReadyReaderGetsAllInSpiteOfAStop();
    void aLinkToNothingIsRefused();
    void readsFilesAndPipes();
    void stopsWaitingForAPipe();
    void neverReadsWithoutEnd();

private:
    std::filesystem::path path(const char *name) const
    {
        return m_folder.filePath(QLatin1String(name)).toStdString();
    }
    QTemporaryDir m_folder;
};

void TestFiles::replacesTheFileAndKeepsItsPermissions()
{
    QVERIFY(writeOutput(path("new"), "one"));
    QCOMPARE(contentOf(path("new")), std::string("one"));
    QCOMPARE(::chmod(path("new").c_str(), 0640), 0);
    QVERIFY(writeOutput(path("new"), "two"));
    QCOMPARE(contentOf(path("new")), std::string("two"));
    struct stat status {};
    QCOMPARE(::stat(path("new").c_str(), &status), 0);
    QCOMPARE(int(status.st_mode & 0777), 0640);
}

void TestFiles::aLinkStaysALink()
{
    put(path("target"), "old");
    std::filesystem::create_symlink("target", path("link"));
    QVERIFY(writeOutput(path("link"), "new"));
    QVERIFY(std::filesystem::is_symlink(path("link")));
    QCOMPARE(contentOf(path("target")), std::string("new"));
}

void TestFiles::neverReplacesADatabase_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"lib.db", "to-lib.db", "lib.db-wal", "lib.db-shm", "lib.db-journal"}) {
        QTest::newRow(name) << QString::fromLatin1(name);
    }
}

void TestFiles::neverReplacesADatabase()
{
    QFETCH(QString, name);
    put(path("lib.db"), database);
    put(path("lib.db-wal"), "log");
    std::error_code already;
    std::filesystem::create_symlink("lib.db", path("to-lib.db"), already);
    const auto target = path(name.toLatin1().constData());
    const std::string before = contentOf(target);
    for (const auto &done : {outputCanBeWritten(target), writeOutput(target, "{}")}) {
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::Unwritable);
        QVERIFY(done.error().message.en.find(target.string()) != std::string::npos);
    }
    QCOMPARE(contentOf(target), before);
}

void TestFiles::namesWhyItCannotWrite()
{
    const auto folder = writeOutput(m_folder.path().toStdString(), "");
    QVERIFY(!folder);
    QVERIFY(folder.error().message.en.find("is a folder") != std::string::npos);
    const auto missing = writeOutput(path("no/such/file"), "");
    QVERIFY(!missing);
    QVERIFY(missing.error().message.en.find("does not exist") != std::string::npos);
    const auto full = writeOutput("/dev/full", "x");
    QVERIFY(!full);
    QCOMPARE(full.error().code, ErrorCode::DiskFull);
    QVERIFY(std::filesystem::is_character_file("/dev/full"));
}

void TestFiles::writesIntoAPipeThatIsRead()
{
    QCOMPARE(::mkfifo(path("pipe").c_str(), 0600), 0);
    std::string read;
    std::thread reader([&] { read = contentOf(path("pipe")); });
    // The reader opens the pipe in its own time.
    Result<> done = writeOutput(path("pipe"), "through");
    for (int attempt = 0; !done && attempt < 500; ++attempt) {
        QTest::qSleep(10);
        done = writeOutput(path("pipe"), "through");
    }
    reader.join();
    QVERIFY(done);
    QCOMPARE(read, std::string("through"));
    QVERIFY(std::filesystem::is_fifo(path("pipe")));
}

void TestFiles::aPipeWithoutReaderIsNamed()
{
    QCOMPARE(::mkfifo(path("unread").c_str(), 0600), 0);
    const auto done = writeOutput(path("unread"), "x");
    QVERIFY(!done);
    QVERIFY(done.error().message.en.find("nobody reads") != std::string::npos);
    QVERIFY(std::filesystem::is_fifo(path("unread")));
}

void TestFiles::aReaderThatLeavesIsNamed()
{
    QCOMPARE(::mkfifo(path("left").c_str(), 0600), 0);
    const int reader = ::open(path("left").c_str(), O_RDONLY | O_NONBLOCK);
    std::thread person([&] {
        QTest::qSleep(50);
        ::close(reader);
    });
    const auto done = writeOutput(path("left"), std::string(1 << 20, 'x'));  // more than it holds
    person.join();
    QVERIFY(!done);
    QCOMPARE(done.error().code, ErrorCode::Unwritable);
}

void TestFiles::stopsWaitingForASlowReader()
{
    QCOMPARE(::mkfifo(path("slow").c_str(), 0600), 0);
    const int reader = ::open(path("slow").c_str(), O_RDONLY | O_NONBLOCK);
    std::stop_source stop;
    std::thread person([&] {
        QTest::qSleep(50);
        stop.request_stop();
    });
    const auto done = writeOutput(path("slow"), std::string(1 << 20, 'x'), stop.get_token());
    person.join();
    ::close(reader);
    QVERIFY(!done);
    QVERIFY(done.error().cancelled());
}

void TestFiles::aReadyReaderGetsAllInSpiteOfAStop()
{
    QCOMPARE(::mkfifo(path("ready").c_str(), 0600), 0);
    const int reader = ::open(path("ready").c_str(), O_RDONLY | O_NONBLOCK);
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(writeOutput(path("ready"), "what was measured", stop.get_token()));
    std::array<char, 64> buffer{};
    QCOMPARE(::read(reader, buffer.data(), buffer.size()), ssize_t(17));
    ::close(reader);
}

void TestFiles::aLinkToNothingIsRefused()
{
    std::filesystem::create_symlink("absent", path("dangling"));
    QVERIFY(!writeOutput(path("dangling"), "x"));
    QVERIFY(std::filesystem::is_symlink(path("dangling")));
}

void TestFiles::readsFilesAndPipes()
{
    put(path("file"), std::string(200'000, 'x'));
    const auto file = readInput(path("file"), {});
    QVERIFY(file);
    QCOMPARE(file->size(), std::size_t(200'000));
    QCOMPARE(::mkfifo(path("filled").c_str(), 0600), 0);
    std::thread writer([&] { put(path("filled"), "from a pipe"); });
    const auto piped = readInput(path("filled"), {});
    writer.join();
    QVERIFY(piped);
    QCOMPARE(*piped, std::string("from a pipe"));
    QCOMPARE(readInput(path("absent"), {}).error().code, ErrorCode::NotFound);
    QCOMPARE(readInput(m_folder.path().toStdString(), {}).error().code, ErrorCode::Unreadable);
}

void TestFiles::stopsWaitingForAPipe()
{
    QCOMPARE(::mkfifo(path("silent").c_str(), 0600), 0);
    std::stop_source stop;
    std::thread person([&] {
        QTest::qSleep(50);
        stop.request_stop();
    });
    const auto read = readInput(path("silent"), stop.get_token());
    person.join();
    QVERIFY(!read);
    QVERIFY(read.error().cancelled());
}

void TestFiles::neverReadsWithoutEnd()
{
    const auto zeros = readInput("/dev/zero", {});
    QVERIFY(!zeros);
    QCOMPARE(zeros.error().code, ErrorCode::Invalid);
    QVERIFY(zeros.error().message.en.find("larger than") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestFiles)
#include "test_files.moc"
