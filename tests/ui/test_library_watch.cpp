// Another program writes to the library while the window is open.
#include "ui_test.h"

#include "importing/importer.h"

#include <QTableView>

using namespace touchstone;
using namespace touchstone::ui;

class TestLibraryWatch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { failOnAnyWarning(); }

    void theWindowShowsWhatAnotherProgramWrote()
    {
        TestWindow test(false);
        auto *table = test.find<QTableView>(QStringLiteral("paperTable"));
        QCOMPARE(table->model()->rowCount(), 0);
        LibraryWatch &watch = test.window->workspace().watch();
        QSignalSpy changed(&watch, &LibraryWatch::changedElsewhere);
        watch.look();
        QCOMPARE(changed.count(), 0);
        {
            auto other = store::Store::open(test.options.databasePath);
            QVERIFY(other);
            auto reports = importing::readReports(testReport(), QStringLiteral("report.md"));
            QVERIFY(reports);
            QVERIFY((*other)->apply({importing::planImport(reports->first(), **other)}));
        }
        watch.look();
        QCOMPARE(changed.count(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 2, patience);
        watch.look();
        QCOMPARE(changed.count(), 1);
        {
            auto other = store::Store::open(test.options.databasePath);
            QVERIFY(other && (*other)->undoLastImport());
        }
        watch.look();
        QCOMPARE(changed.count(), 2);
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 0, patience);
    }
};

QTEST_MAIN(TestLibraryWatch)
#include "test_library_watch.moc"
