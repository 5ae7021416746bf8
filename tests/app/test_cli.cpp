// End-to-end tests of the command line on reports: the real program on the bundled ones.
#include "cli_program.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTest>

class TestCli : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void importsTheBundledReports();
    void repairsAreCountedOrListed();
    void importingAgainChangesNothing();
    void dryRunWritesNothing();
    void dryRunLeavesALibraryAsItIs();
    void undoTakesTheImportBack();
    void oneDoorForReportsAndResults();
    void exportsTheLibraryAsItsSchema();
    void listsPapersOfATechnique();
    void showsAPaper();
    void speaksChinese();
    void badInputIsOneLine_data();
    void badInputIsOneLine();

private:
    QString path(const QString &name) const { return m_library.path(name); }
    Outcome inLibrary(const QStringList &arguments) const { return m_library.run(arguments); }

    CliLibrary m_library;
};

void TestCli::initTestCase()
{
    QVERIFY(m_library.folder.isValid());
    QVERIFY2(QFileInfo(program()).isExecutable(), "build the target touchstone first");
}

void TestCli::importsTheBundledReports()
{
    const Outcome outcome =
            inLibrary({QStringLiteral("import"), bundledReports(), QStringLiteral("--json")});
    QCOMPARE(outcome.exitCode, 0);
    const QJsonArray files = outcome.json().value(QStringLiteral("files")).toArray();
    QCOMPARE(files.size(), 5);
    int papers = 0;
    for (const QJsonValue &file : files) {
        QCOMPARE(file[QStringLiteral("status")].toString(), QStringLiteral("imported"));
        QVERIFY(file[QStringLiteral("error")].isNull());
        QVERIFY(file[QStringLiteral("claims")].toInt() > 0);
        QCOMPARE(file[QStringLiteral("papers")], file[QStringLiteral("new_papers")]);
        papers += file[QStringLiteral("papers")].toInt();
    }
    QCOMPARE(papers, 76);
}

void TestCli::repairsAreCountedOrListed()
{
    const QString library = path(QStringLiteral("repairs.db"));
    const QStringList import{QStringLiteral("import"), bundledReports(), QStringLiteral("--db"),
                             library};
    const Outcome counted = touchstone(import);
    QCOMPARE(counted.exitCode, 0);
    QCOMPARE(counted.out.count('\n'), 5);  // one line per report
    QCOMPARE(counted.err.count('\n'), 1);
    const int repairs = counted.err.split(' ').first().toInt();
    QVERIFY2(repairs > 1, counted.err.constData());
    const Outcome listed = touchstone(
            import + QStringList{QStringLiteral("--dry-run"), QStringLiteral("--verbose")});
    QCOMPARE(listed.exitCode, 0);
    QCOMPARE(listed.err.count('\n'), repairs);
    QVERIFY(listed.err.contains("report-2025-09-10.md:"));
}

void TestCli::importingAgainChangesNothing()
{
    const Outcome before = inLibrary({QStringLiteral("export"), QStringLiteral("library")});
    const Outcome again =
            inLibrary({QStringLiteral("import"), bundledReports(), QStringLiteral("--json")});
    QCOMPARE(again.exitCode, 0);
    for (const QJsonValue &file : again.json().value(QStringLiteral("files")).toArray()) {
        QCOMPARE(file[QStringLiteral("status")].toString(), QStringLiteral("unchanged"));
        QCOMPARE(file[QStringLiteral("new_papers")].toInt(), 0);
    }
    QCOMPARE(inLibrary({QStringLiteral("export"), QStringLiteral("library")}).out, before.out);
}

