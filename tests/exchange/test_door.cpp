// The one door: every file by its content, and each refusal says what the file is.
#include "exchange/door.h"
#include "importing/file_name.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace touchstone;
using namespace touchstone::exchange;

class TestDoor : public QObject {
    Q_OBJECT

    Result<Opened> open(const QByteArray &bytes, const std::string &name = "file.txt")
    {
        const QString path = importing::textOf(m_folder.path().toStdString() + '/' + name);
        std::FILE *const file = std::fopen(importing::pathOf(path).c_str(), "wb");
        std::fwrite(bytes.constData(), 1, std::size_t(bytes.size()), file);
        std::fclose(file);
        return openFile(path);
    }

    QTemporaryDir m_folder;

private Q_SLOTS:
    void refusalsSayWhatTheFileIs_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char *name, const char *bytes, const char *says) {
            QTest::newRow(name) << QByteArray(bytes) << QByteArray(says);
        };
        row("list of objects", R"([{"id": 1, "score": 2}, {"id": 2}])",
            "a JSON list of objects with the keys id, score; of no format that is known");
        row("list of numbers", "[1, 2, 3]", "a JSON list of numbers");
        row("list of texts", R"(["a", "b"])", "a JSON list without objects");
        row("empty list", "[]", "an empty JSON list");
        row("object", R"({"name": "x", "version": 1})", "JSON with the keys name, version");
        row("objects, one a line", "{\"id\": 1}\n{\"id\": 2}\n",
            "a JSON list of objects with the keys id");
        row("damaged", "{\"a\": 1,\n \"b\": }", "line 2");
        row("trace", R"({"traceEvents": []})", "trace of a profiler");
        row("log with times", "[2026-01-02 10:00:00] started\n[2026-01-02 10:00:01] done\n",
            "plain text");
        row("log with levels", "[INFO] started\n[INFO] done\n", "plain text");
        row("Triton without units", "M,N,cuBLAS,Triton\n256.0,256.0,2.0,4.0\n",
            "columns have no unit (M, N, cuBLAS, Triton)");
        row("XML", "<?xml version=\"1.0\"?>\n<svg/>\n", "plain text");
        row("bundle of a later version", R"({"schema": "touchstone-bundle/9"})",
            "touchstone-bundle");
    }
    void refusalsSayWhatTheFileIs()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, says);
        const auto opened = open(bytes);
        QVERIFY(!opened);
        const std::string &message = opened.error().message.en;
        QVERIFY2(message.find(says.toStdString()) != std::string::npos, message.c_str());
        QVERIFY2(message.find("CSL-JSON") == std::string::npos
                         || message.find("papers come as") != std::string::npos,
                 message.c_str());
        QVERIFY2(message.find("file.txt") != std::string::npos, message.c_str());
        QVERIFY(!opened.error().message.zh.empty());
    }

    void aListOfHyperfineIsRead()
    {
        for (const char *const list :
             {R"([{"command": "a", "mean": 0.5, "times": [0.4, 0.6]}, {"command": "b", "mean": 2}])",
              R"([{"results": [{"command": "a", "mean": 0.5, "times": [0.4, 0.6]}]},
                  {"results": [{"command": "b", "mean": 2}]}])"}) {
            const auto opened = open(list);
            QVERIFY2(opened.has_value(), opened ? "" : opened.error().message.en.c_str());
            QVERIFY(opened->results);
            const measure::KernelResult &result = opened->results->results.at(0);
            QCOMPARE(result.kernel, std::string("hyperfine"));
            QCOMPARE(result.variants.size(), std::size_t(2));
            QCOMPARE(result.variants[0].medianNs, 5e8);
            QCOMPARE(result.variants[1].medianNs, 2e9);
        }
    }

    void theOriginIsNamedWhateverItsBytes()
    {
        const auto opened = open(R"({"results": [{"command": "a", "mean": 1}]})", "caf\xe9.json");
        QVERIFY(opened.has_value());
        QCOMPARE(opened->origin.file, std::string("caf\\xe9.json"));
        QCOMPARE(opened->origin.sha256.size(), std::size_t(64));
    }
};

QTEST_GUILESS_MAIN(TestDoor)
#include "test_door.moc"
