// Ways through the window: it starts on its screen, the inspector follows the list, imports are
// undone and redone by name, menus and keys reach everything. By clicks in the real window.
#include "ui_test.h"

#include "ui/common/screen_fit.h"
#include "ui/common/widgets.h"
#include "ui/library/inspector.h"

#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QScreen>
#include <QSpinBox>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>

using namespace touchstone;
using namespace touchstone::ui;

class TestWays : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void aGeometryIsFittedIntoItsScreen_data();
    void aGeometryIsFittedIntoItsScreen();
    void theWindowStartsInsideItsScreen();
    void theInspectorFollowsTheList();
    void anImportIsUndoneByNameAndRedone();
    void theEmptyLibraryOffersTheBundledReports();
    void aReportOpensItsPapers();
    void theBenchFitsSmallWindows();
    void everyActionIsInTheMenu();
    void keysLeadFromTheSearchToTheList();
    void theThemeButtonActsAtOnce();
    void backLeadsToThePageBefore();
    void aFolderSaysWhatItLeavesOut();
    void aWideInspectorLeavesTheFigures();
};

void TestWays::aGeometryIsFittedIntoItsScreen_data()
{
    QTest::addColumn<QRect>("available");
    QTest::addColumn<QMargins>("frame");
    const QMargins frame(4, 34, 4, 4);
    for (const QSize screen : {QSize(1920, 1080), QSize(1366, 768), QSize(1280, 720),
                               QSize(1280, 720) * 2 / 3, QSize(640, 480), QSize(3840, 2160)}) {
        for (const QMargins &one : {frame, QMargins()}) {
            QTest::addRow("%dx%d frame %d", screen.width(), screen.height(), one.top())
                    << QRect({0, 24}, screen - QSize(0, 24)) << one;
        }
    }
}

void TestWays::aGeometryIsFittedIntoItsScreen()
{
    QFETCH(const QRect, available);
    QFETCH(const QMargins, frame);
    for (const QRect wanted : {QRect(0, 0, 1360, 820), QRect(-300, -200, 1360, 820),
                               QRect(5000, 5000, 800, 600), QRect(10, 30, 300, 200)}) {
        const QRect place = fitted(wanted, frame, available);
        QVERIFY(available.contains(place.marginsAdded(frame)));
        const QSize room = available.marginsRemoved(frame).size();
        QCOMPARE(place.size(), wanted.size().boundedTo(room));
    }
}

void TestWays::theWindowStartsInsideItsScreen()
{
    const QTemporaryDir folder;
    WindowOptions options;
    options.databasePath = folder.filePath(QStringLiteral("library.db"));
    options.settingsPath = folder.filePath(QStringLiteral("window.ini"));
    options.language = Language::English;
    options.importBundled = false;
    MainWindow window(options);  // at the size it has without being asked
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QTest::qWait(50);
    const QRect available = window.screen()->availableGeometry();
    QVERIFY2(available.contains(window.frameGeometry()),
             qPrintable(QStringLiteral("%1x%2")
                                .arg(window.frameGeometry().width())
                                .arg(window.frameGeometry().height())));
}

void TestWays::theInspectorFollowsTheList()
{
    TestWindow test;
    LibraryPage *page = test.window->libraryPage();
    auto *table = test.find<QTableView>(QStringLiteral("paperTable"));
    QSignalSpy loaded(page->inspector(), &Inspector::loaded);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(0, 0)).center());
    QVERIFY(loaded.wait(patience));
    const QString title = table->model()->index(0, 0).data().toString();
    auto *shownTitle = test.find<QLabel>(QStringLiteral("paperTitle"));
    QVERIFY(shownTitle->isVisible());
    QCOMPARE(shownTitle->text(), title);
    // The paper leaves the list, and the inspector with it.
    auto *search = test.find<QLineEdit>(QStringLiteral("search"));
    QTest::mouseClick(search, Qt::LeftButton, {}, search->rect().center());
    QTest::keyClicks(search, QStringLiteral("nothing-has-this-word"));
    QTRY_COMPARE_WITH_TIMEOUT(page->papers().rowCount(), 0, patience);
    QTRY_VERIFY_WITH_TIMEOUT(page->inspector()->paperId().isEmpty(), patience);
    QTRY_VERIFY(!shownTitle->isVisible());
    // A paper that another page asks for goes before the search.
    QTest::keyClick(search, Qt::Key_Escape);
    QTRY_COMPARE_WITH_TIMEOUT(page->papers().rowCount(), 76, patience);
    const QString wanted = page->papers().paperId(5);
    search->setText(QStringLiteral("nothing-has-this-word"));
    QTRY_COMPARE_WITH_TIMEOUT(page->papers().rowCount(), 0, patience);
    Q_EMIT test.window->workspace().paperWanted(wanted, {}, {});
    QTRY_COMPARE_WITH_TIMEOUT(page->papers().rowCount(), 76, patience);
    QTRY_COMPARE_WITH_TIMEOUT(page->selectedPapers(), QStringList{wanted}, patience);
    QCOMPARE(page->inspector()->paperId(), wanted);
}

