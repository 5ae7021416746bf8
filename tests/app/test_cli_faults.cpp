// The command line at its borders: edited bundles, full disks, signals.
#include "cli_program.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

class TestCliFaults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void anEditedBundleIsMistrustedEverywhere();
    void aSoundBundleNamesItsFile();
    void aMistypedLibraryIsNotMade_data();
    void aMistypedLibraryIsNotMade();
    void writingMakesTheLibrary();
    void namesThatAreNoUtf8AreRead();
    void outputThatNobodyGetsIsAnError_data();
    void outputThatNobodyGetsIsAnError();
    void aSignalEndsAWaitingImport();
    void theSecondSignalEndsAnyCommand();
    void oddArgumentsAreRefused_data();
    void oddArgumentsAreRefused();
    void aWindowWithoutADisplayIsOneLine();

private:
    QString path(const QString &name) const { return m_library.path(name); }
    Outcome inLibrary(const QStringList &arguments) const { return m_library.run(arguments); }
    Outcome inLibrary(const char *arguments) const
    {
        return inLibrary(QString::fromLatin1(arguments).split(u' '));
    }
    QJsonArray runs() const
    {
        return inLibrary("runs list --json").json()[QStringLiteral("runs")].toArray();
    }
    QJsonArray rowsWith(const char *list) const
    {
        QJsonArray found;
        const QJsonArray rows =
                inLibrary("compare --all --json").json()[QStringLiteral("rows")].toArray();
        for (const QJsonValue &row : rows) {
            if (!row[QLatin1String(list)].toArray().isEmpty()) {
                found.append(row);
            }
        }
        return found;
    }

    CliLibrary m_library;
};

namespace {

const QString sound = QStringLiteral(TOUCHSTONE_SOURCE_DIR "/tests/fixtures/bundles/fused.json");

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Every ratio of times 100 times as large, without a limit, under another run id.
QByteArray edited()
{
    QJsonObject bundle = QJsonDocument::fromJson(contentOf(sound)).object();
    QJsonObject result = bundle[QStringLiteral("results")].toArray().first().toObject();
    QJsonArray ratios;
    const QJsonArray before = result[QStringLiteral("ratios")].toArray();
    for (const QJsonValue &value : before) {
        QJsonObject ratio = value.toObject();
        for (const QString &key :
             {QStringLiteral("ratio"), QStringLiteral("low"), QStringLiteral("high")}) {
            ratio[key] = 100 * ratio[key].toDouble();
        }
        ratio[QStringLiteral("limit")] = QJsonValue();
        ratio[QStringLiteral("verdict")] = QStringLiteral("faster");
        ratios.append(ratio);
    }
    result[QStringLiteral("ratios")] = ratios;
    result[QStringLiteral("run_id")] = QStringLiteral("edited");
    bundle[QStringLiteral("results")] = QJsonArray{result};
    return QJsonDocument(bundle).toJson();
}

}  // namespace

void TestCliFaults::initTestCase()
{
    QVERIFY(m_library.folder.isValid());
    QCOMPARE(inLibrary({QStringLiteral("import"), bundledReports()}).exitCode, 0);
}