void TestCli::dryRunWritesNothing()
{
    const QString folder = path(QStringLiteral("dry/run"));
    const QStringList dryRun{QStringLiteral("import"),    bundledReports(),
                             QStringLiteral("--db"),      folder + QStringLiteral("/library.db"),
                             QStringLiteral("--dry-run"), QStringLiteral("--json")};
    const Outcome outcome = touchstone(dryRun);
    QCOMPARE(outcome.exitCode, 0);
    QVERIFY(outcome.json().value(QStringLiteral("dry_run")).toBool());
    const QJsonArray files = outcome.json().value(QStringLiteral("files")).toArray();
    QCOMPARE(files.size(), 5);
    for (const QJsonValue &file : files) {
        QVERIFY(file[QStringLiteral("new_papers")].toInt() > 0);
        QCOMPARE(file[QStringLiteral("plan")].toArray().size(),
                 file[QStringLiteral("papers")].toInt());
    }
    // Neither the library nor its parent folders.
    QVERIFY(!QFileInfo::exists(path(QStringLiteral("dry"))));
}

void TestCli::dryRunLeavesALibraryAsItIs()
{
    const QString library = path(QStringLiteral("dry-known.db"));
    const QString one = bundledReports() + QStringLiteral("/report-2025-09-10.md");
    const QStringList db{QStringLiteral("--db"), library};
    QCOMPARE(touchstone(QStringList{QStringLiteral("import"), one} + db).exitCode, 0);
    const auto bytes = [&] {
        QFile file(library);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    const QByteArray before = bytes();
    QVERIFY(!before.isEmpty());
    const Outcome outcome =
            touchstone(QStringList{QStringLiteral("import"), bundledReports(),
                                   QStringLiteral("--dry-run"), QStringLiteral("--json")}
                       + db);
    QCOMPARE(outcome.exitCode, 0);
    const QJsonArray files = outcome.json().value(QStringLiteral("files")).toArray();
    QCOMPARE(files.size(), 5);
    QCOMPARE(files[0][QStringLiteral("status")].toString(), QStringLiteral("unchanged"));
    QCOMPARE(files[1][QStringLiteral("status")].toString(), QStringLiteral("imported"));
    QCOMPARE(bytes(), before);
}

void TestCli::undoTakesTheImportBack()
{
    const QStringList library{QStringLiteral("--db"), path(QStringLiteral("undo.db"))};
    QCOMPARE(touchstone(QStringList{QStringLiteral("import"), bundledReports()} + library).exitCode,
             0);
    QCOMPARE(touchstone(QStringList{QStringLiteral("import"), QStringLiteral("--undo")} + library)
                     .exitCode,
             0);
    const Outcome list = touchstone(
            QStringList{QStringLiteral("list"), QStringLiteral("papers"), QStringLiteral("--json")}
            + library);
    QVERIFY(list.json().value(QStringLiteral("papers")).toArray().isEmpty());
}

// Reports, bibliographies and results by content, in folders inside folders; the rest is named.
void TestCli::oneDoorForReportsAndResults()
{
    const QString folder = path(QStringLiteral("mixed"));
    QVERIFY(QDir().mkpath(folder + QStringLiteral("/inside")));
    const auto put = [&](const char *name, const QByteArray &bytes) {
        QFile file(folder + u'/' + QString::fromUtf8(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    };
    put("inside/a.bib", "@misc{a, title={Quartz: a paper}}");
    put("inside/b.json", R"({"context":{"host_name":"h1"},"benchmarks":[
{"name":"x","real_time":10,"time_unit":"ns"},{"name":"y","error_occurred":true}]})");
    put("c.md", "| model | ngl | test | t/s |\n| --- | --- | --- | --- |\n"
                "| tiny | 99 | pp512 | 100.0 ± 1.0 |\n");
    put("package.json", R"({"name":"x"})");
    put("d.png", "x");
    const QStringList library{QStringLiteral("--db"), path(QStringLiteral("mixed.db"))};
    const Outcome outcome = touchstone(QStringList{QStringLiteral("import"), folder} + library);
    QCOMPARE(outcome.exitCode, 0);
    QVERIFY(outcome.out.contains("a.bib: imported 1 papers"));
    QVERIFY(outcome.out.contains("b.json: results: added 1"));
    QVERIFY(outcome.out.contains("c.md: results: added 1"));
    QVERIFY(outcome.err.contains("b.json: left out: y (error)"));
    QVERIFY(outcome.err.contains("package.json: JSON with the keys"));
    QVERIFY(outcome.err.contains("d.png"));
    const Outcome again = touchstone(
            QStringList{QStringLiteral("import"), folder, QStringLiteral("--json")} + library);
    QCOMPARE(again.exitCode, 0);
    QStringList status;
    for (const QJsonValue file : again.json().value(QStringLiteral("files")).toArray()) {
        status << file[QStringLiteral("status")].toString();
    }
    QCOMPARE(status.count(QStringLiteral("unchanged")), 3);
    QCOMPARE(status.count(QStringLiteral("left-out")), 1);
    // A file named by itself is another matter.
    QCOMPARE(touchstone(
                     QStringList{QStringLiteral("import"), folder + QStringLiteral("/package.json")}
                     + library)
                     .exitCode,
             1);

    // A bundle holds one machine: which one has to be said.
    const QString bundle = path(QStringLiteral("mixed-out.json"));
    const QStringList out{QStringLiteral("bundle"), QStringLiteral("export"), bundle};
    const Outcome several = touchstone(out + library);
    QCOMPARE(several.exitCode, 1);
    QVERIFY(several.err.contains("--machine: m-"));
    QVERIFY(!QFile::exists(bundle));
    const int at = int(several.err.indexOf("m-"));
    const QString machine = QString::fromUtf8(several.err.mid(at, 14));
    const Outcome one =
            touchstone(out + QStringList{QStringLiteral("--machine"), machine} + library);
    QVERIFY2(one.exitCode == 0, one.err.constData());
    QVERIFY(QFile::exists(bundle));
}

void TestCli::exportsTheLibraryAsItsSchema()
{
    const QString file = path(QStringLiteral("library.json"));
    QCOMPARE(inLibrary({QStringLiteral("export"), QStringLiteral("library"),
                        QStringLiteral("--output"), file})
                     .exitCode,
             0);
    QFile exported(file);
    QVERIFY(exported.open(QIODevice::ReadOnly));
    const QJsonObject library = QJsonDocument::fromJson(exported.readAll()).object();
    QCOMPARE(library.value(QStringLiteral("schema")).toString(),
             QStringLiteral("touchstone-library/1"));
    const QJsonArray reports = library.value(QStringLiteral("reports")).toArray();
    QCOMPARE(reports.size(), 5);
    for (const QJsonValue &report : reports) {
        const QJsonArray papers = report[QStringLiteral("papers")].toArray();
        QCOMPARE(papers.size(), report[QStringLiteral("paper_count")].toInt());
        for (const QJsonValue &paper : papers) {
            for (const QJsonValue &claim : paper[QStringLiteral("claims")].toArray()) {
                for (const QJsonValue &source : claim[QStringLiteral("sources")].toArray()) {
                    const std::u32string text = paper[source[QStringLiteral("field")].toString()]
                                                        .toString()
                                                        .toStdU32String();
                    const auto start = std::size_t(source[QStringLiteral("start")].toInt());
                    const auto length = std::size_t(source[QStringLiteral("length")].toInt());
                    QCOMPARE(QString::fromStdU32String(text.substr(start, length)),
                             source[QStringLiteral("quote")].toString());
                }
            }
        }
    }
    // An export can be imported elsewhere without loss.
    const QStringList other{QStringLiteral("--db"), path(QStringLiteral("other.db"))};
    const Outcome imported = touchstone(
            QStringList{QStringLiteral("import"), file, QStringLiteral("--json")} + other);
    QCOMPARE(imported.exitCode, 0);
    const Outcome list = touchstone(
            QStringList{QStringLiteral("list"), QStringLiteral("papers"), QStringLiteral("--json")}
            + other);
    QCOMPARE(list.json().value(QStringLiteral("papers")).toArray().size(), 76);
}

void TestCli::listsPapersOfATechnique()
{
    const Outcome all =
            inLibrary({QStringLiteral("list"), QStringLiteral("papers"), QStringLiteral("--json")});
    QCOMPARE(all.json().value(QStringLiteral("papers")).toArray().size(), 76);
    const Outcome some =
            inLibrary({QStringLiteral("list"), QStringLiteral("papers"), QStringLiteral("--json"),
                       QStringLiteral("--technique"), QStringLiteral("quantization")});
    QCOMPARE(some.exitCode, 0);
    const QJsonArray papers = some.json().value(QStringLiteral("papers")).toArray();
    QVERIFY(!papers.isEmpty() && papers.size() < 76);
    for (const QJsonValue &paper : papers) {
        QVERIFY(paper[QStringLiteral("techniques")].toArray().contains(
                QStringLiteral("quantization")));
    }
}

void TestCli::showsAPaper()
{
    const Outcome found =
            inLibrary({QStringLiteral("list"), QStringLiteral("papers"), QStringLiteral("--json"),
                       QStringLiteral("--search"), QStringLiteral("Astra")});
    const QJsonArray papers = found.json().value(QStringLiteral("papers")).toArray();
    QVERIFY(!papers.isEmpty());
    const QString id = papers.first()[QStringLiteral("id")].toString();
    const Outcome shown = inLibrary({QStringLiteral("show"), id, QStringLiteral("--json")});
    QCOMPARE(shown.exitCode, 0);
    QVERIFY(shown.json()
                    .value(QStringLiteral("title"))
                    .toString()
                    .contains(QStringLiteral("Astra")));
    QVERIFY(!shown.json().value(QStringLiteral("rows")).toArray().isEmpty());
}

void TestCli::speaksChinese()
{
    const Outcome help =
            touchstone({QStringLiteral("--help"), QStringLiteral("--lang"), QStringLiteral("zh")});
    QCOMPARE(help.exitCode, 0);
    QVERIFY(QString::fromUtf8(help.out).contains(QStringLiteral("导入")));
    for (const QStringList &command : {QStringList(), QStringList(QStringLiteral("run")),
                                       QStringList(QStringLiteral("bundle"))}) {
        const QString shown = QString::fromUtf8(
                touchstone(command
                           + QStringList{QStringLiteral("--help"), QStringLiteral("--lang"),
                                         QStringLiteral("zh")})
                        .out);
        for (const char *heading : {"Usage", "Options", "commands", "Arguments", "Excludes"}) {
            QVERIFY2(!shown.contains(QLatin1String(heading)), heading);
        }
    }
    const Outcome missing = touchstone({QStringLiteral("import"), QStringLiteral("/nowhere.md"),
                                        QStringLiteral("--lang"), QStringLiteral("zh"),
                                        QStringLiteral("--db"), path(QStringLiteral("zh.db"))});
    QCOMPARE(missing.exitCode, 1);
    QVERIFY(QString::fromUtf8(missing.err).contains(QStringLiteral("不存在")));
}

void TestCli::badInputIsOneLine_data()
{
    const auto file = [this](const char *name, const QByteArray &bytes) {
        QFile out(path(QString::fromLatin1(name)));
        if (out.open(QIODevice::WriteOnly)) {
            out.write(bytes);
        }
        return out.fileName();
    };
    const QString empty = file("empty.md", {});
    const QString binary = file("image.md", QByteArray::fromHex("89504e470d0a1a0a0000000d"));
    file("no\nlibrary.db", "a file, so no folder");
    const QString corrupt = file("corrupt.db", QByteArray(4096, 'x'));
    const QString good = bundledReports() + QStringLiteral("/report-2025-09-10.md");

    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("named");
    const auto row = [](const char *name, const QStringList &arguments, int code,
                        const QString &named) {
        QTest::newRow(name) << arguments << code << named;
    };
    const QString import = QStringLiteral("import");
    row("missing file", {import, path(QStringLiteral("nowhere.md"))}, 1,
        QStringLiteral("nowhere.md"));
    row("missing file with a hostile name", {import, path(QStringLiteral("a\nb\x1b[2J\u202e.md"))},
        1, QStringLiteral("a\\nb\\x1b[2J\\u202e.md"));
    row("empty file with a line break", {import, file("empty\nline.md", {})}, 1,
        QStringLiteral("empty\\nline.md"));
    row("library with a line break",
        {import, good, QStringLiteral("--db"), path(QStringLiteral("no\nlibrary.db/x/y"))}, 1,
        QStringLiteral("no\\nlibrary.db"));
    row("option with a line break", {import, QStringLiteral("--no\nsuch")}, 2,
        QStringLiteral("--no\\nsuch"));
    row("empty file", {import, empty}, 1, QStringLiteral("empty.md"));
    row("binary file", {import, binary}, 1, QStringLiteral("image.md"));
    row("corrupt library", {import, good, QStringLiteral("--db"), corrupt}, 1,
        QStringLiteral("corrupt.db"));
    row("folder as library", {import, good, QStringLiteral("--db"), m_library.folder.path()}, 1,
        m_library.folder.path());
    row("unknown kernel", {QStringLiteral("run"), QStringLiteral("no-such-kernel")}, 2,
        QStringLiteral("no-such-kernel"));
    row("unknown device",
        {QStringLiteral("run"), QStringLiteral("lora-selfroute-merge"), QStringLiteral("--device"),
         QStringLiteral("opencl:99")},
        2, QStringLiteral("opencl:99"));
    row("result into a missing folder",
        {QStringLiteral("run"), QStringLiteral("lora-selfroute-merge"), QStringLiteral("--output"),
         path(QStringLiteral("no/such/bundle.json"))},
        1, QStringLiteral("bundle.json"));
    row("unknown claim", {QStringLiteral("run"), QStringLiteral("--claim"), QStringLiteral("c-9")},
        1, QStringLiteral("c-9"));
    row("unknown run", {QStringLiteral("runs"), QStringLiteral("remove"), QStringLiteral("r-9")}, 1,
        QStringLiteral("r-9"));
    row("unknown paper", {QStringLiteral("show"), QStringLiteral("p-nowhere")}, 1,
        QStringLiteral("p-nowhere"));
    row("unknown command", {QStringLiteral("frobnicate")}, 2, QStringLiteral("frobnicate"));
    row("unknown chart kind",
        {QStringLiteral("chart"), QStringLiteral("pie"), QStringLiteral("--output"),
         path(QStringLiteral("pie.svg"))},
        2, QStringLiteral("pie"));
    row("unknown chart format",
        {QStringLiteral("chart"), QStringLiteral("claims-vs-measured"), QStringLiteral("--output"),
         path(QStringLiteral("chart.doc"))},
        2, QStringLiteral("chart.doc"));
    row("chart into a missing folder",
        {QStringLiteral("chart"), QStringLiteral("claims-vs-measured"), QStringLiteral("--output"),
         path(QStringLiteral("no/such/chart.svg"))},
        1, QStringLiteral("chart.svg"));
    row("damaged bundle", {QStringLiteral("bundle"), import, good}, 1,
        QStringLiteral("report-2025-09-10.md"));
}

void TestCli::badInputIsOneLine()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, exitCode);
    QFETCH(QString, named);
    if (!arguments.contains(QStringLiteral("--db"))) {
        arguments << QStringLiteral("--db") << path(QStringLiteral("bad.db"));
    }
    const Outcome outcome = touchstone(arguments);
    QVERIFY2(outcome.exitCode == exitCode, outcome.err.constData());
    QVERIFY2(outcome.err.contains(named.toUtf8()), outcome.err.constData());
    QVERIFY2(outcome.err.trimmed().count('\n') == 0, outcome.err.constData());
    QVERIFY(outcome.out.isEmpty());
}

QTEST_GUILESS_MAIN(TestCli)
#include "test_cli.moc"