void TestWays::anImportIsUndoneByNameAndRedone()
{
    TestWindow test;
    ReportsPage *reports = test.window->reportsPage();
    click(test.find<QToolButton>(QStringLiteral("reportsButton")));
    auto *undo = test.find<QPushButton>(QStringLiteral("undoImport"));
    QTRY_VERIFY_WITH_TIMEOUT(undo->isEnabled(), patience);
    QVERIFY2(undo->text().contains(QStringLiteral("76")), qPrintable(undo->text()));
    click(undo);
    QTRY_COMPARE_WITH_TIMEOUT(test.window->libraryPage()->papers().rowCount(), 0, patience);
    QVERIFY(reports->canRedo());
    QPushButton *redo = nullptr;
    for (QPushButton *button :
         reports->findChildren<QPushButton *>(QStringLiteral("messageAction"))) {
        redo = button->isVisible() ? button : redo;
    }
    click(redo);
    QTRY_COMPARE_WITH_TIMEOUT(test.window->libraryPage()->papers().rowCount(), 76, patience);
    QTRY_VERIFY(!reports->canRedo());
}

void TestWays::theEmptyLibraryOffersTheBundledReports()
{
    TestWindow test(false);
    QPushButton *load = nullptr;
    for (QPushButton *button : test.window->libraryPage()->findChildren<QPushButton *>(
                 QStringLiteral("emptyStateSecond"))) {
        load = button->isVisible() ? button : load;
    }
    QSignalSpy previewed(test.window->reportsPage(), &ReportsPage::previewed);
    click(load);
    QVERIFY(previewed.wait(patience));
    click(test.find<QPushButton>(QStringLiteral("importSelected")));
    QTRY_COMPARE_WITH_TIMEOUT(test.window->libraryPage()->papers().rowCount(), 76, patience);
}

void TestWays::aReportOpensItsPapers()
{
    TestWindow test;
    click(test.find<QToolButton>(QStringLiteral("reportsButton")));
    auto *table = test.find<QTableView>(QStringLiteral("reportTable"));
    QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() > 1, patience);
    const int papers = table->model()->index(0, ReportModel::Papers).data().toInt();
    const QPoint centre = table->visualRect(table->model()->index(0, ReportModel::Title)).center();
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, centre);
    QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, centre);
    QCOMPARE(test.window->currentPage(), MainWindow::Library);
    QTRY_COMPARE_WITH_TIMEOUT(test.window->libraryPage()->papers().rowCount(), papers, patience);
}

void TestWays::theBenchFitsSmallWindows()
{
    for (const Language language : {Language::English, Language::Chinese}) {
        TestWindow test(false, language);
        test.window->resize(1000, 700);
        click(test.find<QToolButton>(QStringLiteral("benchButton")));
        QVector<QWidget *> controls;
        for (const char *name : {"benchDevice", "benchPreset", "benchThreads", "benchBudget",
                                 "importResults", "certify"}) {
            controls.append(test.find<QWidget>(QLatin1String(name)));
        }
        QTest::qWait(50);
        const auto placeOf = [&](QWidget *control) {
            return QRect(control->mapTo(test.window.get(), QPoint()), control->size());
        };
        for (QWidget *control : controls) {
            QVERIFY2(test.window->rect().contains(placeOf(control)),
                     qPrintable(control->objectName()));
            QVERIFY2(control->width() >= control->minimumSizeHint().width(),
                     qPrintable(control->objectName()));
            for (QWidget *other : controls) {
                QVERIFY(other == control || !placeOf(control).intersects(placeOf(other)));
            }
        }
    }
}

void TestWays::everyActionIsInTheMenu()
{
    TestWindow test;
    auto *bar = test.find<QMenuBar>(QStringLiteral("mainMenu"));
    QVERIFY(bar && bar->isVisible());
    QSet<QKeySequence> keys;
    int actions = 0;
    for (const QAction *menu : bar->actions()) {
        QVERIFY(!menu->text().isEmpty());
        for (const QAction *action : menu->menu()->actions()) {
            if (action->isSeparator()) {
                continue;
            }
            ++actions;
            QVERIFY2(!action->text().isEmpty(), qPrintable(action->objectName()));
            if (!action->shortcut().isEmpty()) {
                QVERIFY2(!keys.contains(action->shortcut()), qPrintable(action->text()));
                keys.insert(action->shortcut());
            }
        }
    }
    QVERIFY(actions >= 15);
    for (const QKeySequence &key :
         {QKeySequence(QKeySequence::Open), QKeySequence(QKeySequence::Undo),
          QKeySequence(QKeySequence::HelpContents)}) {
        QVERIFY2(keys.contains(key), qPrintable(key.toString()));
    }
    QTest::keySequence(test.window.get(), QKeySequence(QKeySequence::HelpContents));
    QTRY_VERIFY(test.window->findChild<QDialog *>(QStringLiteral("helpDialog")));
}

