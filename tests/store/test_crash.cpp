// kill -9 during an import, and two processes importing at once.
#include "crash.h"

using namespace touchstone;
using namespace touchstone::store;

class TestCrash : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void killedImportLeavesBeforeOrAfter() { killAtRandomMoments(5); }

    void twoProcessesAtOnce()
    {
        const int papers = 2000;
        TestLibrary library;
        library.close();
        QProcess first, second, third;
        startVictim(first, library.path(), QStringLiteral("2025-02-02T00:00:00"), papers);
        startVictim(second, library.path(), QStringLiteral("2025-03-03T00:00:00"), papers);
        startVictim(third, library.path(), QStringLiteral("2025-02-02T00:00:00"),
                    papers);  // the same
        for (QProcess *process : {&first, &second, &third}) {
            QVERIFY(process->waitForFinished(-1));
            QCOMPARE(process->exitCode(), 0);
        }
        library.reopen();
        QCOMPARE(valueOf(library->paperIds({})).size(), 2 * papers);
        QCOMPARE(valueOf(library->facets({})).total, 2 * papers);
        QCOMPARE(valueOf(library->reports()).size(), 2);
    }
};

int main(int argc, char **argv)
{
    return crashMain<TestCrash>(argc, argv);
}

#include "test_crash.moc"
