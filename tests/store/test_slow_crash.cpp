// As test_crash, at fifty moments and with waits of many seconds.
#include "crash.h"

using namespace touchstone;
using namespace touchstone::store;

class TestSlowCrash : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void killedImportLeavesBeforeOrAfter() { killAtRandomMoments(50); }

    // Other writers give up after ten seconds; a large report of another process takes longer.
    void anImportWaitsLongerThanOtherWriters()
    {
        TestLibrary library;
        SQLite::Database other(library.path().toStdString(), SQLite::OPEN_READWRITE);
        other.exec("BEGIN IMMEDIATE");
        QProcess second;
        startVictim(second, library.path(), QStringLiteral("2025-02-02T00:00:00"), 10);
        QTest::qSleep(12'000);
        QCOMPARE(second.state(), QProcess::Running);
        other.exec("COMMIT");
        QVERIFY(second.waitForFinished(-1));
        QCOMPARE(second.exitCode(), 0);
        QCOMPARE(valueOf(library->paperIds({})).size(), 10);
    }
};

int main(int argc, char **argv)
{
    return crashMain<TestSlowCrash>(argc, argv);
}

#include "test_slow_crash.moc"
