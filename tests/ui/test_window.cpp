// The main jobs, by keyboard and by mouse, each on a separate library.
#include "ui_test.h"

#include "ui/common/widgets.h"
#include "ui/library/claim_model.h"
#include "ui/library/inspector.h"
#include "ui/library/source_tab.h"

#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTimer>
#include <QToolButton>
#include <QTreeView>

using namespace touchstone;
using namespace touchstone::ui;

class TestWindowJobs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void firstStartBringsTheBundledReports();
    void anEmptyLibrarySaysWhatToDo();
    void browseByTechniqueWithTheKeyboard();
    void browseByTechniqueWithTheMouse();
    void theBoxOfAFacetSwitchesItOnce();
    void searchAsYouType();
    void importAReportFile();
    void aFileThatIsNoReportIsNamed();
    void confirmAndTakeBackAClaim();
    void theSentenceOfAClaimIsMarked();
    void exportAChart();
    void measureAKernelAndReadTheResult();
    void theFirstMeasurementWaitsForACertificate();
    void importResultsOfAnotherTool();
    void closingAsksWhileSomethingRuns();
    void stateIsRemembered();
    void everyControlHasANameAndCanBeReached();
};

void TestWindowJobs::firstStartBringsTheBundledReports()
{
    TestWindow test;
    QCOMPARE(test.window->libraryPage()->papers().rowCount(), 76);
    // A second start finds the reports and adds nothing.
    test.window.reset();
    test.open();
    QCOMPARE(test.window->libraryPage()->papers().rowCount(), 76);
}

void TestWindowJobs::anEmptyLibrarySaysWhatToDo()
{
    TestWindow test(false);
    QCOMPARE(test.window->libraryPage()->papers().rowCount(), 0);
    QPushButton *action = nullptr;
    for (QPushButton *button : test.window->libraryPage()->findChildren<QPushButton *>(
                 QStringLiteral("emptyStateAction")))
        action = button->isVisible() ? button : action;
    QVERIFY(action);
    QTest::mouseClick(action, Qt::LeftButton);
    QCOMPARE(test.window->currentPage(), MainWindow::Reports);
}

void TestWindowJobs::browseByTechniqueWithTheKeyboard()
{
    TestWindow test;
    auto *tree = test.find<QTreeView>(QStringLiteral("facetTree"));
    tree->setFocus();
    tree->setCurrentIndex(tree->model()->index(0, 0));
    QSignalSpy queried(test.window->libraryPage(), &LibraryPage::queried);
    QTest::keyClick(tree, Qt::Key_Down);  // the first technique
    const QString technique = tree->currentIndex().data(FacetModel::ValueRole).toString();
    const int count = tree->currentIndex().data(FacetModel::CountRole).toInt();
    QVERIFY(count > 0);
    QTest::keyClick(tree, Qt::Key_Return);
    QVERIFY(queried.wait(patience));
    QCOMPARE(test.window->libraryPage()->facets().chosen(FacetModel::Techniques),
             QStringList{technique});
    QCOMPARE(test.window->libraryPage()->papers().rowCount(), count);
    // Its chip removes the filter.
    auto *chip = test.find<QPushButton>(QStringLiteral("chip"));
    QVERIFY(chip && chip->isVisible());
    chip->setFocus();
    queried.clear();
    QTest::keyClick(chip, Qt::Key_Space);
    QVERIFY(queried.wait(patience));
    QCOMPARE(test.window->libraryPage()->papers().rowCount(), 76);
}

