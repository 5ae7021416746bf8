// Names of files are bytes; those that are no UTF-8 are read, and shown as \xff.
#include "importing/file_name.h"
#include "importing/importer.h"
#include "sample.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace touchstone;
using namespace touchstone::importing;

namespace {

// "é" of Latin-1, a sequence cut short, a surrogate in UTF-8, a stray continuation byte.
const std::vector<std::string> odd{"caf\xe9.md", "cut\xe8\xae.md", "half\xed\xa0\x80.md",
                                   "\x80.md"};

void write(const std::filesystem::path &path, const QByteArray &bytes)
{
    std::ofstream(path, std::ios::binary).write(bytes.constData(), bytes.size());
}

}  // namespace

class TestFileNames : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textLeadsBackToTheFile()
    {
        for (const std::string &name : {std::string("plain.md"), std::string("论文.md"),
                                        std::string("\xf0\x9f\x93\x84.md")}) {
            QCOMPARE(textOf(name), QString::fromStdString(name));
            QCOMPARE(pathOf(textOf(name)).string(), name);
            QCOMPARE(shownPath(textOf(name)), name);
        }
        for (const std::string &name : odd) {
            const QString text = textOf("/some/folder/" + name);
            QCOMPARE(pathOf(text).string(), "/some/folder/" + name);
            QVERIFY(QByteArrayView(shownPath(text)).isValidUtf8());
        }
        QCOMPARE(shownPath(textOf(odd[0])), std::string("caf\\xe9.md"));
        QCOMPARE(shownName(textOf("/a/" + odd[1])), QStringLiteral("cut\\xe8\\xae.md"));
    }

    void theyAreFoundAndRead()
    {
        QTemporaryDir folder;
        const std::filesystem::path place = folder.path().toStdString();
        for (const std::string &name : odd) {
            write(place / name, sampleReport());
        }
        write(place / "other\xff.png", "x");
        std::filesystem::create_directory(place / "deep\xfe");
        write(place / "deep\xfe" / "inside.md", sampleReport());
        const auto found = filesIn(folder.path());
        QVERIFY(found.has_value());
        QCOMPARE(found->files.size(), qsizetype(odd.size()) + 1);
        QCOMPARE(found->others.size(), 1);
        for (const QString &file : found->files) {
            const auto read = readFile(file);
            QVERIFY2(read.has_value(), read ? "" : read.error().message.en.c_str());
            QCOMPARE(read->first().sourceName, shownName(file));
        }
        const auto alone = filesIn(textOf(place / odd[0]));
        QVERIFY(alone.has_value());
        QCOMPARE(alone->files.size(), 1);
    }

    void refusalsNameThem()
    {
        QTemporaryDir folder;
        const std::filesystem::path place = folder.path().toStdString();
        const auto missing = readFile(textOf(place / odd[0]));
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        QVERIFY(missing.error().message.en.find("caf\\xe9.md: no such file") != std::string::npos);
        write(place / odd[0], "");
        const auto empty = readFile(textOf(place / odd[0]));
        QVERIFY(!empty);
        QVERIFY(empty.error().message.en.find("caf\\xe9.md: the file is empty")
                != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestFileNames)
#include "test_file_names.moc"
