// Kills an importing process at random moments and looks at what is left.
//
// The test program starts itself with --victim FILE TIME COUNT: it then imports so many papers into
// FILE.
#pragma once

#include "fixture.h"

#include <QFile>
#include <QProcess>
#include <QRandomGenerator>

#include <SQLiteCpp/SQLiteCpp.h>

namespace touchstone::store {

constexpr int victimPapers = 10'000;
constexpr int papersBefore = 10;

inline Report generatedReport(int count, const QString &time)
{
    QVector<ReportPaper> papers;
    for (int i = 1; i <= count; ++i) {
        ReportPaper paper =
                paperOf(i, QStringLiteral("Generated paper %1 at %2").arg(i).arg(time),
                        QStringLiteral("第%1篇生成的论文，缓存推理加速。").arg(i),
                        QStringLiteral("A generated abstract with the number %1.").arg(i));
        paper.claims = {claimOf(QStringLiteral("c-%1-%2").arg(time).arg(i),
                                QStringLiteral("speedup"), 1 + i % 7, 1.0 + i % 7)};
        papers.append(paper);
    }
    return reportOf(time, papers);
}

// Exit status of the process: 0 when the import was committed.
inline int victim(const QString &path, const QString &time, int papers)
{
    auto opened = Store::open(path);
    return opened && (*opened)->apply({planOf(generatedReport(papers, time))}) ? 0 : 1;
}

inline void startVictim(QProcess &process, const QString &path, const QString &time,
                        int papers = victimPapers)
{
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QCoreApplication::applicationFilePath(),
                  {QStringLiteral("--victim"), path, time, QString::number(papers)});
    QVERIFY(process.waitForStarted());
}

inline void verifyWhole(const QString &path, bool finished)
{
    auto opened = Store::open(path);
    QVERIFY2(opened, opened ? "" : opened.error().message.en.c_str());
    Store &library = **opened;
    const auto count = valueOf(library.paperIds({})).size();
    QVERIFY2(count == papersBefore || count == papersBefore + victimPapers,
             qPrintable(QString::number(count)));
    QVERIFY(!finished || count == papersBefore + victimPapers);
    QCOMPARE(valueOf(library.facets({})).total, int(count));
    PaperQuery query;
    query.search = QStringLiteral("缓存");
    QCOMPARE(valueOf(library.paperIds(query)).size(), count);
    QCOMPARE(valueOf(library.reports()).size(), count == papersBefore ? 1 : 2);
    opened->reset();
    SQLite::Database database(path.toStdString(), SQLite::OPEN_READWRITE);
    QCOMPARE(database.execAndGet("PRAGMA integrity_check").getString(), std::string("ok"));
    QVERIFY(!SQLite::Statement(database, "PRAGMA foreign_key_check").executeStep());
    database.exec("INSERT INTO paper_text (paper_text) VALUES ('integrity-check')");
}

inline void killAtRandomMoments(int kills)
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("library.sqlite"));
    const QString clean = folder.filePath(QStringLiteral("clean.sqlite"));
    {
        auto opened = Store::open(clean);
        QVERIFY(opened);
        QVERIFY((*opened)->apply(
                {planOf(generatedReport(papersBefore, QStringLiteral("2025-01-01T00:00:00")))}));
    }
    const auto restore = [&] {
        for (const char *suffix : {"", "-wal", "-shm"}) {
            QFile::remove(path + QLatin1String(suffix));
        }
        QVERIFY(QFile::copy(clean, path));
    };
    const QString time = QStringLiteral("2025-02-02T00:00:00");
    restore();
    QElapsedTimer timer;
    timer.start();
    QProcess whole;
    startVictim(whole, path, time);
    QVERIFY(whole.waitForFinished(-1));
    const int duration = int(timer.elapsed());
    QCOMPARE(whole.exitCode(), 0);
    verifyWhole(path, true);

    // Seeded: a failure can be repeated.
    QRandomGenerator random(20250910);
    int killed = 0;
    for (int kill = 0; kill < kills; ++kill) {
        restore();
        QProcess process;
        startVictim(process, path, time);
        if (!process.waitForFinished(random.bounded(1, duration + duration / 10))) {
            process.kill();
            QVERIFY(process.waitForFinished(-1));
            ++killed;
        }
        verifyWhole(path, process.exitStatus() == QProcess::NormalExit);
        if (QTest::currentTestFailed()) {
            return;
        }
    }
    QVERIFY(killed > 0);
}

// main() of a test program that can be its own victim.
template <class Test>
int crashMain(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String("--victim")) {
        return victim(arguments.value(2), arguments.value(3), arguments.value(4).toInt());
    }
    Test test;
    return QTest::qExec(&test, argc, argv);
}

}  // namespace touchstone::store