void TestWindowJobs::theBoxOfAFacetSwitchesItOnce()
{
    TestWindow test;
    auto *tree = test.find<QTreeView>(QStringLiteral("facetTree"));
    const QModelIndex first = tree->model()->index(0, 0, tree->model()->index(0, 0));
    const QString technique = first.data(FacetModel::ValueRole).toString();
    const QRect row = tree->visualRect(first);
    const QStyle *style = tree->style();
    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, tree) + 1;
    const int box = style->pixelMetric(QStyle::PM_IndicatorWidth, nullptr, tree);
    const QPoint centre(row.left() + margin + box / 2, row.center().y());
    QSignalSpy queried(test.window->libraryPage(), &LibraryPage::queried);
    for (const QStringList &chosen : {QStringList{technique}, QStringList()}) {
        queried.clear();
        QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, centre);
        QVERIFY(queried.wait(patience));
        QCOMPARE(test.window->libraryPage()->facets().chosen(FacetModel::Techniques), chosen);
    }
}

void TestWindowJobs::browseByTechniqueWithTheMouse()
{
    TestWindow test;
    auto *tree = test.find<QTreeView>(QStringLiteral("facetTree"));
    const QModelIndex first = tree->model()->index(0, 0, tree->model()->index(0, 0));
    QSignalSpy queried(test.window->libraryPage(), &LibraryPage::queried);
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(first).center());
    QVERIFY(queried.wait(patience));
    QVERIFY(test.window->libraryPage()->facets().anyChosen());
    auto *table = test.find<QTableView>(QStringLiteral("paperTable"));
    QSignalSpy loaded(test.window->libraryPage()->inspector(), &Inspector::loaded);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(0, 0)).center());
    QVERIFY(loaded.wait(patience));
    QCOMPARE(test.window->libraryPage()->selectedPapers().size(), 1);
    QTest::keySequence(table, QKeySequence::Copy);
    const QStringList lines =
            QGuiApplication::clipboard()->text().split(QChar(u'\n'), Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 2);
    QVERIFY(lines[0].startsWith(QStringLiteral("Title\t")));
}

void TestWindowJobs::searchAsYouType()
{
    TestWindow test;
    QTest::keySequence(test.window.get(), QKeySequence::Find);
    auto *search = test.find<QLineEdit>(QStringLiteral("search"));
    QTRY_VERIFY(search->hasFocus());
    QSignalSpy queried(test.window->libraryPage(), &LibraryPage::queried);
    QTest::keyClicks(search, QStringLiteral("YOLOv10s"));
    QVERIFY(queried.wait(patience));
    QTRY_COMPARE(test.window->libraryPage()->papers().rowCount(), 1);
    // While pinyin is being composed nothing is searched; the committed words are.
    queried.clear();
    QInputMethodEvent composing(QStringLiteral("liang'hua"), {});
    QCoreApplication::sendEvent(search, &composing);
    QTest::qWait(200);
    QCOMPARE(queried.count(), 0);
    search->clear();
    QInputMethodEvent committed;
    committed.setCommitString(QStringLiteral("量化"));
    QCoreApplication::sendEvent(search, &committed);
    QVERIFY(queried.wait(patience));
    QTRY_VERIFY(test.window->libraryPage()->papers().rowCount() > 1);
    QVERIFY(test.window->libraryPage()->papers().rowCount() < 76);
    // Hostile input is searched as text, or refused in words.
    search->setText(QStringLiteral("\"'; DROP TABLE papers; --"));
    QTest::qWait(300);
    search->clear();
    QTRY_COMPARE_WITH_TIMEOUT(test.window->libraryPage()->papers().rowCount(), 76, patience);
}