void TestCliFaults::anEditedBundleIsMistrustedEverywhere()
{
    QFile file(path(QStringLiteral("edited.json")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(edited());
    file.close();
    const Outcome imported =
            inLibrary({QStringLiteral("bundle"), QStringLiteral("import"), file.fileName()});
    QCOMPARE(imported.exitCode, 0);
    QVERIFY2(imported.err.contains("run edited (sglang-trio-fusion) is mistrusted"),
             imported.err.constData());
    QVERIFY2(imported.err.contains("its own samples say 1.796"), imported.err.constData());

    const QJsonArray listed = runs();
    QCOMPARE(listed.size(), 1);
    QVERIFY(listed[0][QStringLiteral("mistrusted")].toString().contains(
            QStringLiteral("its own samples say")));
    const QJsonObject origin = listed[0][QStringLiteral("came_from")].toObject();
    QCOMPARE(origin[QStringLiteral("file")].toString(), QStringLiteral("edited.json"));
    QCOMPARE(origin[QStringLiteral("sha256")].toString().size(), 64);
    QVERIFY(inLibrary("list runs").out.contains("mistrusted: "));
    QVERIFY(inLibrary("export measurements --format csv").out.contains("mistrusted: "));

    // No claim is answered by it, and each that it could answer says so.
    QVERIFY(rowsWith("measured").isEmpty());
    const QJsonArray mistrusted = rowsWith("mistrusted");
    QVERIFY(!mistrusted.isEmpty());
    for (const QJsonValue &row : mistrusted) {
        QCOMPARE(row[QStringLiteral("answer")].toString(), QStringLiteral("not-run"));
        QVERIFY(row[QStringLiteral("sentence")].toString().contains(
                QStringLiteral("mistrusted and not compared")));
    }
    const QString paper = mistrusted[0][QStringLiteral("paper_id")].toString();
    QVERIFY(inLibrary({QStringLiteral("show"), paper}).out.contains("mistrusted and not compared"));

    const QString chart = path(QStringLiteral("chart.json"));
    QCOMPARE(inLibrary({QStringLiteral("chart"), QStringLiteral("ratio-over-size"),
                        QStringLiteral("--kernel"), QStringLiteral("sglang-trio-fusion"),
                        QStringLiteral("-o"), chart})
                     .exitCode,
             0);
    const QByteArray drawn = contentOf(chart);
    QVERIFY(drawn.contains("mistrusted and not drawn"));
    QVERIFY(!drawn.contains("179."));

    // Another library that gets it from this one mistrusts it too.
    const QString out = path(QStringLiteral("again.json"));
    QCOMPARE(inLibrary({QStringLiteral("bundle"), QStringLiteral("export"), out}).exitCode, 0);
    const Outcome again = touchstone({QStringLiteral("bundle"), QStringLiteral("import"), out,
                                      QStringLiteral("--db"), path(QStringLiteral("other.db")),
                                      QStringLiteral("--json")});
    QCOMPARE(again.exitCode, 0);
    QCOMPARE(again.json()[QStringLiteral("mistrusted")].toInt(), 1);
    QCOMPARE(inLibrary("runs remove edited").exitCode, 0);
}

void TestCliFaults::aSoundBundleNamesItsFile()
{
    QCOMPARE(inLibrary({QStringLiteral("import"), sound}).exitCode, 0);
    const QJsonArray listed = runs();
    QCOMPARE(listed.size(), 1);
    QVERIFY(listed[0][QStringLiteral("mistrusted")].isNull());
    QVERIFY(!rowsWith("measured").isEmpty());
    QVERIFY(rowsWith("mistrusted").isEmpty());
    QVERIFY(inLibrary("list runs").out.contains("came from fused.json, sha256 "));

    // Of another machine: named in sentences, tables and JSON, in both languages.
    const QString machine = QJsonDocument::fromJson(contentOf(sound))
                                    .object()[QStringLiteral("machine")][QStringLiteral("name")]
                                    .toString();
    QVERIFY(!machine.isEmpty());
    const QByteArray words = "measured on " + machine.toUtf8();
    const QJsonArray rows = rowsWith("measured");
    for (const QJsonValue &row : rows) {
        const QByteArray sentence = row[QStringLiteral("sentence")].toString().toUtf8();
        QVERIFY2(!sentence.contains("measured here"), sentence.constData());
        QVERIFY2(!sentence.contains("observed here"), sentence.constData());
        const QJsonValue measured = row[QStringLiteral("measured")].toArray().first();
        QCOMPARE(measured[QStringLiteral("elsewhere")].toString(), machine);
    }
    const QByteArray table = inLibrary("compare --all").out;
    QVERIFY(table.contains(words));
    QVERIFY(!table.contains("measured here"));
    QVERIFY(inLibrary("list runs").out.contains(words));
    QString chinese = machine;
    chinese.replace(QRegularExpression(QStringLiteral(", (\\d+) cores?$")),
                    QStringLiteral("，\\1 核"));
    QVERIFY(inLibrary("compare --all --lang zh")
                    .out.contains("在 " + chinese.toUtf8() + " 上实测"));
    const QString chart = path(QStringLiteral("elsewhere.svg"));
    QCOMPARE(inLibrary({QStringLiteral("chart"), QStringLiteral("claims-vs-measured"),
                        QStringLiteral("-o"), chart})
                     .exitCode,
             0);
    const QByteArray drawn = contentOf(chart);
    QVERIFY(drawn.contains(words + " (SQ, SM)"));
    QVERIFY(!drawn.contains("measured here"));
}

void TestCliFaults::aMistypedLibraryIsNotMade_data()
{
    QTest::addColumn<QString>("command");
    for (const char *command :
         {"list papers", "list techniques", "runs list", "show p-0123", "compare", "compare --all",
          "export library", "export measurements", "bundle export out.json",
          "chart claims-vs-measured -o out.svg", "report -o out.html", "import --undo",
          "runs remove r-1", "runs pin r-1", "run --claim c-1"}) {
        QTest::newRow(command) << QString::fromLatin1(command);
    }
}

void TestCliFaults::aMistypedLibraryIsNotMade()
{
    QFETCH(QString, command);
    const QString typo = path(QStringLiteral("folder/libary.db"));
    QStringList arguments = command.split(u' ');
    for (QString &argument : arguments) {
        if (argument.startsWith(QStringLiteral("out."))) {
            argument = path(argument);
        }
    }
    const Outcome outcome = touchstone(arguments + QStringList{QStringLiteral("--db"), typo});
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY2(outcome.err.contains("libary.db: no such library"), outcome.err.constData());
    QVERIFY2(outcome.out.isEmpty(), outcome.out.constData());
    QVERIFY(!QFileInfo::exists(typo));
    QVERIFY(!QFileInfo::exists(path(QStringLiteral("folder"))));
}

void TestCliFaults::writingMakesTheLibrary()
{
    const QString fresh = path(QStringLiteral("fresh/library.db"));
    const Outcome imported =
            touchstone({QStringLiteral("import"), sound, QStringLiteral("--db"), fresh});
    QCOMPARE(imported.exitCode, 0);
    QVERIFY(QFileInfo::exists(fresh));
    // A library of one's own is empty until there is one.
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("XDG_DATA_HOME"), path(QStringLiteral("data")));
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    process.setProcessEnvironment(environment);
    process.start(program(), {QStringLiteral("list"), QStringLiteral("papers")});
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 0);
}