void TestWays::keysLeadFromTheSearchToTheList()
{
    TestWindow test;
    test.window->activateWindow();
    QTRY_VERIFY(test.window->isActiveWindow());
    QTest::keySequence(test.window.get(), QKeySequence::Find);
    auto *search = test.find<QLineEdit>(QStringLiteral("search"));
    QTRY_VERIFY(search->hasFocus());
    QTest::keyClicks(search, QStringLiteral("quantization"));
    QTRY_VERIFY_WITH_TIMEOUT(test.window->libraryPage()->papers().rowCount() < 76, patience);
    QTest::keyClick(search, Qt::Key_Down);
    auto *table = test.find<QTableView>(QStringLiteral("paperTable"));
    QVERIFY(table->hasFocus());
    QTRY_COMPARE_WITH_TIMEOUT(test.window->libraryPage()->selectedPapers().size(), 1, patience);
    search->setFocus();
    QTest::keyClick(search, Qt::Key_Escape);
    QVERIFY(search->text().isEmpty());
    QTest::keyClick(search, Qt::Key_Tab);
    QVERIFY(test.find<QTreeView>(QStringLiteral("facetTree"))->hasFocus());
    QTest::keyClick(test.window->focusWidget(), Qt::Key_Tab);
    QVERIFY(table->hasFocus());
}

void TestWays::theThemeButtonActsAtOnce()
{
    TestWindow test(false);
    auto *button = test.find<QToolButton>(QStringLiteral("themeButton"));
    const bool dark = isDark();
    click(button);
    QCOMPARE(isDark(), !dark);
    click(button);
    QCOMPARE(isDark(), dark);
    click(button);
    QCOMPARE(isDark(), dark);  // as the system again
}

void TestWays::backLeadsToThePageBefore()
{
    TestWindow test(false);
    test.window->activateWindow();
    QTRY_VERIFY(test.window->isActiveWindow());
    click(test.find<QToolButton>(QStringLiteral("compareButton")));
    Q_EMIT test.window->workspace().pageWanted(QStringLiteral("library"));
    QCOMPARE(test.window->currentPage(), MainWindow::Library);
    QTest::keySequence(test.window.get(), QKeySequence(QStringLiteral("Alt+Left")));
    QCOMPARE(test.window->currentPage(), MainWindow::Compare);
    QTest::keySequence(test.window.get(), QKeySequence(QStringLiteral("Alt+Left")));
    QCOMPARE(test.window->currentPage(), MainWindow::Library);
}

void TestWays::aFolderSaysWhatItLeavesOut()
{
    TestWindow test(false);
    QDir(test.dir.path()).mkdir(QStringLiteral("folder"));
    test.write(QStringLiteral("folder/report.txt"), testReport());
    test.write(QStringLiteral("folder/paper.pdf"), "%PDF-1.4");
    ReportsPage *page = test.window->reportsPage();
    test.window->showPage(MainWindow::Reports);
    QSignalSpy previewed(page, &ReportsPage::previewed);
    page->preview({test.dir.filePath(QStringLiteral("folder"))});
    QVERIFY(previewed.wait(patience));
    const QString summary = test.find<QLabel>(QStringLiteral("previewSummary"))->text();
    QVERIFY2(summary.contains(QStringLiteral("1 file not read")), qPrintable(summary));
    const auto *tree = test.find<QTreeView>(QStringLiteral("previewTree"));
    QCOMPARE(tree->model()->index(0, 0).data().toString(), QStringLiteral("paper.pdf"));
}

// However the panes were divided in a large window, a small one shows claim, figure and verdict.
void TestWays::aWideInspectorLeavesTheFigures()
{
    for (const Language language : {Language::English, Language::Chinese}) {
        TestWindow test(true, language);
        test.window->resize(1920, 1000);
        auto *splitter = test.find<QSplitter>(QStringLiteral("librarySplitter"));
        splitter->setSizes({260, 600, 980});
        test.window->resize(1000, 700);
        QTest::qWait(50);
        const auto *table = test.find<QTableView>(QStringLiteral("paperTable"));
        for (const auto column : {PaperModel::Claimed, PaperModel::Measured, PaperModel::Verdict}) {
            QVERIFY2(!table->isColumnHidden(column), qPrintable(QString::number(column)));
        }
        QVERIFY(table->columnWidth(PaperModel::Title) > 80);
        int width = 0;
        for (int column = 0; column < PaperModel::ColumnCount; ++column) {
            width += table->isColumnHidden(column) ? 0 : table->columnWidth(column);
        }
        QVERIFY(width <= table->viewport()->width());
    }
}

QTEST_MAIN(TestWays)
#include "test_ways.moc"