void TestWindowJobs::importAReportFile()
{
    TestWindow test(false);
    const QString path = test.write(QStringLiteral("report.txt"), testReport());
    ReportsPage *page = test.window->reportsPage();
    QTest::mouseClick(test.find<QToolButton>(QStringLiteral("reportsButton")), Qt::LeftButton);
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &mime, Qt::LeftButton, {});
    QCoreApplication::sendEvent(page, &enter);
    QVERIFY(enter.isAccepted());
    QSignalSpy previewed(page, &ReportsPage::previewed);
    QDropEvent drop(QPointF(50, 50), Qt::CopyAction, &mime, Qt::LeftButton, {});
    QCoreApplication::sendEvent(page, &drop);
    QVERIFY(previewed.wait(patience));
    QCOMPARE(page->previewModel().preview().papers(PaperChange::New), 2);
    QCOMPARE(test.window->libraryPage()->papers().rowCount(), 0);  // nothing is written yet
    auto *button = test.find<QPushButton>(QStringLiteral("importSelected"));
    QTRY_VERIFY(button->hasFocus());
    QSignalSpy imported(page, &ReportsPage::imported);
    QTest::keyClick(button, Qt::Key_Space);
    QVERIFY(imported.wait(patience));
    QTRY_COMPARE_WITH_TIMEOUT(test.window->libraryPage()->papers().rowCount(), 2, patience);
    // The same file again changes nothing, and the import can be taken back.
    page->preview({path});
    QVERIFY(previewed.wait(patience));
    QCOMPARE(page->previewModel().preview().papers(PaperChange::Unchanged), 2);
    page->cancelPreview();
    QTRY_COMPARE_WITH_TIMEOUT(page->reportModel().rowCount(), 1, patience);
    QTest::mouseClick(test.find<QPushButton>(QStringLiteral("undoImport")), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(test.window->libraryPage()->papers().rowCount(), 0, patience);
}

void TestWindowJobs::aFileThatIsNoReportIsNamed()
{
    TestWindow test(false);
    const QString path =
            test.write(QStringLiteral("picture.bin"), QByteArray("\x89PNG\r\n\x1a\n\0\0\0\0", 12));
    ReportsPage *page = test.window->reportsPage();
    QSignalSpy previewed(page, &ReportsPage::previewed);
    page->preview({path, test.dir.filePath(QStringLiteral("missing.txt"))});
    QVERIFY(previewed.wait(patience));
    const ImportPreview &preview = page->previewModel().preview();
    QCOMPARE(preview.unread.size(), 2);
    QVERIFY(!test.find<QPushButton>(QStringLiteral("importSelected"))->isEnabled());
}