void TestCliFaults::namesThatAreNoUtf8AreRead()
{
    // Through a shell, since QProcess encodes its arguments.
    const QString folder = path(QStringLiteral("names"));
    QVERIFY(QDir().mkpath(folder));
    const auto shell = [&](const QByteArray &line) {
        QProcess process;
        process.start(QStringLiteral("/bin/bash"), {QStringLiteral("-c"), QString::fromUtf8(line)});
        process.waitForFinished(60'000);
        return Outcome{process.exitCode(), process.readAllStandardOutput(),
                       process.readAllStandardError()};
    };
    const QByteArray start = "cd '" + folder.toUtf8() + "' && ";
    const QByteArray command = start + "'" + program().toUtf8() + "' --db names.db ";
    QCOMPARE(shell(start + "printf '@misc{a, title={Quartz: a paper}}' > $'caf\\xe9.bib'").exitCode,
             0);
    QCOMPARE(shell(start + "mkdir $'d\\xff' && cp '" + sound.toUtf8()
                   + "' $'d\\xff/b\\xfe.json' && touch $'p\\xfd.png'")
                     .exitCode,
             0);
    const Outcome one = shell(command + "import $'caf\\xe9.bib'");
    QCOMPARE(one.exitCode, 0);
    QVERIFY2(one.out.contains("caf\\xe9.bib: imported 1 papers"), one.out.constData());
    const Outcome all = shell(command + "import . --json");
    QCOMPARE(all.exitCode, 0);
    const QJsonArray files = all.json()[QStringLiteral("files")].toArray();
    QCOMPARE(files.size(), 2);
    QCOMPARE(files[1][QStringLiteral("path")].toString(), QStringLiteral("./d\\xff/b\\xfe.json"));
    QCOMPARE(files[1][QStringLiteral("runs_added")].toInt(), 1);
    QVERIFY2(all.err.contains("p\\xfd.png"), all.err.constData());
    const Outcome listed = shell(command + "runs list --json");
    QCOMPARE(listed.json()[QStringLiteral("runs")][0][QStringLiteral("came_from")]
                          [QStringLiteral("file")]
                                  .toString(),
             QStringLiteral("b\\xfe.json"));
    const Outcome named = shell("'" + program().toUtf8() + "' --db $'l\\xff.db' list papers");
    QCOMPARE(named.exitCode, 2);
    QVERIFY2(named.err.contains("l\\xff.db: the name is no UTF-8"), named.err.constData());
    QCOMPARE(shell(start + "rm -r *").exitCode, 0);  // QTemporaryDir cannot name them
}

void TestCliFaults::outputThatNobodyGetsIsAnError_data()
{
    QTest::addColumn<QString>("command");
    for (const char *command : {"export library", "list papers", "list papers --json",
                                "compare --all", "runs list", "--help"}) {
        QTest::newRow(command) << QString::fromLatin1(command);
    }
}

void TestCliFaults::outputThatNobodyGetsIsAnError()
{
    QFETCH(QString, command);
    const QString base = QStringLiteral("'%1' --db '%2' %3 ")
                                 .arg(program(), path(QStringLiteral("library.db")), command);
    const auto code = [](const QString &line) {
        QProcess shell;
        shell.start(QStringLiteral("/bin/bash"), {QStringLiteral("-c"), line});
        return shell.waitForFinished(60'000) ? shell.exitCode() : -1;
    };
    QCOMPARE(code(base + QStringLiteral("> /dev/full")), 1);
    QCOMPARE(code(base + QStringLiteral("> /dev/null")), 0);
    QCOMPARE(code(QStringLiteral("set -o pipefail; (sleep 0.3; ") + base
                  + QStringLiteral(") | true")),
             1);
}

void TestCliFaults::aSignalEndsAWaitingImport()
{
    const QString fifo = path(QStringLiteral("fifo"));
    QCOMPARE(::mkfifo(fifo.toLocal8Bit().constData(), 0600), 0);
    const int writer = ::open(fifo.toLocal8Bit().constData(), O_RDWR | O_CLOEXEC);
    QVERIFY(writer >= 0);
    QProcess process;
    process.start(program(), {QStringLiteral("bundle"), QStringLiteral("import"), fifo,
                              QStringLiteral("--db"), path(QStringLiteral("fifo.db"))});
    QVERIFY(process.waitForStarted());
    QTest::qWait(500);
    QCOMPARE(process.state(), QProcess::Running);
    ::kill(pid_t(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(10'000));
    QCOMPARE(process.exitCode(), 130);
    ::close(writer);
}

void TestCliFaults::theSecondSignalEndsAnyCommand()
{
    // A stand-in for the measuring program that takes no notice of a request to stop.
    QFile deaf(path(QStringLiteral("deaf")));
    QVERIFY(deaf.open(QIODevice::WriteOnly));
    deaf.write("#!/bin/sh\ntrap '' TERM INT\nsleep 60\n");
    deaf.close();
    QVERIFY(deaf.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("TOUCHSTONE_BENCH"), deaf.fileName());
    process.setProcessEnvironment(environment);
    process.start(program(), {QStringLiteral("certify"), QStringLiteral("--db"),
                              path(QStringLiteral("x.db"))});
    QVERIFY(process.waitForStarted());
    QTest::qWait(500);
    ::kill(pid_t(process.processId()), SIGINT);
    QTest::qWait(50);
    ::kill(pid_t(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(10'000));
    QCOMPARE(process.exitCode(), 130);
}

void TestCliFaults::aWindowWithoutADisplayIsOneLine()
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("xcb"));
    environment.insert(QStringLiteral("DISPLAY"), QStringLiteral(":no display"));
    process.setProcessEnvironment(environment);
    process.start(program(), {QStringLiteral("--lang"), QStringLiteral("en")});
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 1);
    const QByteArray said = process.readAllStandardError();
    QVERIFY2(said.startsWith("touchstone: no display for the window"), said.constData());
    QCOMPARE(said.count('\n'), 1);
}

void TestCliFaults::oddArgumentsAreRefused_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("says");
    QTest::newRow("nan") << "run kd-concrete-score --budget nan"
                         << "nan is no number";
    QTest::newRow("an option as a kernel") << "run -- --all"
                                           << "--all: no such kernel";
}

void TestCliFaults::oddArgumentsAreRefused()
{
    QFETCH(QString, command);
    QFETCH(QString, says);
    // In front: what follows "--" is no option.
    const QStringList library{QStringLiteral("--db"), path(QStringLiteral("odd.db"))};
    const Outcome refused = touchstone(library + command.split(u' '));
    QCOMPARE(refused.exitCode, 2);
    QVERIFY2(refused.err.contains(says.toUtf8()), refused.err.constData());
}

QTEST_GUILESS_MAIN(TestCliFaults)
#include "test_cli_faults.moc"