void TestWindowJobs::confirmAndTakeBackAClaim()
{
    TestWindow test(false);
    ReportsPage *page = test.window->reportsPage();
    QSignalSpy previewed(page, &ReportsPage::previewed);
    page->preview({test.write(QStringLiteral("report.txt"), testReport())});
    QVERIFY(previewed.wait(patience));
    page->importSelected();
    QTRY_COMPARE_WITH_TIMEOUT(test.window->libraryPage()->papers().rowCount(), 2, patience);
    test.window->showPage(MainWindow::Library);
    Inspector *inspector = test.window->libraryPage()->inspector();
    QSignalSpy loaded(inspector, &Inspector::loaded);
    test.find<QTableView>(QStringLiteral("paperTable"))->selectRow(0);
    QVERIFY(loaded.wait(patience));
    inspector->tabs()->setCurrentIndex(Inspector::Claims);
    auto *claims = test.find<QTableView>(QStringLiteral("claimTable"));
    QVERIFY(claims->model()->rowCount() > 0);
    const auto status = [claims] {
        return claims->model()->index(0, ClaimModel::Status).data().toString();
    };
    const QString before = status();
    auto *confirm = test.find<QPushButton>(QStringLiteral("confirmClaim"));
    auto *undo = test.find<QPushButton>(QStringLiteral("undoClaim"));
    QTRY_VERIFY(!undo->isEnabled());
    QTest::mouseClick(confirm, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(status(), QStringLiteral("confirmed"), patience);
    QTRY_VERIFY_WITH_TIMEOUT(undo->isEnabled(), patience);
    QTest::mouseClick(undo, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(status(), before, patience);
}

void TestWindowJobs::theSentenceOfAClaimIsMarked()
{
    TestWindow test(false);
    ReportsPage *page = test.window->reportsPage();
    QSignalSpy previewed(page, &ReportsPage::previewed);
    page->preview({test.write(QStringLiteral("report.txt"), testReport())});
    QVERIFY(previewed.wait(patience));
    page->importSelected();
    QTRY_COMPARE_WITH_TIMEOUT(test.window->libraryPage()->papers().rowCount(), 2, patience);
    auto *search = test.find<QLineEdit>(QStringLiteral("search"));
    search->setText(QStringLiteral("Bitplane"));
    QTRY_COMPARE_WITH_TIMEOUT(test.window->libraryPage()->papers().rowCount(), 1, patience);
    Inspector *inspector = test.window->libraryPage()->inspector();
    QSignalSpy loaded(inspector, &Inspector::loaded);
    test.find<QTableView>(QStringLiteral("paperTable"))->selectRow(0);
    QVERIFY(loaded.wait(patience));
    QVERIFY(test.find<QTableView>(QStringLiteral("claimTable"))->model()->rowCount() > 0);
    const QString marked = inspector->source()->highlighted().join(QChar(u'\n'));
    QVERIFY2(marked.contains(QStringLiteral("The method gives a 2.5x end-to-end inference speedup "
                                            "over the FP16 baseline and reduces memory by 40%.")),
             qPrintable(marked));
    QVERIFY2(marked.contains(QStringLiteral("端到端推理加速2.5倍")), qPrintable(marked));
}

void TestWindowJobs::exportAChart()
{
    TestWindow test;
    ComparePage *page = test.window->comparePage();
    QSignalSpy drawn(page, &ComparePage::drawn);
    test.window->showPage(MainWindow::Compare);
    QVERIFY(drawn.wait(patience));
    QVERIFY(!page->spec().table.rows.isEmpty());
    QCOMPARE(page->table().rowCount(), int(page->spec().table.rows.size()));
    for (const QString &suffix :
         {QStringLiteral("svg"), QStringLiteral("pdf"), QStringLiteral("csv")}) {
        test.window->activateWindow();
        QTRY_VERIFY(test.window->isActiveWindow());
        QTest::keySequence(test.window.get(), QKeySequence(QStringLiteral("Ctrl+E")));
        QTRY_VERIFY(page->findChild<QDialog *>(QStringLiteral("exportDialog")));
        auto *dialog = page->findChild<QDialog *>(QStringLiteral("exportDialog"));
        auto *path = dialog->findChild<QLineEdit *>(QStringLiteral("exportPath"));
        auto *format = dialog->findChild<QComboBox *>(QStringLiteral("exportFormat"));
        format->setCurrentIndex(suffix == QStringLiteral("pdf")   ? 0
                                : suffix == QStringLiteral("svg") ? 1
                                                                  : 3);
        path->setText(test.dir.filePath(QStringLiteral("chart.") + suffix));
        QTest::keyClick(path, Qt::Key_Return);
        QTRY_VERIFY(!page->findChild<QDialog *>(QStringLiteral("exportDialog")));
        QVERIFY(QFileInfo(test.dir.filePath(QStringLiteral("chart.") + suffix)).size() > 200);
    }
}

void TestWindowJobs::measureAKernelAndReadTheResult()
{
    if (!QFileInfo::exists(QStringLiteral(TOUCHSTONE_BIN_DIR "/touchstone-bench")))
        QSKIP("touchstone-bench is not built");
    TestWindow test;
    BenchPage *page = test.window->benchPage();
    page->queue().setProgram(TOUCHSTONE_BIN_DIR "/touchstone-bench");
    page->setFirstUse(false);
    test.window->showPage(MainWindow::Bench);
    test.find<QComboBox>(QStringLiteral("benchPreset"))->setCurrentIndex(0);
    auto *tree = test.find<QTreeView>(QStringLiteral("kernelTree"));
    const QModelIndex family = tree->model()->index(0, 0);
    tree->setCurrentIndex(tree->model()->index(0, 0, family));
    QSignalSpy changed(&page->queue(), &BenchQueue::changed);
    QSignalSpy finished(&page->queue(), &BenchQueue::finished);
    QTest::mouseClick(test.find<QPushButton>(QStringLiteral("runKernels")), Qt::LeftButton);
    QVERIFY(finished.wait(5 * patience));
    QVERIFY(changed.count() > 1);  // progress came while it ran
    const BenchItem &item = page->queue().items().first();
    QVERIFY2(item.result, item.problem.en.c_str());
    QVERIFY(item.result->verification.passed);
    QVERIFY(item.ratio);
    // It is in the library, next to the claims.
    const auto store = store::Store::open(test.options.databasePath, store::OpenMode::ReadOnly);
    QVERIFY(store);
    QCOMPARE((*store)->runs()->size(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(test.find<QTreeView>(QStringLiteral("facetTree"))
                                             ->model()
                                             ->index(0, 0,
                                                     test.window->libraryPage()->facets().index(
                                                             FacetModel::Measured, 0))
                                             .data(FacetModel::CountRole)
                                             .toInt()
                                     > 0,
                             patience);
    // A second one is stopped by the user, and the queue is empty then.
    QTest::mouseClick(test.find<QPushButton>(QStringLiteral("runKernels")), Qt::LeftButton);
    QTest::mouseClick(test.find<QPushButton>(QStringLiteral("cancelQueue")), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!page->queue().busy(), patience);
}

void TestWindowJobs::theFirstMeasurementWaitsForACertificate()
{
    TestWindow test;
    // Replaces the bench program: records its arguments, certifies, measures nothing.
    const QString program = test.write(QStringLiteral("bench"), R"(#!/bin/sh
echo "$1 $3" >> "$(dirname "$0")/asked"
[ "$1" = certify ] && cat <<END
{"schema":"touchstone-bundle/1","machine":{"id":"m","name":"m"},"environment":{},
 "certificate":{"at":"2026-01-02T03:04:05Z","false_positive_rate":0.01,"false_positive_high":0.05,
 "trials":100,"floor":0.012,"median_half_width":0.004,"detected_share":1},"probes":{},"results":[]}
END
exit 0
)");
    QVERIFY(QFile::setPermissions(program, QFile::ReadOwner | QFile::ExeOwner));
    BenchPage *page = test.window->benchPage();
    page->queue().setProgram(program.toStdString());
    page->setFirstUse(true);
    QSignalSpy certified(page, &BenchPage::certified);
    QSignalSpy finished(&page->queue(), &BenchQueue::finished);
    const QString kernel = Vocabulary::bundled().kernels().first().id;
    page->measure({kernel});
    QVERIFY(!test.find<QPushButton>(QStringLiteral("certify"))->isEnabled());
    QVERIFY(finished.wait(patience));
    page->measure({kernel});
    QVERIFY(finished.wait(patience));
    QCOMPARE(certified.count(), 1);
    QVERIFY(test.find<QPushButton>(QStringLiteral("certificateStatus"))
                    ->text()
                    .contains(QStringLiteral("1.2")));
    QFile asked(test.dir.filePath(QStringLiteral("asked")));
    QVERIFY(asked.open(QIODevice::ReadOnly));
    QByteArrayList commands;
    for (const QByteArray &line : asked.readAll().split('\n')) {
        if (!line.startsWith("devices"))
            commands.append(line.left(line.indexOf(' ')));
    }
    QCOMPARE(commands, QByteArrayList({"certify", "run", "run", ""}));
}

void TestWindowJobs::importResultsOfAnotherTool()
{
    TestWindow test(false);
    const QString good = test.write(
            QStringLiteral("good.json"),
            R"({"context":{"host_name":"h"},"benchmarks":[{"name":"a","real_time":1}]})");
    const QString bad = test.write(QStringLiteral("bad.json"), "{");
    BenchPage *page = test.window->benchPage();
    test.window->showPage(MainWindow::Bench);
    QSignalSpy runsChanged(&test.window->workspace(), &Workspace::runsChanged);
    page->importResults({good});
    QVERIFY(runsChanged.wait(patience));
    page->importResults({bad});
    const auto namesTheBadFile = [page] {
        const auto labels = page->findChild<MessageStrip *>()->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->isVisible() && label->text().contains(QLatin1String("bad.json"));
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(namesTheBadFile(), patience);
    const auto store = store::Store::open(test.options.databasePath, store::OpenMode::ReadOnly);
    QVERIFY(store);
    QCOMPARE((*store)->runs()->size(), 1);
    QCOMPARE((*store)->runs()->first().kernel, QStringLiteral("google-benchmark"));
}

void TestWindowJobs::closingAsksWhileSomethingRuns()
{
    TestWindow test(false);
    std::atomic<bool> stopped = false;
    test.window->workspace().jobs().start<int>(
            text("Counting", "计数"), JobRunner::Visibility::Visible, this,
            [&](const JobContext &context) -> Result<int> {
                while (!context.stop.stop_requested())
                    QTest::qSleep(2);
                stopped = true;
                return 0;
            },
            [](const Result<int> &) {});
    const auto answer = [&](int role) {
        QTimer::singleShot(50, this, [role] {
            auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
            if (!box)
                return;
            for (QAbstractButton *button : box->buttons()) {
                if (box->buttonRole(button) == role)
                    button->click();
            }
        });
    };
    answer(QMessageBox::RejectRole);
    QVERIFY(!test.window->close());
    QVERIFY(test.window->isVisible());
    QVERIFY(!stopped);
    answer(QMessageBox::AcceptRole);
    QVERIFY(test.window->close());
    QTRY_VERIFY_WITH_TIMEOUT(stopped, patience);
}

void TestWindowJobs::stateIsRemembered()
{
    TestWindow test;
    test.options.language.reset();
    test.window->setLanguage(Language::Chinese);
    test.window->setTheme(ThemeChoice::Dark);
    auto *header = test.find<QTableView>(QStringLiteral("paperTable"))->horizontalHeader();
    header->setSectionHidden(PaperModel::Report, true);
    test.window->resize(1300, 760);
    QVERIFY(test.window->close());
    test.window = std::make_unique<MainWindow>(test.options);
    QCOMPARE(currentLanguage(), Language::Chinese);
    QVERIFY(isDark());
    QVERIFY(test.find<QTableView>(QStringLiteral("paperTable"))
                    ->isColumnHidden(PaperModel::Report));
    QCOMPARE(test.window->size(), QSize(1300, 760));
    test.window->setLanguage(Language::English);
    test.window->setTheme(ThemeChoice::Light);
}

void TestWindowJobs::everyControlHasANameAndCanBeReached()
{
    TestWindow test;
    for (const auto page :
         {MainWindow::Library, MainWindow::Compare, MainWindow::Bench, MainWindow::Reports}) {
        test.window->showPage(page);
        QTest::qWait(30);
        for (const QWidget *widget : test.window->findChildren<QWidget *>()) {
            const bool control = qobject_cast<const QAbstractButton *>(widget)
                                 || qobject_cast<const QAbstractItemView *>(widget)
                                 || qobject_cast<const QComboBox *>(widget)
                                 || qobject_cast<const QLineEdit *>(widget);
            const bool own = !widget->objectName().startsWith(QStringLiteral("qt_"))
                             && !qobject_cast<const QHeaderView *>(widget)
                             && !qobject_cast<const QComboBox *>(widget->parentWidget());
            if (!control || !own || !widget->isVisible()
                || widget->parentWidget()->inherits("QLineEdit")
                || widget->parentWidget()->inherits("QAbstractItemView")
                || widget->parentWidget()->inherits("QTabBar"))
                continue;
            const QString what = QStringLiteral("%1 %2").arg(
                    QString::fromLatin1(widget->metaObject()->className()), widget->objectName());
            if (widget->inherits("QLineEdit") && widget->parentWidget()->inherits("QSpinBox"))
                continue;
            QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(what));
            QVERIFY2(!widget->objectName().isEmpty(), qPrintable(what));
            QVERIFY2(widget->focusPolicy() & Qt::TabFocus, qPrintable(what));
        }
    }
}

QTEST_MAIN(TestWindowJobs)
#include "test_window.moc"
